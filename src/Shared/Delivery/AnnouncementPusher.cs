using Fixia.Shared.Announcements;
using Fixia.Shared.Data;
using Fixia.Shared.Diagnostics;
using Fixia.Shared.Events;
using Fixia.Shared.Realtime;
using Microsoft.Extensions.Options;

namespace Fixia.Shared.Delivery;

/// <summary>
/// Turns new announcements into one broadcast. Nobody's count can be in it: a device adds an announcement that is newer
/// than the newest one in the count that it was told.
/// </summary>
public sealed class AnnouncementPusher(
    ChangeReader reader,
    AnnouncementReader announcements,
    ActiveAnnouncements active,
    UserFanOut fanOut,
    UserChannel channel,
    IOptions<AnnouncementOptions> options,
    TimeProvider time)
{
    private readonly ChangeSource<Announcement> source = new(FixiaDatabase.Announcements, "scope", announcements.Read);

    /// <summary>Pushes a batch.</summary>
    /// <param name="changes">The batch, as the trigger hands it over: a JSON array.</param>
    /// <param name="cancellationToken">Stops the push.</param>
    /// <exception cref="AggregateException">The service could not be reached; the batch must be processed again.</exception>
    public async Task PushAsync(string changes, CancellationToken cancellationToken)
    {
        var announced = await reader.ReadAsync(source, changes, cancellationToken);
        active.Forget();
        await Task.Delay(options.Value.Hold, time, cancellationToken);
        var now = time.GetUtcNow();
        var alive = announced.Where(announcement => announcement.ExpiresAt > now);
        await fanOut.RunAsync(source.Container, alive.GroupBy(announcement => announcement.Scope), BroadcastAsync, cancellationToken);
    }

    private Task BroadcastAsync(string scope, IReadOnlyList<Announcement> alive, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        return FixiaActivities.PushAsync(
            source.Container,
            alive.Count,
            alive.Select(announcement => announcement.TraceParent),
            () => channel.BroadcastAsync(
                [.. alive.Select(announcement => new NotificationNew(announcement.ToNotification(userId: ""), now))], cancellationToken));
    }
}
