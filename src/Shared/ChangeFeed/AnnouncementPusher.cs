using System.Text.Json;
using Fixia.Shared.Announcements;
using Fixia.Shared.Data;
using Fixia.Shared.Diagnostics;
using Fixia.Shared.Events;
using Fixia.Shared.Json;
using Fixia.Shared.Realtime;

namespace Fixia.Shared.ChangeFeed;

/// <summary>
/// Turns new announcements into one broadcast. Nobody's count can be in it, and a device can't tell whether
/// the count that it was told last has the announcement in it: a device that did not know the announcement syncs.
/// </summary>
public sealed class AnnouncementPusher(ChangeReader reader, UserChannel channel, TimeProvider time)
{
    /// <summary>Pushes a batch.</summary>
    /// <exception cref="PushFailedException">The service could not be reached; the batch must be processed again.</exception>
    public async Task PushAsync(IReadOnlyList<JsonElement> documents, CancellationToken cancellationToken)
    {
        var announcements = await reader.ReadAsync(
            FixiaDatabase.Announcements,
            documents,
            FixiaJsonContext.Default.Announcement,
            announcement => Announcement.IsId(announcement.Id) ? null : "'id' is none of an announcement.",
            cancellationToken);
        var now = time.GetUtcNow();
        if (announcements.Where(announcement => announcement.ExpiresAt > now).ToList() is { Count: > 0 } alive)
        {
            await FixiaActivities.PushAsync(
                FixiaDatabase.Announcements,
                alive.Count,
                alive.Select(announcement => announcement.TraceParent),
                () => channel.BroadcastAsync(
                    [.. alive.Select(announcement => new NotificationNew(announcement.ToNotification(userId: ""), now))], cancellationToken));
        }
    }
}
