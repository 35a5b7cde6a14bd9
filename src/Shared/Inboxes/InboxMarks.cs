using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;
using Fixia.Shared.Announcements;
using Fixia.Shared.Data;
using Fixia.Shared.Notifications;
using Fixia.Shared.Users;

namespace Fixia.Shared.Inboxes;

/// <summary>
/// What a user does with the own notifications. Everything is idempotent, unknown ids are passed over in silence, and the
/// change feed tells every device of the user.
/// </summary>
public sealed class InboxMarks(NotificationStore notifications, ActiveAnnouncements announcements, UserStateStore users, TimeProvider time)
{
    /// <summary>How many patches of one request run side by side.</summary>
    private const int Parallelism = 8;

    private DateTimeOffset Now => UtcMillisecondsConverter.Truncate(time.GetUtcNow());

    /// <summary>Marks notifications read.</summary>
    public Task MarkReadAsync(string userId, IReadOnlyList<string> ids, CancellationToken cancellationToken)
    {
        var readAt = Now;
        return MarkAsync(
            userId, ids, removal: null, (id, token) => notifications.MarkReadAsync(userId, id, readAt, token), cancellationToken);
    }

    /// <summary>Puts one notification away.</summary>
    /// <param name="userId">The owner.</param>
    /// <param name="id">The notification.</param>
    /// <param name="removal">One of <see cref="NotificationRemoval"/>.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    public Task RemoveAsync(string userId, string id, string removal, CancellationToken cancellationToken)
    {
        var removedAt = Now;
        return MarkAsync(
            userId, [id], removal, (known, token) => notifications.RemoveAsync(userId, known, removal, removedAt, token), cancellationToken);
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

        if (isAhead)
        {
            var ahead = await notifications.FindUnreadAfterAsync(userId, now, before ?? DateTimeOffset.MaxValue, cancellationToken);
            await MarkReadAsync(userId, ahead, cancellationToken);
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
        string? removal,
        Func<string, CancellationToken, Task> mark,
        CancellationToken cancellationToken)
    {
        // One mark that fails keeps no other from being made.
        var failures = new ConcurrentQueue<Exception>();
        var options = new ParallelOptions { MaxDegreeOfParallelism = Parallelism, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(ids.Where(id => !Announcement.IsId(id)), options, (id, token) => TryAsync(() => mark(id, token)));
        if (ids.Where(Announcement.IsId).ToHashSet(StringComparer.Ordinal) is { Count: > 0 } announced)
        {
            await TryAsync(() => MarkAnnouncementsAsync(userId, announced, removal, cancellationToken));
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

    /// <summary>One write for all of them; the marks of announcements that have expired go at the same time.</summary>
    private async Task MarkAnnouncementsAsync(string userId, HashSet<string> ids, string? removal, CancellationToken cancellationToken)
    {
        var active = await announcements.ReadRecentAsync(cancellationToken);
        var known = active.Where(announcement => ids.Contains(announcement.Id)).ToList();
        var now = Now;
        await users.UpdateAsync(userId, Mark, cancellationToken);

        UserState? Mark(UserState state)
        {
            var marks = (state.Announcements ?? new Dictionary<string, AnnouncementMark>())
                .Where(mark => mark.Value.ExpiresAt > now)
                .ToDictionary(StringComparer.Ordinal);
            var changed = false;
            foreach (var announcement in known)
            {
                var mark = marks.GetValueOrDefault(announcement.Id);
                if (mark is null || (removal is not null && mark.Removed != removal && mark.Removed != NotificationRemoval.Deleted))
                {
                    marks[announcement.Id] = new AnnouncementMark
                    {
                        ReadAt = mark?.ReadAt ?? now,
                        Removed = removal,
                        ExpiresAt = announcement.ExpiresAt,
                    };
                    changed = true;
                }
            }

            return changed ? state with { Announcements = marks } : null;
        }
    }
}
