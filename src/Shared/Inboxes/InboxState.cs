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

    /// <summary>The counts as clients are told them.</summary>
    /// <param name="now">The time.</param>
    /// <param name="hasMore">Whether the devices should sync.</param>
    public UnreadCount ToEvent(DateTimeOffset now, bool hasMore = false) => new(Unread.Count, Unseen, now, Announced, hasMore, ByType: Unread.ByType);
}
