using Fixia.Shared.Announcements;
using Fixia.Shared.Events;
using Fixia.Shared.Notifications;
using Fixia.Shared.Users;

namespace Fixia.Shared.Inboxes;

/// <summary>What is true of a user's inbox as a whole, read at one moment.</summary>
/// <param name="User">The user's watermarks and marks.</param>
/// <param name="Announcements">The announcements that have not expired, newest first.</param>
/// <param name="Unread">The exact numbers of unread notifications, announcements included.</param>
/// <param name="Unseen">How many of those arrived since the bell was opened last.</param>
public sealed record InboxState(UserState User, IReadOnlyList<Announcement> Announcements, UnreadTally Unread, int Unseen)
{
    /// <summary>When the newest announcement was created that is in the counts; null when none is.</summary>
    public DateTimeOffset? Announced => Announcements.Count == 0 ? null : Announcements[0].CreatedAt;

    /// <summary>After what a user's unseen notifications are counted by themselves; null where all that is unread is unseen.</summary>
    public static DateTimeOffset? CountsUnseenAfter(UserState user)
    {
        // What the watermark covers was seen, also where the user has marked it unread since.
        var seen = user.SeenBefore > (user.ReadBefore ?? DateTimeOffset.MinValue) ? user.SeenBefore : user.ReadBefore;
        return seen == user.ReadBefore && !user.HasRestored ? null : seen;
    }

    /// <summary>Puts together what was read.</summary>
    /// <param name="user">The user's watermarks and marks.</param>
    /// <param name="active">The announcements that have not expired, newest first.</param>
    /// <param name="unread">The user's own unread notifications, to which the announcements are added.</param>
    /// <param name="unseen">How many of them were created after <see cref="CountsUnseenAfter"/>; of no matter where that is null.</param>
    public static InboxState Of(UserState user, IReadOnlyList<Announcement> active, UnreadTally unread, int unseen)
    {
        foreach (var announcement in active.Where(announcement => !announcement.IsReadBy(user)))
        {
            unread.Add(announcement.Type, 1);
        }

        return CountsUnseenAfter(user) is { } seen
            ? new InboxState(user, active, unread, unseen + active.Count(announcement => announcement.CreatedAt > seen && !announcement.IsReadBy(user)))
            : new InboxState(user, active, unread, unread.Count);
    }

    /// <summary>The counts as clients are told them.</summary>
    /// <param name="now">The time.</param>
    /// <param name="hasMore">Whether the devices should sync.</param>
    public UnreadCount ToEvent(DateTimeOffset now, bool hasMore = false) => new(Unread.Count, Unseen, now, Announced, hasMore, ByType: Unread.ByType);
}
