namespace Fixia.Shared.Schedule;

/// <summary>Sees to it that what sleeps is woken. Who calls it is the change feed, so nothing can fall asleep without.</summary>
public sealed class Snoozes(ScheduleStore schedule)
{
    /// <summary>Has a notification woken at a time, and no more at an earlier or a later one. Idempotent: one point read when that is known.</summary>
    /// <param name="userId">The owner.</param>
    /// <param name="notificationId">The notification.</param>
    /// <param name="until">When it is to come back.</param>
    /// <param name="cancellationToken">Stops between two attempts.</param>
    public async Task EnsureEndAsync(string userId, string notificationId, DateTimeOffset until, CancellationToken cancellationToken)
    {
        while (true)
        {
            // One that is claimed was for the snooze before this one, or has seen this one already.
            var stored = await schedule.FindSnoozeAsync(userId, SnoozeEnd.IdOf(notificationId), cancellationToken);
            if (stored is { ClaimedAt: null } && stored.DueAt == until)
            {
                return;
            }

            var end = SnoozeEnd.Of(userId, notificationId, until) with { ETag = stored?.ETag };
            if (await schedule.TryWriteAsync(end, cancellationToken) is not null)
            {
                return;
            }
        }
    }
}
