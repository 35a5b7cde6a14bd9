using System.Text.Json;
using Fixia.Shared.Notifications;
using Microsoft.Azure.Cosmos;

namespace Fixia.Shared.Schedule;

/// <summary>Lets operators cancel a notification that waits, whether it has a key or not.</summary>
public sealed class ScheduleCancellation(ScheduleStore schedule, NotificationEditor notifications)
{
    /// <summary>
    /// Sees to it that a notification is never sent. Its place is taken first, so neither an instance that has it in work nor a producer
    /// that repeats its request stores it afterwards; what waits is only then dropped. Idempotent.
    /// </summary>
    /// <param name="userId">The user whom it is for. What other users get of the same request, or by the same key, stays.</param>
    /// <param name="id">The notification.</param>
    /// <param name="cancellationToken">Stops between two attempts.</param>
    /// <returns>True when it is cancelled, false when it was sent, and null when nothing of that id waits.</returns>
    /// <exception cref="CosmosException">The store failed; repeating the call completes it.</exception>
    public async Task<bool?> CancelAsync(string userId, string id, CancellationToken cancellationToken)
    {
        if (await FindAsync() is not { } waiting)
        {
            return null;
        }

        if (await notifications.BlockAsync(userId, id, cancellationToken) is { } stored && !NotificationRemoval.IsFinal(stored.Removed))
        {
            return false;
        }

        // Another version is one that was moved, or that somebody has in work who finds the place taken, and drops it.
        for (ScheduledNotification? next = waiting; next is { ClaimedAt: null }; next = await FindAsync())
        {
            await schedule.TryDeleteAsync(next, cancellationToken);
        }

        return true;

        async Task<ScheduledNotification?> FindAsync()
        {
            try
            {
                return await schedule.FindNotificationAsync(userId, id, cancellationToken);
            }
            catch (JsonException)
            {
                // No notification, or one that will never be sent.
                return null;
            }
        }
    }
}
