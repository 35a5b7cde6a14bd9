using System.Security.Cryptography;
using System.Text;
using Fixia.Shared.Announcements;
using Fixia.Shared.Events;
using Fixia.Shared.Notifications;
using Fixia.Shared.Preferences;
using Fixia.Shared.Users;
using Microsoft.Azure.Cosmos;

namespace Fixia.Shared.Inboxes;

/// <summary>
/// What a user reads of the own notifications; <see cref="InboxMarks"/> is what the user does with them. The user id
/// comes from a validated token or from the service's connection context; there is no way through here to another user's
/// partition.
/// </summary>
public sealed class Inbox(
    NotificationStore notifications,
    UnreadReader unread,
    ActiveAnnouncements announcements,
    UserStateStore users,
    AttentionReader attention,
    TimeProvider time)
{
    /// <summary>Notifications on a page when the caller does not say.</summary>
    public const int DefaultPageSize = 20;

    /// <summary>Most notifications on a page.</summary>
    public const int MaxPageSize = 100;

    /// <summary>Most changes in one sync response.</summary>
    public const int SyncPageSize = 50;

    /// <summary>
    /// Most bytes of the notifications on a page, as they go over the wire: the service takes 1 MB from a handler, and a
    /// phone on a bad network should not have to take even that in one piece.
    /// </summary>
    public const int MaxPageBytes = EventBatch.MaxMessageBytes;

    /// <summary>
    /// How far back of a client's own time a sync starts: a clock that is a time zone off must not lose anything. Clients
    /// upsert by id, so what they have already does no harm.
    /// </summary>
    private static readonly TimeSpan ClientClockTolerance = TimeSpan.FromDays(1);

    /// <summary>A page of the feed, newest first.</summary>
    public async Task<FeedPage> ReadAsync(string userId, FeedFilter filter, FeedCursor? cursor, int limit, CancellationToken cancellationToken) =>
        await ReadAsync(await ReadStateAsync(userId, cancellationToken), filter, cursor, limit, cancellationToken);

    /// <summary>The first page of the feed, and what it was made of.</summary>
    public async Task<(FeedPage Page, FeedVersion Version)> ReadFirstAsync(
        string userId, FeedFilter filter, int limit, CancellationToken cancellationToken)
    {
        // First, so that nothing which is written meanwhile counts as known.
        var position = await notifications.ReadPositionAsync(userId, cancellationToken);
        var state = await ReadStateAsync(userId, cancellationToken);
        var page = await ReadAsync(state, filter, cursor: null, limit, cancellationToken);
        return (page, new FeedVersion(position, state.User.ETag, Fingerprint(state.Announcements)));
    }

    /// <summary>Whether a first page of that version is still what would be answered. Two reads of 1 RU; nothing is counted.</summary>
    public async Task<bool> IsCurrentAsync(string userId, FeedVersion version, CancellationToken cancellationToken)
    {
        if (Fingerprint(await announcements.ReadAsync(cancellationToken)) != version.Announced)
        {
            return false;
        }

        var changed = notifications.HasChangedAsync(userId, version.Position, cancellationToken);
        var user = await users.ReadAsync(userId, cancellationToken, ConsistencyLevel.Session);
        return !await changed && user.ETag == version.UserETag;
    }

    private async Task<FeedPage> ReadAsync(InboxState state, FeedFilter filter, FeedCursor? cursor, int limit, CancellationToken cancellationToken)
    {
        filter = filter with { ReadBefore = state.User.ReadBefore, HasRestored = state.User.HasRestored };

        // One more than asked for tells whether another page follows.
        var stored = await notifications.ReadFeedAsync(state.User.UserId, filter, cursor, limit + 1, cancellationToken);
        var merged = stored.Select(document => Notification.From(document, state.User.ReadBefore))
            .Concat(View(state).Where(notification => Shows(filter, notification) && (cursor is null || IsAfter(notification, cursor.Value))))
            .OrderByDescending(notification => notification.CreatedAt)
            .ThenByDescending(notification => notification.Id, StringComparer.Ordinal)
            .ToList();
        var budget = new PageBudget(MaxPageBytes);
        var shown = merged.Take(limit).TakeWhile(budget.TryTake).Count();
        var hasMore = merged.Count > shown;
        merged.RemoveRange(shown, merged.Count - shown);
        return new FeedPage(
            merged,
            hasMore ? new FeedCursor(merged[^1].CreatedAt, merged[^1].Id).ToString() : null,
            hasMore,
            state.Unread.Count,
            state.Unseen,
            state.User.ReadBefore,
            state.User.UserId,
            state.Announced,
            cursor is null ? await attention.DecideAsync(state.User, merged, time.GetUtcNow(), cancellationToken) : null,
            state.Unread.ByType);
    }

    /// <summary>
    /// What was created or changed since the request's cursor or time; the newest page when it names neither. A sync brings
    /// every announcement too, as soon as its pages have room: there are few, and their marks are not in the order of changes.
    /// </summary>
    /// <exception cref="InvalidRequestException">The cursor is none of ours.</exception>
    public async Task<SyncResponse> SyncAsync(string userId, SyncRequestPayload request, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var named = request.Cursor is { } text ? SyncCursor.Parse(text) : (SyncCursor?)null;
        var startedAt = named?.StartedAt ?? now.ToUnixTimeSeconds();
        var state = await ReadStateAsync(userId, announcements.ReadRecentAsync(cancellationToken), cancellationToken);
        var start = named ?? (request.LastSyncTime is { } since ? await StartOfAsync(userId, since, state, cancellationToken) : null);
        var changes = start is { } cursor
            ? await notifications.ReadChangesAsync(userId, cursor, SyncPageSize + 1, cancellationToken)
            : await notifications.ReadLatestChangesAsync(userId, SyncPageSize, cancellationToken);
        var page = new SyncPage(new PageBudget(MaxPageBytes), state.User.ReadBefore);
        var hasMore = false;
        if (start is null)
        {
            page.AddLatest(changes);
        }
        else
        {
            hasMore = page.AddChanges(changes, SyncPageSize);
        }

        var announced = named is { StartedAt: not null } ? named.Value.Announced : "";
        if (announced is not null)
        {
            announced = page.AddAnnouncements(View(state), announced);
            hasMore |= announced is not null;
        }

        var (timestamp, id) = page.LastChange is { } last ? (last.Timestamp, last.Id) : (start?.Timestamp ?? startedAt, start?.Id ?? "");
        var next = hasMore ? new SyncCursor(timestamp, id, startedAt, announced) : SyncCursor.End(timestamp, startedAt);
        return new SyncResponse(
            userId,
            now,
            page.Notifications,
            state.Unread.Count,
            state.Unseen,
            next.ToString(),
            hasMore,
            state.User.ReadBefore,
            state.Announced,
            await attention.DecideAsync(state.User, page.Notifications, now, cancellationToken),
            state.Unread.ByType);
    }

    /// <summary>The exact counts, and what they were counted from.</summary>
    /// <param name="userId">The user.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <param name="marks">How the user's marks are read; weaker for who looks at them again afterwards.</param>
    public Task<InboxState> ReadStateAsync(string userId, CancellationToken cancellationToken, ConsistencyLevel? marks = null) =>
        ReadStateAsync(userId, announcements.ReadAsync(cancellationToken), cancellationToken, marks);

    private async Task<InboxState> ReadStateAsync(
        string userId, Task<IReadOnlyList<Announcement>> reading, CancellationToken cancellationToken, ConsistencyLevel? marks = null)
    {
        var user = await users.ReadAsync(userId, cancellationToken, marks);
        var active = await reading;
        var tally = await unread.CountAsync(userId, user.ReadBefore, user.HasRestored, cancellationToken);
        var unseen = InboxState.CountsUnseenAfter(user) is { } seen ? await unread.CountAfterAsync(userId, seen, cancellationToken) : 0;
        return InboxState.Of(user, active, tally, unseen);
    }

    /// <summary>The exact counts, as clients are told them.</summary>
    public async Task<UnreadCount> CountUnreadAsync(string userId, CancellationToken cancellationToken)
    {
        var state = await ReadStateAsync(userId, cancellationToken);
        return state.ToEvent(time.GetUtcNow());
    }

    /// <summary>
    /// Where a sync by the client's own time starts. The client's clock may be anything, so the start lies well before
    /// that time, never after the server's, and never after the oldest notification that is still unread.
    /// </summary>
    private async Task<SyncCursor> StartOfAsync(string userId, DateTimeOffset since, InboxState state, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var trusted = (since < now ? since : now) - (since > DateTimeOffset.UnixEpoch + ClientClockTolerance ? ClientClockTolerance : TimeSpan.Zero);
        var start = trusted.ToUnixTimeSeconds();
        var oldestUnread = await unread.FindOldestAsync(userId, state.User.ReadBefore, cancellationToken);
        return SyncCursor.End(Math.Min(start, oldestUnread ?? start), now.ToUnixTimeSeconds());
    }

    private static string Fingerprint(IReadOnlyList<Announcement> active) => active.Count == 0
        ? ""
        : Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join(',', active.Select(announcement => announcement.Id)))).AsSpan(0, 8));

    private static IEnumerable<Notification> View(InboxState state) =>
        state.Announcements.Select(announcement => announcement.ToNotification(state.User.UserId, state.User));

    private static bool Shows(FeedFilter filter, Notification notification) =>
        notification.Removed == filter.Removed
        && !(filter.UnreadOnly && notification.Read)
        && (filter.Type is null || notification.Type == filter.Type);

    private static bool IsAfter(Notification notification, FeedCursor cursor) =>
        notification.CreatedAt < cursor.CreatedAt
        || (notification.CreatedAt == cursor.CreatedAt && string.CompareOrdinal(notification.Id, cursor.Id) < 0);
}
