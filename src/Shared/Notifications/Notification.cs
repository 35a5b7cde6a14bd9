using System.Text.Json.Serialization;

namespace Fixia.Shared.Notifications;

/// <summary>A notification as clients and producers see it, in events and HTTP answers.</summary>
public sealed record Notification
{
    /// <inheritdoc cref="NotificationDocument.Id"/>
    [JsonPropertyName("id")]
    public required string Id { get; init; }

    /// <inheritdoc cref="NotificationDocument.UserId"/>
    [JsonPropertyName("user_id")]
    public required string UserId { get; init; }

    /// <inheritdoc cref="NotificationDocument.Type"/>
    [JsonPropertyName("type")]
    public required string Type { get; init; }

    /// <inheritdoc cref="NotificationDocument.Priority"/>
    [JsonPropertyName("priority")]
    public required string Priority { get; init; }

    /// <inheritdoc cref="NotificationDocument.Title"/>
    [JsonPropertyName("title")]
    public required string Title { get; init; }

    /// <inheritdoc cref="NotificationDocument.Message"/>
    [JsonPropertyName("message")]
    public required string Message { get; init; }

    /// <inheritdoc cref="NotificationDocument.ActionUrl"/>
    [JsonPropertyName("action_url")]
    public string? ActionUrl { get; init; }

    /// <summary>True when marked read by itself or by a mark-all-read.</summary>
    [JsonPropertyName("read")]
    public bool Read { get; init; }

    /// <summary>When it was marked read; null when unread.</summary>
    [JsonPropertyName("read_at")]
    public DateTimeOffset? ReadAt { get; init; }

    /// <inheritdoc cref="NotificationDocument.CreatedAt"/>
    [JsonPropertyName("created_at")]
    public required DateTimeOffset CreatedAt { get; init; }

    /// <inheritdoc cref="NotificationDocument.ExpiresAt"/>
    [JsonPropertyName("expires_at")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <inheritdoc cref="NotificationDocument.Removed"/>
    [JsonPropertyName("removed")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Removed { get; init; }

    /// <summary>What a user whose mark-all-read watermark is <paramref name="readBefore"/> sees of <paramref name="document"/>.</summary>
    public static Notification From(NotificationDocument document, DateTimeOffset? readBefore)
    {
        var readByWatermark = document.CreatedAt <= readBefore;
        return new Notification
        {
            Id = document.Id,
            UserId = document.UserId,
            Type = document.Type,
            Priority = document.Priority ?? NotificationPriority.Normal,
            Title = document.Title,
            Message = document.Message ?? "",
            ActionUrl = document.ActionUrl,
            Read = document.Read || readByWatermark,
            ReadAt = document.ReadAt ?? (readByWatermark ? readBefore : null),
            CreatedAt = document.CreatedAt,
            ExpiresAt = document.ExpiresAt,
            Removed = document.Removed,
        };
    }
}
