namespace Fixia.Shared.Notifications;

/// <summary>Which notifications a feed shows.</summary>
/// <param name="UnreadOnly">Only unread ones.</param>
/// <param name="Archived">Only archived ones; otherwise only those that were not put away.</param>
/// <param name="ReadBefore">The user's mark-all-read watermark, which decides what is unread.</param>
public readonly record struct FeedFilter(bool UnreadOnly = false, bool Archived = false, DateTimeOffset? ReadBefore = null);
