using System.Text.Json;
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
    /// <param name="producer">Whose key it is; null for that of who has no name.</param>
    /// <param name="key">The key.</param>
    /// <param name="retract">Whether what users have already is to be taken back.</param>
    /// <param name="cancellationToken">Stops before the next user.</param>
    /// <returns>Null when nothing is known by the key.</returns>
    /// <exception cref="CosmosException">The store failed; repeating the call completes it.</exception>
    public async Task<CancelledKey?> CancelAsync(string? producer, string key, bool retract, CancellationToken cancellationToken)
    {
        if (await keys.FindAsync(Producer.Scope(producer, key), cancellationToken) is not { } known)
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
            var wasWaiting = false;
            var waiting = await FindWaitingAsync(user, id, token);
            while (waiting is { ClaimedAt: null })
            {
                wasWaiting |= await schedule.TryDeleteAsync(waiting, token);
                waiting = await FindWaitingAsync(user, id, token);
            }

            // What is claimed may be stored at any moment; where there is nothing, a request may still run that stores it.
            var isUnderWay = waiting is not null;
            var stored = await editor.FindAsync(user, id, token);
            if (stored is null && !wasWaiting && (retract || !isUnderWay))
            {
                stored = await editor.BlockAsync(user, id, token);
            }

            var has = stored is not null && !NotificationRemoval.IsFinal(stored.Removed);
            if (retract && stored is { Removed: not NotificationRemoval.Retracted })
            {
                await editor.RetractAsync(user, id, token);
            }

            var isTakenBack = retract && (has || isUnderWay || stored?.Removed == NotificationRemoval.Retracted);
            _ = isTakenBack ? Interlocked.Increment(ref retracted)
                : has || (isUnderWay && !retract) ? Interlocked.Increment(ref sent)
                : Interlocked.Increment(ref cancelled);
        }
    }

    /// <summary>
    /// Puts another content in the place of what the notifications of a key say, and moves those that were not sent. Who has one sees
    /// the new content without being called again. Idempotent.
    /// </summary>
    /// <returns>Null when nothing is known by the key.</returns>
    /// <exception cref="InvalidRequestException">A member breaks a rule.</exception>
    /// <exception cref="IdempotencyConflictException">The key was cancelled.</exception>
    public async Task<UpdatedKey?> UpdateAsync(string? producer, string key, NotificationUpdate update, CancellationToken cancellationToken)
    {
        rules.Check(update);
        if (await keys.FindAsync(Producer.Scope(producer, key), cancellationToken) is not { } known)
        {
            return null;
        }

        if (await keys.IsCancelledAsync(known.Id, cancellationToken))
        {
            throw new IdempotencyConflictException("This 'key' was cancelled.");
        }

        var now = UtcMillisecondsConverter.Truncate(time.GetUtcNow());
        var sendAt = update.SendAt is { } wanted ? UtcMillisecondsConverter.Truncate(wanted > now ? wanted : now) : (DateTimeOffset?)null;
        if (sendAt is { } later)
        {
            await keys.ExtendAsync(known, later, cancellationToken);
        }

        var (updated, rescheduled, gone) = (0, 0, 0);
        var failures = await PerUser.RunAsync(known.UserIds, UpdateAsync, cancellationToken);
        return new UpdatedKey(updated, rescheduled, gone, failures);

        async Task<bool> UpdateAsync(int i, CancellationToken token)
        {
            var user = known.UserIds[i];
            var revised = new NotificationDocument(known.NotificationIdOf(user), user, update.ToContent(now)) { Actions = update.Actions, ExpiresAt = update.ExpiresAt, Producer = producer };
            var waits = false;
            var waiting = await FindWaitingAsync(user, revised.Id, token);
            while (!waits && waiting is { ClaimedAt: null })
            {
                var dueAt = sendAt ?? waiting.DueAt;
                if (update.ExpiresAt <= dueAt)
                {
                    throw new InvalidRequestException("'expires_at' must lie after the time when it is sent.", "expires_at");
                }

                var changed = waiting with { Notification = revised with { TraceParent = waiting.Notification.TraceParent }, DueAt = dueAt };
                waits = await schedule.TryWriteAsync(changed, token) is not null;
                waiting = waits ? null : await FindWaitingAsync(user, revised.Id, token);
            }

            // Also of what waits: a request that was repeated may have stored it.
            if (await editor.TryReviseAsync(revised, token))
            {
                Interlocked.Increment(ref updated);
                return true;
            }

            if (waiting is not null)
            {
                // Another instance is about to store it as it was.
                return false;
            }

            _ = waits ? Interlocked.Increment(ref rescheduled) : Interlocked.Increment(ref gone);
            return true;
        }
    }

    /// <summary>What waits; null where it can't be read, which will never be sent.</summary>
    private async Task<ScheduledNotification?> FindWaitingAsync(string user, string id, CancellationToken cancellationToken)
    {
        try
        {
            return await schedule.FindNotificationAsync(user, id, cancellationToken);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
