namespace Fixia.Shared.Notifications;

/// <summary>The values of <c>removed</c>: how a user put a notification away, or the app a document that is none.</summary>
public static class NotificationRemoval
{
    /// <summary>Out of the feed, listed under <c>archived=true</c>.</summary>
    public const string Archived = "archived";

    /// <summary>
    /// Out of the feed until <see cref="NotificationDocument.SnoozedUntil"/>, when it comes back unread and as if it were new; listed
    /// under <c>snoozed=true</c>.
    /// </summary>
    public const string Snoozed = "snoozed";

    /// <summary>
    /// Gone for the user. A tombstone stays behind for <see cref="TombstoneLifetime"/>, because the change feed shows no
    /// deletes and the user's other devices must hear of it; for as long the user may take it back.
    /// </summary>
    public const string Deleted = "deleted";

    /// <summary>Taken back by its producer. It is gone for the user as a deleted one is.</summary>
    public const string Retracted = "retracted";

    /// <summary>
    /// Set aside: a document that can't be read, in no feed and no count. Who writes it anew as a whole brings it back.
    /// </summary>
    public const string Unreadable = "unreadable";

    /// <summary>For how long a device may be away and still learn by sync that a notification is gone.</summary>
    public static readonly TimeSpan TombstoneLifetime = TimeSpan.FromDays(30);

    /// <summary>Whether what was removed so is gone but for a tombstone.</summary>
    public static bool IsFinal(string? removed) => removed is Deleted or Retracted;
}
