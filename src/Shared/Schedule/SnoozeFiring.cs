using Fixia.Shared.Notifications;
using Fixia.Shared.Users;

namespace Fixia.Shared.Schedule;

/// <summary>
/// Wakes a notification when its snooze is over; the change feed then tells the devices. An instance that dies in between leaves a
/// claim, which runs out, and the next one finds the notification awake.
/// </summary>
public sealed class SnoozeFiring(ScheduleStore schedule, DueWork work, NotificationRestorer notifications, UserStateStore users)
{
    /// <summary>Does what a queue message asks for, if it is still to be done.</summary>
    /// <exception cref="Data.QueueFailedException">The queue did not take a message for later.</exception>
    /// <exception cref="Microsoft.Azure.Cosmos.CosmosException">The store failed: look again when the claim has run out.</exception>
    public async Task FireAsync(ScheduledMessage message, CancellationToken cancellationToken)
    {
        var end = await work.ClaimAsync(
            message,
            () => schedule.FindSnoozeAsync(message.UserId, message.Id, cancellationToken),
            tryPutOff: (_, _) => Task.FromResult(false),
            cancellationToken);
        if (end is not null)
        {
            // First, so that no count leaves it out that a watermark has passed.
            await users.NoteRestoredAsync(end.UserId, cancellationToken);
            await notifications.WakeAsync(end.UserId, end.NotificationId, end.DueAt, cancellationToken);

            // If it sleeps until later, the change feed has written another end by now, which stays, or will.
            await schedule.TryDeleteAsync(end, cancellationToken);
        }
    }
}
