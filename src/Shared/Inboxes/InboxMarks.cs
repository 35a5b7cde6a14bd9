using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;
using Fixia.Shared.Announcements;
using Fixia.Shared.Data;
using Fixia.Shared.Events;
using Fixia.Shared.Notifications;
using Fixia.Shared.Users;

namespace Fixia.Shared.Inboxes;

/// <summary>
/// What a user does with the own notifications. Everything is idempotent, unknown ids are passed over in silence, and the
/// change feed tells every device of the user.
/// </summary>
public sealed class InboxMarks(
    NotificationStore notifications,
    UnreadReader unread,
    NotificationRestorer restorer,
    ActiveAnnouncements announcements,
    UserStateStore users,
    TimeProvider time)
{
    /// <summary>Most notifications that one call archives.</summary>
    public const int ArchivedAtOnce = 100;

    /// <summary>For how long a notification can sleep.</summary>
    public static readonly TimeSpan MaxSnooze = TimeSpan.FromDays(366);

    /// <summary>How many patches of one request run side by side.</summary>
    private const int Parallelism = 8;

    private readonly AnnouncementMarker marker = new(announcements, users, time);

    private DateTimeOffset Now => UtcMillisecondsConverter.Truncate(time.GetUtcNow());

    /// <summary>Does what a request says.</summary>
    /// <exception cref="InvalidRequestException">A member is missing or breaks a rule.</exception>
    public Task MarkAsync(string userId, MarksRequest request, CancellationToken cancellationToken)
    {
        var ids = MarkReadPayload.Check(request.Ids, "ids");
        return request.Action switch
        {
            "read" => MarkReadAsync(userId, ids, cancellationToken),
            "unread" => MarkUnreadAsync(userId, ids, cancellationToken),
            "archive" => RemoveAsync(userId, ids, NotificationRemoval.Archived, cancellationToken),
            "snooze" => SnoozeAsync(userId, ids, request.Until, cancellationToken),
            "delete" => RemoveAsync(userId, ids, NotificationRemoval.Deleted, cancellationToken),
            "restore" => RestoreAsync(userId, ids, request.Unread, cancellationToken),
            _ => throw new InvalidRequestException("'action' must be 'read', 'unread', 'archive', 'snooze', 'delete' or 'restore'.", "action"),
        };
    }

    /// <summary>Marks notifications read.</summary>
    public Task MarkReadAsync(string userId, IReadOnlyList<string> ids, CancellationToken cancellationToken)
    {
        var readAt = Now;
        return MarkAsync(
            userId,
            ids,
            (id, token) => notifications.MarkReadAsync(userId, id, readAt, token),
            (_, _, mark) => mark is null or { ReadAt: null, Removed: null } ? AnnouncementMarker.Read(mark, readAt) : null,
            cancellationToken);
    }

    /// <summary>
    /// Marks notifications unread that are read. They stay so until they are marked read again, by themselves or with everything:
    /// the watermark alone does not cover them. What was put away is left alone.
    /// </summary>
    public async Task MarkUnreadAsync(string userId, IReadOnlyList<string> ids, CancellationToken cancellationToken)
    {
        var readBefore = (await users.NoteRestoredAsync(userId, cancellationToken)).ReadBefore;
        await MarkAsync(
            userId,
            ids,
            (id, token) => restorer.MarkUnreadAsync(userId, id, readBefore, token),
            (announcement, user, mark) => mark?.Removed is null && announcement.IsReadBy(user) ? AnnouncementMarker.Restored(mark, readAt: null) : null,
            cancellationToken);
    }

    /// <summary>Has notifications sleep: they leave the feed and the counts, and come back unread, on top, when the time is over.</summary>
    /// <param name="userId">The owner.</param>
    /// <param name="ids">The notifications.</param>
    /// <param name="until">When they come back.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <exception cref="InvalidRequestException">The time is missing, past or too far away, or one is an announcement.</exception>
    public Task SnoozeAsync(string userId, IReadOnlyList<string> ids, DateTimeOffset? until, CancellationToken cancellationToken)
    {
        var now = Now;
        if (until is not { } wanted || UtcMillisecondsConverter.Truncate(wanted) <= now || wanted - now > MaxSnooze)
        {
            throw new InvalidRequestException($"'until' must lie ahead, by at most {MaxSnooze.TotalDays} days.", "until");
        }

        if (ids.Any(Announcement.IsId))
        {
            throw new InvalidRequestException("An announcement can't be snoozed.", "ids");
        }

        return MarkAsync(
            userId,
            ids,
            (id, token) => notifications.SnoozeAsync(userId, id, UtcMillisecondsConverter.Truncate(wanted), now, token),
            (_, _, _) => null,
            cancellationToken);
    }

    /// <summary>Brings back what was archived or snoozed, or deleted up to <see cref="NotificationRemoval.TombstoneLifetime"/> ago.</summary>
    /// <param name="userId">The owner.</param>
    /// <param name="ids">The notifications.</param>
    /// <param name="asUnread">Whether they come back unread, as they may have been before.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    public async Task RestoreAsync(string userId, IReadOnlyList<string> ids, bool asUnread, CancellationToken cancellationToken)
    {
        if (asUnread)
        {
            await users.NoteRestoredAsync(userId, cancellationToken);
        }

        await MarkAsync(
            userId,
            ids,
            (id, token) => restorer.RestoreAsync(userId, id, asUnread, token),
            (_, _, mark) => mark?.Removed is null ? null : AnnouncementMarker.Restored(mark, asUnread ? null : mark.ReadAt),
            cancellationToken);
    }

    /// <summary>Puts notifications away.</summary>
    /// <param name="userId">The owner.</param>
    /// <param name="ids">The notifications.</param>
    /// <param name="removal">One of <see cref="NotificationRemoval"/>.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    public Task RemoveAsync(string userId, IReadOnlyList<string> ids, string removal, CancellationToken cancellationToken)
    {
        var removedAt = Now;
        return MarkAsync(
            userId,
            ids,
            (id, token) => notifications.RemoveAsync(userId, id, removal, removedAt, token),
            (_, _, mark) => mark?.Removed == removal || mark?.Removed == NotificationRemoval.Deleted ? null : AnnouncementMarker.Removed(mark, removal, removedAt),
            cancellationToken);
    }

    /// <summary>Archives what is read, up to <see cref="ArchivedAtOnce"/> at a time.</summary>
    /// <param name="userId">The owner.</param>
    /// <param name="before">As in <see cref="MarkAllReadAsync"/>.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    public async Task<ArchivedRead> ArchiveReadAsync(string userId, DateTimeOffset? before, CancellationToken cancellationToken)
    {
        var archivedAt = Now;
        var user = await users.ReadAsync(userId, cancellationToken);
        var upTo = before ?? DateTimeOffset.MaxValue;
        var found = await unread.FindReadAsync(userId, user.ReadBefore, upTo, ArchivedAtOnce + 1, cancellationToken);
        var announced = (await announcements.ReadRecentAsync(cancellationToken)).Where(announcement => announcement.CreatedAt <= upTo);
        var archived = found.Take(ArchivedAtOnce).ToHashSet(StringComparer.Ordinal);
        await MarkAsync(
            userId,
            [.. archived, .. announced.Select(announcement => announcement.Id)],
            (id, token) => notifications.ArchiveReadAsync(userId, id, user.ReadBefore, archivedAt, token),
            ArchiveIfRead,
            cancellationToken);
        return new ArchivedRead(found.Count > ArchivedAtOnce, archived);

        AnnouncementMark? ArchiveIfRead(Announcement announcement, UserState now, AnnouncementMark? mark)
        {
            if (mark?.Removed is not null || !announcement.IsReadBy(now))
            {
                return null;
            }

            archived.Add(announcement.Id);
            return AnnouncementMarker.Removed(mark, NotificationRemoval.Archived, archivedAt);
        }
    }

    /// <summary>
    /// Marks everything read that exists now: one write, however much that is. The watermark is the newest creation
    /// time in the store, not the clock, so that a notification which is still on its way to the store stays unread. For
    /// the same reason it never lies beyond the clock: what was created ahead of that is marked one by one.
    /// </summary>
    /// <param name="userId">The owner.</param>
    /// <param name="before">
    /// When the newest was created that the user was shown, which is then the watermark: what is newer stays unread. Null for
    /// everything.
    /// </param>
    /// <param name="cancellationToken">Stops waiting.</param>
    public async Task MarkAllReadAsync(string userId, DateTimeOffset? before, CancellationToken cancellationToken)
    {
        var now = Now;
        var (newest, isAhead) = await NewestAsync(userId, before, now, cancellationToken);
        if (newest is { } watermark)
        {
            await users.AdvanceReadBeforeAsync(userId, watermark, cancellationToken);
        }

        var upTo = before ?? DateTimeOffset.MaxValue;
        List<string> uncovered = isAhead ? await unread.FindAfterAsync(userId, now, upTo, cancellationToken) : [];
        var user = await users.ReadAsync(userId, cancellationToken);
        if (user.HasRestored)
        {
            // These the user has marked unread, which the watermark does not undo.
            uncovered.AddRange(await unread.FindRestoredAsync(userId, upTo, cancellationToken));
            uncovered.AddRange((await announcements.ReadRecentAsync(cancellationToken))
                .Where(announcement => announcement.CreatedAt <= upTo && !announcement.IsReadBy(user))
                .Select(announcement => announcement.Id));
        }

        if (uncovered.Count > 0)
        {
            await MarkReadAsync(userId, uncovered, cancellationToken);
        }
    }

    /// <summary>Clears the badge without reading anything: the bell was opened.</summary>
    /// <param name="userId">The owner.</param>
    /// <param name="before">As in <see cref="MarkAllReadAsync"/>: what is newer stays unseen.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    public async Task MarkSeenAsync(string userId, DateTimeOffset? before, CancellationToken cancellationToken)
    {
        if (await NewestAsync(userId, before, Now, cancellationToken) is ({ } watermark, _))
        {
            await users.AdvanceSeenBeforeAsync(userId, watermark, cancellationToken);
        }
    }

    /// <summary>The newest creation time up to now, and whether something was created ahead of that. What was shown need not be looked up.</summary>
    private async Task<(DateTimeOffset? Newest, bool IsAhead)> NewestAsync(
        string userId, DateTimeOffset? shown, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (shown <= now)
        {
            return (shown, false);
        }

        var stored = await notifications.FindNewestAsync(userId, upTo: null, cancellationToken);
        var isAhead = stored > now;
        if (isAhead)
        {
            stored = await notifications.FindNewestAsync(userId, now, cancellationToken);
        }

        var active = await announcements.ReadRecentAsync(cancellationToken);
        var newest = active.Select(announcement => (DateTimeOffset?)announcement.CreatedAt).Append(stored).Max();
        return (newest > now ? now : newest, isAhead);
    }

    private async Task MarkAsync(
        string userId,
        IReadOnlyList<string> ids,
        Func<string, CancellationToken, Task> mark,
        MarkAnnouncement markAnnouncement,
        CancellationToken cancellationToken)
    {
        // One mark that fails keeps no other from being made.
        var failures = new ConcurrentQueue<Exception>();
        var options = new ParallelOptions { MaxDegreeOfParallelism = Parallelism, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(ids.Where(id => !Announcement.IsId(id)), options, (id, token) => TryAsync(() => mark(id, token)));
        if (ids.Where(Announcement.IsId).ToHashSet(StringComparer.Ordinal) is { Count: > 0 } announced)
        {
            await TryAsync(() => marker.MarkAsync(userId, announced, markAnnouncement, cancellationToken));
        }

        if (failures.TryDequeue(out var first))
        {
            ExceptionDispatchInfo.Throw(first);
        }

        async ValueTask TryAsync(Func<Task> attempt)
        {
            try
            {
                await attempt();
            }
            catch (Exception e) when (!cancellationToken.IsCancellationRequested)
            {
                failures.Enqueue(e);
            }
        }
    }
}
