using Fixia.Shared.Data;
using Fixia.Shared.Diagnostics;
using Fixia.Shared.Events;
using Fixia.Shared.Inboxes;
using Fixia.Shared.Notifications;
using Fixia.Shared.Preferences;
using Fixia.Shared.Realtime;
using Fixia.Shared.Schedule;
using Fixia.Shared.Users;
using Microsoft.Azure.Cosmos;
using Microsoft.Extensions.Options;

namespace Fixia.Shared.Delivery;

/// <summary>Turns changes of the container <c>notifications</c> into pushes: one message a user and batch.</summary>
public sealed class NotificationPusher(
    ChangeReader reader,
    NotificationReader documents,
    NotificationMending mending,
    UserFanOut fanOut,
    Inbox inbox,
    ManyInboxes inboxes,
    NotificationStore notifications,
    UserStateStore users,
    AttentionReader attention,
    QuietSummaries summaries,
    Snoozes snoozes,
    UserChannel channel,
    PushNotes notes,
    FixiaMetrics metrics,
    IOptions<RealtimeOptions> options,
    TimeProvider time)
{
    /// <summary>How often a count is corrected; then the devices are told to sync.</summary>
    private const int MaxCorrections = 3;

    private readonly ChangeSource<NotificationDocument> source = new(FixiaDatabase.Notifications, "user_id", documents.Read)
    {
        Mend = mending.MendAsync,
        PutAway = mending.PutAwayAsync,
    };

    /// <summary>Pushes a batch.</summary>
    /// <param name="changes">The batch, as the trigger hands it over: a JSON array.</param>
    /// <param name="cancellationToken">Stops before the next user.</param>
    /// <exception cref="AggregateException">Some users could not be reached; the batch must be processed again.</exception>
    public async Task PushAsync(string changes, CancellationToken cancellationToken)
    {
        var read = await reader.ReadAsync(source, changes, cancellationToken);
        var changed = read.GroupBy(change => change.UserId).ToList();
        var states = await inboxes.ReadAsync([.. changed.Select(user => user.Key)], cancellationToken);
        await fanOut.RunAsync(source.Container, changed, (user, documents, token) => PushToUserAsync(user, documents, states.GetValueOrDefault(user), token), cancellationToken);
        var moved = await inboxes.FindMovedAsync(states, cancellationToken);
        await fanOut.RunAsync(source.Container, moved.GroupBy(user => user), (user, _, token) => CorrectAsync(user, states[user], token), cancellationToken);
    }

    private Task PushToUserAsync(
        string userId, IReadOnlyList<NotificationDocument> changes, InboxState? state, CancellationToken cancellationToken)
    {
        var kinds = changes.ToLookup(ChangeEvents.Classify);

        // A document that was read keeps the trace of its creation, which has nothing to do with the reading.
        return FixiaActivities.PushAsync(
            source.Container,
            changes.Count,
            kinds[ChangeKind.Fresh].Select(document => document.TraceParent),
            () => PushToUserAsync(userId, kinds, state, cancellationToken));
    }

    private async Task PushToUserAsync(
        string userId, ILookup<ChangeKind, NotificationDocument> kinds, InboxState? known, CancellationToken cancellationToken)
    {
        foreach (var asleep in kinds[ChangeKind.Removed].Where(document => document.Removed == NotificationRemoval.Snoozed))
        {
            await snoozes.EnsureEndAsync(userId, asleep.Id, asleep.SnoozedUntil ?? DateTimeOffset.UnixEpoch, cancellationToken);
        }

        var (fresh, isPartial) = await LimitAsync(userId, [.. kinds[ChangeKind.Fresh]], cancellationToken);

        // What was read of the marks is compared below with what they are then, so the cheaper read does here.
        var state = known ?? await inbox.ReadStateAsync(userId, cancellationToken, ConsistencyLevel.Session);
        var preferences = fresh.Count == 0 && !kinds.Contains(ChangeKind.Woken) ? null : await attention.ReadAsync(state.User, cancellationToken);
        var now = time.GetUtcNow();
        var told = ChangeEvents.Of(kinds, fresh, state.User.ReadBefore, options.Value.BacklogLimit, Decide, now);

        // A device has no say in quiet hours but by a rule of its own, so what they did to the user tells all.
        var silenced = told.Calling.Where(one => !one.Notification.Read && one.Decision.User.Rule == AttentionRule.QuietHours).ToList();
        if (silenced.Count > 0)
        {
            // First, lest a crash after the push lose it.
            await summaries.EnsureAsync(userId, preferences!, silenced.Min(one => one.Notification.CreatedAt), now, cancellationToken);
        }

        var outcome = await channel.PushAsync(userId, [.. told.Events, state.ToEvent(now, isPartial)], cancellationToken);
        notes.Pushed(userId, kinds.SelectMany(kind => kind), told.Calling, outcome);
        if (outcome == PushOutcome.Accepted)
        {
            var delivered = time.GetUtcNow();
            foreach (var createdAt in told.Calling.Where(one => one.Notification.SentAt is null).Select(one => one.Notification.CreatedAt))
            {
                metrics.Delivered(delivered - createdAt);
            }
        }

        if (known is null)
        {
            await CorrectAsync(userId, state, cancellationToken);
        }

        AttentionDecision Decide(Notification notification) => attention.Resolve(notification, preferences, now);
    }

    /// <summary>
    /// The other trigger may have moved a watermark and pushed its count between our count and our push: the last word must be
    /// right. Changes of this container can't interleave, because one batch of a user follows the other.
    /// </summary>
    private async Task CorrectAsync(string userId, InboxState state, CancellationToken cancellationToken)
    {
        for (var correction = 1; correction <= MaxCorrections && (await users.ReadAsync(userId, cancellationToken)).ETag != state.User.ETag; correction++)
        {
            state = await inbox.ReadStateAsync(userId, cancellationToken);
            var counted = state.ToEvent(time.GetUtcNow(), hasMore: correction == MaxCorrections);
            await channel.PushAsync(userId, [counted], cancellationToken);
        }
    }

    /// <summary>
    /// Of a backlog only the newest are pushed: a user who comes back to hundreds of toasts reads none of them. The
    /// devices are told to sync for the rest.
    /// </summary>
    private async Task<(IReadOnlyList<NotificationDocument> Fresh, bool IsPartial)> LimitAsync(
        string userId, List<NotificationDocument> fresh, CancellationToken cancellationToken)
    {
        var limit = options.Value.BacklogLimit;
        var isBacklog = fresh.Count > limit || fresh.Any(document => time.GetUtcNow() - (document.UpdatedAt ?? document.CreatedAt) > options.Value.BacklogAge);
        if (!isBacklog)
        {
            return (fresh, false);
        }

        var newest = (await notifications.FindNewestIdsAsync(userId, limit, cancellationToken)).ToHashSet(StringComparer.Ordinal);
        var pushed = fresh.Where(document => newest.Contains(document.Id)).ToList();
        return (pushed, pushed.Count < fresh.Count);
    }
}
