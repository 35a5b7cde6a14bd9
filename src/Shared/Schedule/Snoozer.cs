using Fixia.Shared.Notifications;

namespace Fixia.Shared.Schedule;

/// <summary>Lets notifications sleep, and sees to it that they are woken. Idempotent.</summary>
public sealed class Snoozer(NotificationStore notifications, NotificationEditor editor, ScheduleStore schedule)
{
    /// <summary>Snoozes one, or one that sleeps until another time. What was put away is left alone.</summary>
    /// <param name="userId">The owner.</param>
    /// <param name="id">The notification.</param>
    /// <param name="until">When it comes back, in whole milliseconds.</param>
    /// <param name="now">Now.</param>
    /// <param name="cancellationToken">Stops between two attempts.</param>
    /// <exception cref="Microsoft.Azure.Cosmos.CosmosException">The store failed; repeating the call completes it.</exception>
    public async Task SnoozeAsync(string userId, string id, DateTimeOffset until, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (NotificationId.CanExist(id) && await editor.FindAsync(userId, id, cancellationToken) is { Removed: null or NotificationRemoval.Snoozed })
        {
            // First: to be woken in vain does no harm, to sleep for ever does.
            await WakeAtAsync(userId, SnoozeEnd.IdOf(id), until, cancellationToken);
            await notifications.SnoozeAsync(userId, id, until, now, cancellationToken);
        }
    }

    private async Task WakeAtAsync(string userId, string id, DateTimeOffset until, CancellationToken cancellationToken)
    {
        SnoozeEnd wanted;
        do
        {
            var stored = await schedule.FindSnoozeAsync(userId, id, cancellationToken);
            wanted = (stored ?? new SnoozeEnd { Id = id, UserId = userId, DueAt = until }) with { DueAt = until, ClaimedAt = null };
        }
        while (await schedule.TryWriteAsync(wanted, cancellationToken) is null);
    }
}
