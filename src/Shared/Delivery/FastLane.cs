using Fixia.Shared.Events;
using Fixia.Shared.Notifications;
using Fixia.Shared.Preferences;
using Fixia.Shared.Realtime;
using Microsoft.Extensions.Logging;

namespace Fixia.Shared.Delivery;

/// <summary>
/// Pushes what is critical from the very call that stored it, ahead of whatever waits in the change feed. It promises
/// nothing: the change feed pushes the same again, with the count, and devices take it once.
/// </summary>
public sealed partial class FastLane(
    UserChannel channel, PreferencesStore preferences, AttentionReader attention, PushNotes notes, TimeProvider time, ILogger<FastLane> logger)
{
    /// <summary>How long the producer's call waits for it; the service's own retries would take longer.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(500);

    /// <summary>Pushes a notification that was just stored, if it is critical. Failures are the change feed's to make up for.</summary>
    public async Task PushAsync(Notification notification, CancellationToken cancellationToken)
    {
        if (notification is not { Priority: NotificationPriority.Critical, Read: false, Removed: null })
        {
            return;
        }

        using var timer = new CancellationTokenSource(Patience, time);
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timer.Token);
        try
        {
            // Whether the user has any is not known here; the look at it costs one request unit where there are none.
            var wanted = await preferences.ReadAsync(notification.UserId, deadline.Token);
            var now = time.GetUtcNow();
            var (decided, byDevice) = attention.Decide(notification, wanted, now);
            var outcome = await channel.PushAsync(notification.UserId, [new NotificationNew(notification, now, decided, byDevice)], deadline.Token);
            notes.PushedAtOnce(notification, outcome);
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            LogLeftToTheFeed(e);
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "A critical notification is left to the change feed")]
    private partial void LogLeftToTheFeed(Exception exception);
}
