using System.Text.Json.Serialization;

namespace Fixia.Shared.Producers;

/// <summary>A notification that will be sent.</summary>
/// <param name="Id">The id that it will have.</param>
/// <param name="UserId">The recipient.</param>
/// <param name="SendAt">When.</param>
public sealed record ScheduledSend(
    [property: JsonPropertyName("id")] string Id,
    [property: JsonPropertyName("user_id")] string UserId,
    [property: JsonPropertyName("send_at")] DateTimeOffset SendAt);

/// <summary>How far the cancelling of a key was in time.</summary>
/// <param name="Cancelled">For how many users it was, or there is nothing any more.</param>
/// <param name="Sent">How many users it was too late for: they have the notification, or it is on its way.</param>
/// <param name="Retracted">From how many users it was taken back.</param>
public sealed record CancelledKey(
    [property: JsonPropertyName("cancelled")] int Cancelled,
    [property: JsonPropertyName("sent")] int Sent,
    [property: JsonPropertyName("retracted")] int Retracted);

/// <summary>What became of the update of a key.</summary>
/// <param name="Updated">How many users see the new content in the notification that they have.</param>
/// <param name="Scheduled">How many users will get it as it is now.</param>
/// <param name="Gone">How many users have none any more: it was cancelled, deleted, or has expired.</param>
/// <param name="Failures">Users that could not be served; absent when there are none. Repeating the request completes it.</param>
public sealed record UpdatedKey(
    [property: JsonPropertyName("updated")] int Updated,
    [property: JsonPropertyName("scheduled")] int Scheduled,
    [property: JsonPropertyName("gone")] int Gone,
    [property: JsonPropertyName("failures")]
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<FailedUser>? Failures = null);
