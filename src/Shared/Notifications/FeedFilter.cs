namespace Fixia.Shared.Notifications;

/// <summary>Which notifications a feed shows.</summary>
/// <param name="UnreadOnly">Only unread ones.</param>
/// <param name="Removed">
/// Only those that were put away so: <see cref="NotificationRemoval.Archived"/> or <see cref="NotificationRemoval.Snoozed"/>. Null for those that
/// were not put away.
/// </param>
/// <param name="Type">Only those of one type; null for all.</param>
/// <param name="ReadBefore">The user's mark-all-read watermark, which decides what is unread.</param>
/// <param name="HasRestored">Whether something may be unread although the watermark lies after it.</param>
public readonly record struct FeedFilter(
    bool UnreadOnly = false, string? Removed = null, string? Type = null, DateTimeOffset? ReadBefore = null, bool HasRestored = false);
