using Fixia.Shared.Data;
using Fixia.Shared.Notifications;
using Fixia.Shared.Schedule;
using Microsoft.Azure.Cosmos;

namespace Fixia.Shared.Producers;

/// <summary>
/// Finds the notifications of a producer's key again, whether they were sent or not. Whoever claims the document of one first, an
/// instance that sends it or a call that changes or deletes it, has its way; the other one finds out.
/// </summary>
public sealed class KeyedNotifications(
    NotificationKeyStore keys, ScheduleStore schedule, NotificationEditor editor, ContentRules rules, TimeProvider time)
{
    /// <summary>Cancels what was not sent, and takes the rest back if that is wanted. Idempotent.</summary>
    /// <param name="key">The key.</param>
    /// <param name="retract">Whether what users have already is to be taken back.</param>
    /// <param name="cancellationToken">Stops before the next user.</param>
    /// <returns>Null when nothing is known by the key.</returns>
    /// <exception cref="CosmosException">The store failed; repeating the call completes it.</exception>
    public async Task<CancelledKey?> CancelAsync(string key, bool retract, CancellationToken cancellationToken)
    {
        if (await keys.FindAsync(key, cancellationToken) is not { } known)
        {
            return null;
        }

        // First, so that nothing is sent that another instance has in work or a late attempt to create schedules.
        await keys.CancelAsync(known, cancellationToken);
        var (cancelled, sent, retracted) = (0, 0, 0);
        var options = new ParallelOptions { MaxDegreeOfParallelism = PerUser.Parallelism, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(known.UserIds, options, CancelAsync);
        return new CancelledKey(cancelled, sent, retracted);

        async ValueTask CancelAsync(string user, CancellationToken token)
        {
            var id = known.NotificationIdOf(user);
            var scheduled = await schedule.FindNotificationAsync(user, id, token);
            while (scheduled is { ClaimedAt: null })
            {
                if (await schedule.TryDeleteAsync(scheduled, token))
                {
                    Interlocked.Increment(ref cancelled);
                    return;
                }

                scheduled = await schedule.FindNotificationAsync(user, id, token);
            }

            if (retract && await editor.RetractAsync(user, id, scheduled?.Notification, token))
            {
                Interlocked.Increment(ref retracted);
            }
            else if (!retract && (scheduled is not null || await HasAsync(user, id, token)))
            {
                Interlocked.Increment(ref sent);
            }
            else
            {
                Interlocked.Increment(ref cancelled);
            }
        }

        async Task<bool> HasAsync(string user, string id, CancellationToken token) =>
            await editor.FindAsync(user, id, token) is { } found && !NotificationRemoval.IsFinal(found.Removed);
    }

    /// <summary>
    /// Puts another content in the place of what the notifications of a key say, and moves those that were not sent. Who has one sees
    /// the new content without being called again. Idempotent.
    /// </summary>
    /// <returns>Null when nothing is known by the key.</returns>
    /// <exception cref="InvalidRequestException">A member breaks a rule.</exception>
    public async Task<UpdatedKey?> UpdateAsync(string key, NotificationUpdate update, CancellationToken cancellationToken)
    {
        rules.Check(update);
        if (await keys.FindAsync(key, cancellationToken) is not { } known)
        {
            return null;
        }

        var now = UtcMillisecondsConverter.Truncate(time.GetUtcNow());
        var sendAt = update.SendAt is { } wanted ? UtcMillisecondsConverter.Truncate(wanted > now ? wanted : now) : (DateTimeOffset?)null;
        var (updated, rescheduled, gone) = (0, 0, 0);
        var failures = await PerUser.RunAsync(known.UserIds, UpdateAsync, cancellationToken);
        return new UpdatedKey(updated, rescheduled, gone, failures);

        async Task<bool> UpdateAsync(int i, CancellationToken token)
        {
            var user = known.UserIds[i];
            var revised = new NotificationDocument(known.NotificationIdOf(user), user, update.ToContent(now)) { ExpiresAt = update.ExpiresAt };
            var scheduled = await schedule.FindNotificationAsync(user, revised.Id, token);
            while (scheduled is { ClaimedAt: null })
            {
                if (await schedule.TryWriteAsync(scheduled with { Notification = revised, DueAt = sendAt ?? scheduled.DueAt }, token) is not null)
                {
                    Interlocked.Increment(ref rescheduled);
                    return true;
                }

                scheduled = await schedule.FindNotificationAsync(user, revised.Id, token);
            }

            if (await editor.TryReviseAsync(revised, token))
            {
                Interlocked.Increment(ref updated);
                return true;
            }

            if (scheduled is not null)
            {
                // Another instance is about to store it as it was.
                return false;
            }

            Interlocked.Increment(ref gone);
            return true;
        }
    }
}
