using Fixia.Shared.Announcements;
using Fixia.Shared.Notifications;
using Fixia.Shared.Users;

namespace Fixia.Shared.Inboxes;

/// <summary>What is true of a user's inbox as a whole, read at one moment.</summary>
/// <param name="User">The user's watermarks and marks.</param>
/// <param name="Announcements">The announcements that have not expired, newest first.</param>
/// <param name="Unread">The exact number of unread notifications, announcements included.</param>
/// <param name="Unseen">How many of those arrived since the bell was opened last.</param>
public sealed record InboxState(UserState User, IReadOnlyList<Announcement> Announcements, int Unread, int Unseen);
