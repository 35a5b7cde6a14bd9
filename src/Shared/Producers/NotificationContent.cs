using System.Text.Json.Serialization;

namespace Fixia.Shared.Producers;

/// <summary>What every request of a producer says, whomever it addresses. <see cref="ContentRules"/> checks it.</summary>
public abstract record NotificationContent
{
    /// <inheritdoc cref="Notifications.NotificationDocument.Type"/>
    [JsonPropertyName("type")]
    public string? Type { get; init; }

    /// <inheritdoc cref="Notifications.NotificationDocument.Title"/>
    [JsonPropertyName("title")]
    public string? Title { get; init; }

    /// <inheritdoc cref="Notifications.NotificationDocument.Message"/>
    [JsonPropertyName("message")]
    public string? Message { get; init; }

    /// <inheritdoc cref="Notifications.NotificationDocument.ActionUrl"/>
    [JsonPropertyName("action_url")]
    public string? ActionUrl { get; init; }

    /// <inheritdoc cref="Notifications.NotificationDocument.Priority"/>
    [JsonPropertyName("priority")]
    public string? Priority { get; init; }

    /// <summary>When it stops to exist.</summary>
    [JsonPropertyName("expires_at")]
    public DateTimeOffset? ExpiresAt { get; init; }
}
