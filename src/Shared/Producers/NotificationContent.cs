using System.Text.Json.Serialization;
using Fixia.Shared.Notifications;

namespace Fixia.Shared.Producers;

/// <summary>What every request of a producer says, whomever it addresses. <see cref="ContentRules"/> checks it.</summary>
public abstract record NotificationContent
{
    /// <inheritdoc cref="Content.Type"/>
    [JsonPropertyName("type")]
    public string? Type { get; init; }

    /// <inheritdoc cref="Content.Title"/>
    [JsonPropertyName("title")]
    public string? Title { get; init; }

    /// <inheritdoc cref="Content.Message"/>
    [JsonPropertyName("message")]
    public string? Message { get; init; }

    /// <inheritdoc cref="Content.ActionUrl"/>
    [JsonPropertyName("action_url")]
    public string? ActionUrl { get; init; }

    /// <inheritdoc cref="Content.Priority"/>
    [JsonPropertyName("priority")]
    public string? Priority { get; init; }

    /// <summary>Its buttons; null for none. What everybody gets has none, as one outcome could not be everybody's.</summary>
    [JsonPropertyName("actions")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<NotificationAction>? Actions { get; init; }

    /// <summary>When it stops to exist.</summary>
    [JsonPropertyName("expires_at")]
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>The name of the producer, which the key of the request tells and its body can't; null without one.</summary>
    [JsonIgnore]
    public string? Producer { get; init; }

    /// <summary>What a request that was checked says.</summary>
    internal Content ToContent(DateTimeOffset createdAt) => new()
    {
        Type = Type!,
        Priority = Priority ?? NotificationPriority.Normal,
        Title = Title!,
        Message = Message!,
        ActionUrl = ActionUrl,
        CreatedAt = createdAt,
    };
}
