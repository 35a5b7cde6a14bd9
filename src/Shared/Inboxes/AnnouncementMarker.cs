using Fixia.Shared.Announcements;
using Fixia.Shared.Data;
using Fixia.Shared.Users;

namespace Fixia.Shared.Inboxes;

/// <summary>What a user does with an announcement.</summary>
/// <param name="announcement">The announcement.</param>
/// <param name="user">What the user has done before.</param>
/// <param name="mark">With this one; null for nothing.</param>
/// <returns>The new mark; null when it stays as it is.</returns>
internal delegate AnnouncementMark? MarkAnnouncement(Announcement announcement, UserState user, AnnouncementMark? mark);

/// <summary>Marks announcements, which themselves are everybody's, in the state of one user.</summary>
internal sealed class AnnouncementMarker(ActiveAnnouncements announcements, UserStateStore users, TimeProvider time)
{
    private static readonly AnnouncementMark New = new() { ExpiresAt = DateTimeOffset.MaxValue };

    /// <summary>One write for all of them; the marks of announcements that have expired go at the same time.</summary>
    public async Task MarkAsync(string userId, HashSet<string> ids, MarkAnnouncement change, CancellationToken cancellationToken)
    {
        var active = await announcements.ReadRecentAsync(cancellationToken);
        var known = active.Where(announcement => ids.Contains(announcement.Id)).ToList();
        var now = UtcMillisecondsConverter.Truncate(time.GetUtcNow());
        await users.UpdateAsync(userId, Mark, cancellationToken);

        UserState? Mark(UserState state)
        {
            var marks = (state.Announcements ?? new Dictionary<string, AnnouncementMark>())
                .Where(mark => mark.Value.ExpiresAt > now)
                .ToDictionary(StringComparer.Ordinal);
            var changed = false;
            foreach (var announcement in known)
            {
                if (change(announcement, state, marks.GetValueOrDefault(announcement.Id)) is { } mark)
                {
                    marks[announcement.Id] = mark with { ExpiresAt = announcement.ExpiresAt };
                    changed = true;
                }
            }

            return changed ? state with { Announcements = marks } : null;
        }
    }

    public static AnnouncementMark Read(AnnouncementMark? mark, DateTimeOffset readAt) => (mark ?? New) with { ReadAt = readAt };

    public static AnnouncementMark Removed(AnnouncementMark? mark, string removal, DateTimeOffset removedAt) =>
        (mark ?? New) with { ReadAt = mark?.ReadAt ?? removedAt, Removed = removal };

    public static AnnouncementMark Restored(AnnouncementMark? mark, DateTimeOffset? readAt) =>
        (mark ?? New) with { ReadAt = readAt, Removed = null, Restores = (mark?.Restores ?? 0) + 1 };
}
