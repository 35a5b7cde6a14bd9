using System.Text.Json.Serialization;

namespace Fixia.Shared.Producers;

/// <summary>What a producer posts: one notification for one or many users, now or later.</summary>
public sealed record NotificationRequest : NotificationContent
{
    /// <summary>Most users that one call may address.</summary>
    public const int MaxUsers = 1000;

    /// <summary>The farthest away that a notification may be sent.</summary>
    public static readonly TimeSpan LatestSend = TimeSpan.FromDays(366);

    /// <summary>The recipients.</summary>
    [JsonPropertyName("user_ids")]
    public IReadOnlyList<string>? UserIds { get; init; }

    /// <summary>When it is sent; null, and a time that has passed, mean now.</summary>
    [JsonPropertyName("send_at")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public DateTimeOffset? SendAt { get; init; }

    /// <inheritdoc cref="Notifications.NotificationDocument.GroupKey"/>
    [JsonPropertyName("group_key")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? GroupKey { get; init; }

    /// <summary>What the producer calls it by, to change or to cancel it; null for what is never asked for again.</summary>
    [JsonPropertyName("key")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Key { get; init; }
}
