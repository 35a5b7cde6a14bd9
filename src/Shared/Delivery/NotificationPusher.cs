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
    NotificationStore notifications,
    UserStateStore users,
    AttentionReader attention,
    QuietSummaries summaries,
    Snoozes snoozes,
    UserChannel channel,
    FixiaMetrics metrics,
    IOptions<RealtimeOptions> options,
    TimeProvider time)
{
    /// <summary>How often a count is corrected; then the devices are told to sync.</summary>
    private const int MaxCorrections = 3;

    /// <summary>How long after its creation a notification has been pushed, unless much is amiss.</summary>
    private static readonly TimeSpan PushedWithin = TimeSpan.FromSeconds(10);

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
        await fanOut.RunAsync(source.Container, read.GroupBy(change => change.UserId), PushToUserAsync, cancellationToken);
    }

    private Task PushToUserAsync(string userId, IReadOnlyList<NotificationDocument> changes, CancellationToken cancellationToken)
    {
        var kinds = changes.ToLookup(Classify);

        // A document that was read keeps the trace of its creation, which has nothing to do with the reading.
        return FixiaActivities.PushAsync(
            source.Container,
            changes.Count,
            kinds[ChangeKind.Fresh].Select(document => document.TraceParent),
            () => PushToUserAsync(userId, kinds, cancellationToken));
    }

    private async Task PushToUserAsync(
        string userId, ILookup<ChangeKind, NotificationDocument> kinds, CancellationToken cancellationToken)
    {
        foreach (var asleep in kinds[ChangeKind.Removed].Where(document => document.Removed == NotificationRemoval.Snoozed))
        {
            await snoozes.EnsureEndAsync(userId, asleep.Id, asleep.SnoozedUntil ?? DateTimeOffset.UnixEpoch, cancellationToken);
        }

        var (fresh, isPartial) = await LimitAsync(userId, [.. kinds[ChangeKind.Fresh]], cancellationToken);

        // What was read of the marks is compared below with what they are then, so the cheaper read does here.
        var state = await inbox.ReadStateAsync(userId, cancellationToken, ConsistencyLevel.Session);
        var restored = kinds[ChangeKind.Restored].ToLookup(IsWoken, document => Notification.From(document, state.User.ReadBefore));
        var preferences = fresh.Count == 0 && !restored.Contains(true) ? null : await attention.ReadAsync(state.User, cancellationToken);
        var now = time.GetUtcNow();
        var announced = fresh.ToLookup(document => !IsRevised(document), document => Notification.From(document, state.User.ReadBefore));
        var decided = Decide(announced[true]);
        var woken = Decide(restored[true].OrderByDescending(notification => notification.CreatedAt).Take(options.Value.BacklogLimit));
        List<ServerEvent> events =
        [
            .. decided.Select(fresh => New(fresh.Notification, ShownAttention.Of(fresh.Decision), now)),
            .. announced[false].Select(revised => New(revised, new ShownAttention(Attention.Silent, null), now)),
        ];
        events.AddRange(kinds[ChangeKind.Acted].Select(document => New(Notification.From(document, state.User.ReadBefore), new ShownAttention(Attention.Silent, null), now)));
        events.AddRange(woken.Select(one => Woken(one.Notification, ShownAttention.Of(one.Decision), now)));
        events.AddRange(restored.SelectMany(one => one).Except(woken.Select(one => one.Notification)).Select(one => new NotificationRestored(one, now)));
        if (kinds[ChangeKind.Read].ToList() is { Count: > 0 } read)
        {
            events.Add(new NotificationRead(Ids(read), read.Max(document => document.ReadAt) ?? now, Restores: Restores(read)));
        }

        if (kinds[ChangeKind.Removed].ToList() is { Count: > 0 } removed)
        {
            var archived = removed.FindAll(document => document.Removed == NotificationRemoval.Archived);
            var snoozed = ById(removed.FindAll(document => document is { Removed: NotificationRemoval.Snoozed, SnoozedUntil: not null }), document => document.SnoozedUntil!.Value);
            events.Add(new NotificationRemoved(
                Ids(removed), now, archived.Count == 0 ? null : Ids(archived), Restores(removed), snoozed));
        }

        events.Add(state.ToEvent(now, isPartial));

        // A device has no say in quiet hours but by a rule of its own, so what they did to the user tells all.
        var silenced = decided.Concat(woken).Where(fresh => !fresh.Notification.Read && fresh.Decision.User.Rule == AttentionRule.QuietHours).ToList();
        if (silenced.Count > 0)
        {
            // First, lest a crash after the push lose it.
            await summaries.EnsureAsync(userId, preferences!, silenced.Min(fresh => fresh.Notification.CreatedAt), now, cancellationToken);
        }

        if (await channel.PushAsync(userId, events, cancellationToken) == PushOutcome.Accepted)
        {
            var delivered = time.GetUtcNow();
            foreach (var (notification, _) in decided)
            {
                metrics.Delivered(delivered - notification.CreatedAt);
            }
        }

        // The other trigger may have moved a watermark and pushed its count between our count and our push: the last
        // word must be right. Changes of this container can't interleave, because one batch of a user follows the other.
        for (var correction = 1; correction <= MaxCorrections && (await users.ReadAsync(userId, cancellationToken)).ETag != state.User.ETag; correction++)
        {
            state = await inbox.ReadStateAsync(userId, cancellationToken);
            var told = state.ToEvent(time.GetUtcNow(), hasMore: correction == MaxCorrections);
            await channel.PushAsync(userId, [told], cancellationToken);
        }

        List<(Notification Notification, AttentionDecision Decision)> Decide(IEnumerable<Notification> notifications) =>
            [.. notifications.Select(notification => (notification, attention.Resolve(notification, preferences, now)))];
    }

    private static NotificationNew New(Notification notification, ShownAttention shown, DateTimeOffset now) =>
        new(notification, now, shown.Attention, shown.AttentionByDevice);

    private static NotificationRestored Woken(Notification notification, ShownAttention shown, DateTimeOffset now) =>
        new(notification, now, shown.Attention, shown.AttentionByDevice);

    private static List<string> Ids(List<NotificationDocument> documents) => documents.ConvertAll(document => document.Id);

    private static Dictionary<string, int>? Restores(List<NotificationDocument> documents) =>
        ById(documents.FindAll(document => document.Restores > 0), document => document.Restores);

    /// <summary>The last version of each counts; null when there is none.</summary>
    private static Dictionary<string, T>? ById<T>(List<NotificationDocument> documents, Func<NotificationDocument, T> value) => documents.Count == 0
        ? null
        : documents.GroupBy(document => document.Id, StringComparer.Ordinal).ToDictionary(versions => versions.Key, versions => value(versions.Last()), StringComparer.Ordinal);

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

    /// <summary>
    /// Whether it says something else than when it was pushed, so that devices show it without a call. The feed brings one version of
    /// two that were written together, and such a one may be the first that a device hears of.
    /// </summary>
    private static bool IsRevised(NotificationDocument document) => document.Read || document.UpdatedAt - document.CreatedAt > PushedWithin;

    /// <summary>What was changed after it was read, or so shortly before that the feed may bring both as one, is shown anew.</summary>
    private static ChangeKind Classify(NotificationDocument document) =>
        document.Removed is not null ? ChangeKind.Removed
        : document.Restores > 0 && (!document.Read || document.ReadAt is null) ? ChangeKind.Restored
        : document is { Read: true, Outcome: not null } ? ChangeKind.Acted
        : document.Read && !(document.UpdatedAt + PushedWithin >= document.ReadAt) ? ChangeKind.Read
        : ChangeKind.Fresh;

    /// <summary>Whether this is how it came out of its snooze.</summary>
    private static bool IsWoken(NotificationDocument document) =>
        document is { Woken: > 0, SentAt: not null } && document.Woken == document.Restores && !IsRevised(document);

    private enum ChangeKind
    {
        Fresh,
        Read,
        Removed,
        Restored,
        Acted,
    }
}
