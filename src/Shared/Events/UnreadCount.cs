namespace Fixia.Shared.Events;

/// <summary>The exact number of a user's unread notifications; also the answer of <c>GET notifications/unread-count</c>.</summary>
/// <param name="Count">The number.</param>
/// <param name="UpdatedAt">When it was counted.</param>
public sealed record UnreadCount(int Count, DateTimeOffset UpdatedAt) : ServerEvent(EventNames.UnreadCount);
