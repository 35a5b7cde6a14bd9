using Fixia.Shared.Events;
using Fixia.Shared.Json;
using Fixia.Shared.Users;

namespace Fixia.Shared.Notifications;

/// <summary>
/// Everything that a user can do with the own notifications. The user id comes from a validated token or from the
/// service's connection context; there is no way through here to another user's partition.
/// </summary>
public sealed class Inbox(NotificationStore notifications, UserStateStore users, TimeProvider time)
{
    /// <summary>Notifications on a page when the caller does not say.</summary>
    public const int DefaultPageSize = 20;

    /// <summary>Most notifications on a page.</summary>
    public const int MaxPageSize = 100;

    /// <summary>Notifications in one sync response: far below the service's 1 MB even when all are of full length.</summary>
    public const int SyncPageSize = 50;

    /// <summary>How many patches of one mark-read request run side by side.</summary>
    private const int MarkReadParallelism = 8;

    /// <summary>A page of the feed, newest first.</summary>
    public async Task<FeedPage> ReadAsync(string userId, FeedCursor? cursor, int limit, CancellationToken cancellationToken)
    {
        // One more than asked for tells whether another page follows.
        var reading = notifications.ReadFeedAsync(userId, cursor, limit + 1, cancellationToken);
        var (state, unread) = await CountAsync(userId, cancellationToken);
        var page = await reading;
        var hasMore = page.Count > limit;
        if (hasMore)
        {
            page.RemoveAt(limit);
        }

        return new FeedPage(
            View(page, state),
            hasMore ? new FeedCursor(page[^1].CreatedAt, page[^1].Id).ToString() : null,
            hasMore,
            unread,
            state.ReadBefore);
    }

    /// <summary>What was created or changed since the request's cursor or time; the newest page when it names neither.</summary>
    /// <exception cref="InvalidRequestException">The cursor is none of ours.</exception>
    public async Task<SyncResponse> SyncAsync(string userId, SyncRequestPayload request, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var start = StartOf(request);
        var startedAt = start?.StartedAt ?? now.ToUnixTimeSeconds();
        var reading = start is { } cursor
            ? notifications.ReadChangesAsync(userId, cursor, SyncPageSize + 1, cancellationToken)
            : notifications.ReadLatestChangesAsync(userId, SyncPageSize, cancellationToken);
        var (state, unread) = await CountAsync(userId, cancellationToken);
        var page = await reading;
        var hasMore = page.Count > SyncPageSize;
        if (hasMore)
        {
            page.RemoveAt(SyncPageSize);
        }

        SyncCursor? next = page switch
        {
            [.., var last] when hasMore => SyncCursor.Continue(last, startedAt),
            [.., var last] => SyncCursor.End(last.Timestamp, startedAt),
            [] when start is { } same => SyncCursor.End(same.Timestamp, startedAt),
            [] => null,
        };
        return new SyncResponse(userId, now, View(page, state), unread, next?.ToString(), hasMore, state.ReadBefore);
    }

    /// <summary>The exact number of unread notifications, and the user's state that it was counted with.</summary>
    public async Task<(UserState State, int Unread)> CountAsync(string userId, CancellationToken cancellationToken)
    {
        var state = await users.ReadAsync(userId, cancellationToken);
        return (state, await notifications.CountUnreadAsync(userId, state.ReadBefore, cancellationToken));
    }

    /// <summary>The exact number of unread notifications, as clients are told it.</summary>
    public async Task<UnreadCount> CountUnreadAsync(string userId, CancellationToken cancellationToken)
    {
        var (_, unread) = await CountAsync(userId, cancellationToken);
        return new UnreadCount(unread, time.GetUtcNow());
    }

    /// <summary>Marks notifications read. Idempotent; unknown ids are passed over in silence.</summary>
    public Task MarkReadAsync(string userId, IReadOnlyList<string> ids, CancellationToken cancellationToken)
    {
        var readAt = UtcMillisecondsConverter.Truncate(time.GetUtcNow());
        var options = new ParallelOptions { MaxDegreeOfParallelism = MarkReadParallelism, CancellationToken = cancellationToken };
        return Parallel.ForEachAsync(
            ids, options, async (id, token) => await notifications.MarkReadAsync(userId, id, readAt, token));
    }

    /// <summary>
    /// Marks everything read that exists now: one write, however much that is. The watermark is the newest creation
    /// time in the store, not the clock, so that a notification which is still on its way to the store stays unread.
    /// </summary>
    public async Task MarkAllReadAsync(string userId, CancellationToken cancellationToken)
    {
        if (await notifications.ReadFeedAsync(userId, cursor: null, limit: 1, cancellationToken) is [var newest])
        {
            await users.AdvanceReadBeforeAsync(userId, newest.CreatedAt, cancellationToken);
        }
    }

    private static SyncCursor? StartOf(SyncRequestPayload request) => request switch
    {
        { Cursor: { } cursor } => SyncCursor.Parse(cursor),
        { LastSyncTime: { } since } => SyncCursor.End(since.ToUnixTimeSeconds(), since.ToUnixTimeSeconds()),
        _ => null,
    };

    private static List<Notification> View(List<NotificationDocument> documents, UserState state) =>
        documents.ConvertAll(document => Notification.From(document, state.ReadBefore));
}
