using System.Text.Json.Serialization;

namespace Fixia.Shared.Events;

/// <summary>The exact number of a user's unread notifications; also the answer of <c>GET notifications/unread-count</c>.</summary>
/// <param name="Count">The number.</param>
/// <param name="Unseen">How many of those arrived since the user opened the bell last: what the badge shows.</param>
/// <param name="UpdatedAt">When it was counted.</param>
/// <param name="HasMore">True when more changed than was pushed: the device should sync.</param>
public sealed record UnreadCount(
    int Count,
    int Unseen,
    DateTimeOffset UpdatedAt,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] bool HasMore = false) : ServerEvent(EventNames.UnreadCount);
