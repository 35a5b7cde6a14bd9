using System.Text.Json.Serialization;

namespace Fixia.Shared.Producers;

/// <summary>What a producer posts: one notification for one or many users.</summary>
public sealed record NotificationRequest : NotificationContent
{
    /// <summary>Most users that one call may address.</summary>
    public const int MaxUsers = 1000;

    /// <summary>The recipients.</summary>
    [JsonPropertyName("user_ids")]
    public IReadOnlyList<string>? UserIds { get; init; }
}
