using System.Text.Json.Serialization;

namespace Fixia.Shared.Producers;

/// <summary>One user for whom a notification could not be stored.</summary>
/// <param name="UserId">The user.</param>
/// <param name="Status">The HTTP status that the failure would have had alone: 429 or 503.</param>
public sealed record FailedUser(
    [property: JsonPropertyName("user_id")] string UserId,
    [property: JsonPropertyName("status")] int Status);
