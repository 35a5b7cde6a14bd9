using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;

namespace Fixia.Shared.Notifications;

/// <summary>A notification as clients and producers see it, in events and HTTP answers.</summary>
public sealed record Notification : Content
{
    /// <summary>Begins an empty one.</summary>
    public Notification()
    {
    }

    /// <summary>Begins one that says what <paramref name="content"/> says.</summary>
    [SetsRequiredMembers]
    public Notification(string id, string userId, Content content)
        : base(content) => (Id, UserId) = (id, userId);

    /// <inheritdoc cref="NotificationDocument.Id"/>
    [JsonPropertyName("id")]
    public required string Id { get; init; }

    /// <inheritdoc cref="NotificationDocument.UserId"/>
    [JsonPropertyName("user_id")]
    public required string UserId { get; init; }

    /// <inheritdoc cref="NotificationDocument.GroupKey"/>
    [JsonPropertyName("group_key")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? GroupKey { get; init; }

    /// <inheritdoc cref="NotificationDocument.Actions"/>
    [JsonPropertyName("actions")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<NotificationAction>? Actions { get; init; }

    /// <inheritdoc cref="NotificationDocument.Outcome"/>
    [JsonPropertyName("outcome")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public NotificationOutcome? Outcome { get; init; }

    /// <summary>True when marked read by itself or by a mark-all-read.</summary>
    [JsonPropertyName("read")]
    public bool Read { get; init; }

    /// <summary>When it was marked read; null when unread.</summary>
    [JsonPropertyName("read_at")]
    public DateTimeOffset? ReadAt { get; init; }

    /// <inheritdoc cref="NotificationDocument.UpdatedAt"/>
    [JsonPropertyName("updated_at")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public DateTimeOffset? UpdatedAt { get; init; }

    /// <inheritdoc cref="NotificationDocument.ExpiresAt"/>
    [JsonPropertyName("expires_at")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <inheritdoc cref="NotificationDocument.Removed"/>
    [JsonPropertyName("removed")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Removed { get; init; }

    /// <summary>When it comes back; null when it is not snoozed.</summary>
    [JsonPropertyName("snoozed_until")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public DateTimeOffset? SnoozedUntil { get; init; }

    /// <inheritdoc cref="NotificationDocument.SentAt"/>
    [JsonPropertyName("sent_at")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public DateTimeOffset? SentAt { get; init; }

    /// <inheritdoc cref="NotificationDocument.Restores"/>
    [JsonPropertyName("restores")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public int Restores { get; init; }

    /// <summary>What a user whose mark-all-read watermark is <paramref name="readBefore"/> sees of <paramref name="document"/>.</summary>
    public static Notification From(NotificationDocument document, DateTimeOffset? readBefore)
    {
        var readByWatermark = document.Restores == 0 && document.CreatedAt <= readBefore;
        return new Notification(document.Id, document.UserId, document)
        {
            GroupKey = document.GroupKey,
            Actions = document.Actions,
            Outcome = document.Outcome,
            Read = document.Read || readByWatermark,
            ReadAt = document.ReadAt ?? (readByWatermark ? readBefore : null),
            UpdatedAt = document.UpdatedAt,
            ExpiresAt = document.ExpiresAt,
            Removed = document.Removed,
            SnoozedUntil = document.Removed == NotificationRemoval.Snoozed ? document.SnoozedUntil : null,
            SentAt = document.SentAt,
            Restores = document.Restores,
        };
    }
}
