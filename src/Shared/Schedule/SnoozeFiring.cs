using Fixia.Shared.Notifications;

namespace Fixia.Shared.Schedule;

/// <summary>
/// Wakes a notification when its snooze is over; the change feed then tells the devices. An instance that dies in between leaves a
/// claim, which runs out, and the next one finds the notification awake.
/// </summary>
public sealed class SnoozeFiring(ScheduleStore schedule, DueWork work, NotificationEditor notifications, NotificationRestorer restorer)
{
    /// <summary>Does what a queue message asks for, if it is still to be done.</summary>
    /// <exception cref="Data.QueueFailedException">The queue did not take a message for later.</exception>
    /// <exception cref="Microsoft.Azure.Cosmos.CosmosException">The store failed: look again when the claim has run out.</exception>
    public async Task FireAsync(ScheduledMessage message, CancellationToken cancellationToken)
    {
        var claimed = await work.ClaimAsync(
            message, () => schedule.FindSnoozeAsync(message.UserId, message.Id, cancellationToken), TryPutOffAsync, cancellationToken);
        if (claimed is not null)
        {
            await restorer.WakeAsync(claimed.UserId, claimed.NotificationId, cancellationToken);
            await schedule.TryDeleteAsync(claimed, cancellationToken);
        }

        // Of two devices that snoozed it at once, one may have had the last word here and the other one there.
        async Task<bool> TryPutOffAsync(SnoozeEnd end, DateTimeOffset now)
        {
            if (await notifications.FindAsync(end.UserId, end.NotificationId, cancellationToken)
                is not { Removed: NotificationRemoval.Snoozed, SnoozedUntil: { } until } || until <= now)
            {
                return false;
            }

            await schedule.TryWriteAsync(end with { DueAt = until, ClaimedAt = null }, cancellationToken);
            return true;
        }
    }
}
