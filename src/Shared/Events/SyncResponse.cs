using Fixia.Shared.Notifications;

namespace Fixia.Shared.Events;

/// <summary>The answer to a sync request. The first three members are the old contract, the rest saves an HTTP round trip.</summary>
/// <param name="UserId">The user that asked.</param>
/// <param name="RequestedAt">When the server received the request. A count that was told with a later <c>updatedAt</c> is the newer one.</param>
/// <param name="Notifications">What was created or changed since the cursor, oldest change first.</param>
/// <param name="UnreadCount">The exact number of unread notifications.</param>
/// <param name="UnseenCount">How many of those arrived since the user opened the bell last.</param>
/// <param name="Cursor">Where the next sync starts, in an empty inbox too: the next one must return all that came since, not the newest page.</param>
/// <param name="HasMore">Whether to ask again at once, with the cursor.</param>
/// <param name="ReadBefore">The user's mark-all-read watermark.</param>
public sealed record SyncResponse(
    string UserId,
    DateTimeOffset RequestedAt,
    IReadOnlyList<Notification> Notifications,
    int UnreadCount,
    int UnseenCount,
    string Cursor,
    bool HasMore,
    DateTimeOffset? ReadBefore) : ServerEvent(EventNames.SyncResponse)
{
    /// <summary>Always <c>sync-requested</c>.</summary>
    public string Status { get; } = "sync-requested";
}
