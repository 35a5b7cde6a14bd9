using System.Text.Json;
using Fixia.Shared.Data;
using Fixia.Shared.Diagnostics;
using Fixia.Shared.Events;
using Fixia.Shared.Json;
using Fixia.Shared.Notifications;
using Fixia.Shared.Realtime;
using Fixia.Shared.Users;
using Microsoft.Extensions.Options;

namespace Fixia.Shared.ChangeFeed;

/// <summary>Turns changes of the container <c>notifications</c> into pushes: one message a user and batch.</summary>
public sealed class NotificationPusher(
    ChangeReader reader,
    UserFanOut fanOut,
    Inbox inbox,
    NotificationStore notifications,
    UserStateStore users,
    UserChannel channel,
    FixiaMetrics metrics,
    IOptions<RealtimeOptions> options,
    TimeProvider time)
{
    /// <summary>Pushes a batch.</summary>
    /// <exception cref="AggregateException">Some users could not be reached; the batch must be processed again.</exception>
    public async Task PushAsync(IReadOnlyList<JsonElement> documents, CancellationToken cancellationToken)
    {
        var changes = await reader.ReadAsync(
            FixiaDatabase.Notifications, documents, FixiaJsonContext.Default.NotificationDocument, FlawOf, cancellationToken);
        await fanOut.RunAsync(changes.GroupBy(change => change.UserId), PushToUserAsync, cancellationToken);
    }

    private static string? FlawOf(NotificationDocument document) => document switch
    {
        { Id: null or "" } => "'id' is empty.",
        { Type: null or "" } => "'type' is empty.",
        { Title: null } => "'title' is null.",
        _ => UserId.IsValid(document.UserId) ? null : $"'user_id' {UserId.Rule}",
    };

    private Task PushToUserAsync(string userId, IEnumerable<NotificationDocument> changes, CancellationToken cancellationToken)
    {
        var kinds = changes.ToLookup(Classify);

        // A document that was read keeps the trace of its creation, which has nothing to do with the reading.
        return FixiaActivities.PushAsync(
            FixiaDatabase.Notifications,
            kinds.Sum(kind => kind.Count()),
            kinds[ChangeKind.Fresh].Select(document => document.TraceParent),
            () => PushToUserAsync(userId, kinds, cancellationToken));
    }

    private async Task PushToUserAsync(
        string userId, ILookup<ChangeKind, NotificationDocument> kinds, CancellationToken cancellationToken)
    {
        var (fresh, isPartial) = await LimitAsync(userId, [.. kinds[ChangeKind.Fresh]], cancellationToken);
        var state = await inbox.ReadStateAsync(userId, cancellationToken);
        var now = time.GetUtcNow();
        List<ServerEvent> events = [.. fresh.Select(document => new NotificationNew(Notification.From(document, state.User.ReadBefore), now))];
        if (kinds[ChangeKind.Read].ToList() is { Count: > 0 } read)
        {
            events.Add(new NotificationRead([.. read.Select(document => document.Id)], read.Max(document => document.ReadAt) ?? now));
        }

        if (kinds[ChangeKind.Removed].ToList() is { Count: > 0 } removed)
        {
            events.Add(new NotificationRemoved([.. removed.Select(document => document.Id)], now));
        }

        events.Add(new UnreadCount(state.Unread, state.Unseen, now, isPartial));
        if (await channel.PushAsync(userId, events, cancellationToken) == PushOutcome.Accepted)
        {
            var delivered = time.GetUtcNow();
            foreach (var document in fresh)
            {
                metrics.Delivered(delivered - document.CreatedAt);
            }
        }

        // The other trigger may have moved a watermark and pushed its count between our count and our push: the last
        // word must be right. Changes of this container can't interleave, because one batch of a user follows the other.
        while ((await users.ReadAsync(userId, cancellationToken)).ETag != state.User.ETag)
        {
            state = await inbox.ReadStateAsync(userId, cancellationToken);
            await channel.PushAsync(userId, [new UnreadCount(state.Unread, state.Unseen, time.GetUtcNow())], cancellationToken);
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
        var isBacklog = fresh.Count > limit || fresh.Any(document => time.GetUtcNow() - document.CreatedAt > options.Value.BacklogAge);
        if (!isBacklog)
        {
            return (fresh, false);
        }

        var newest = (await notifications.FindNewestIdsAsync(userId, limit, cancellationToken)).ToHashSet(StringComparer.Ordinal);
        var pushed = fresh.Where(document => newest.Contains(document.Id)).ToList();
        return (pushed, pushed.Count < fresh.Count);
    }

    private static ChangeKind Classify(NotificationDocument document) =>
        document.Removed is not null ? ChangeKind.Removed : document.Read ? ChangeKind.Read : ChangeKind.Fresh;

    private enum ChangeKind
    {
        Fresh,
        Read,
        Removed,
    }
}
