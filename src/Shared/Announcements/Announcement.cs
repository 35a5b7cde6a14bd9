using System.Text.Json.Serialization;
using Fixia.Shared.Notifications;
using Fixia.Shared.Users;

namespace Fixia.Shared.Announcements;

/// <summary>
/// A notification for everybody, stored once in the container <c>announcements</c>. What one user did with it is a mark
/// in that user's state.
/// </summary>
public sealed record Announcement
{
    /// <summary>The one partition: there are few announcements at a time, and every user reads all of them.</summary>
    public const string EverybodyScope = "everybody";

    private const string IdPrefix = "announcement-";

    /// <summary>The id, which no notification of a user can have.</summary>
    [JsonPropertyName("id")]
    public required string Id { get; init; }

    /// <summary>Always <see cref="EverybodyScope"/>; the partition key.</summary>
    [JsonPropertyName("scope")]
    public string Scope { get; init; } = EverybodyScope;

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

    /// <inheritdoc cref="NotificationDocument.CreatedAt"/>
    [JsonPropertyName("created_at")]
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it stops to exist, and every mark on it with it.</summary>
    [JsonPropertyName("expires_at")]
    public required DateTimeOffset ExpiresAt { get; init; }

    /// <inheritdoc cref="NotificationDocument.TimeToLive"/>
    [JsonPropertyName("ttl")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? TimeToLive { get; init; }

    /// <inheritdoc cref="NotificationDocument.TraceParent"/>
    [JsonPropertyName("traceparent")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? TraceParent { get; init; }

    /// <summary>A new id.</summary>
    public static string NewId(string notificationId) => IdPrefix + notificationId;

    /// <summary>Whether <paramref name="id"/> names an announcement rather than a notification.</summary>
    public static bool IsId(string id) => id.StartsWith(IdPrefix, StringComparison.Ordinal);

    /// <summary>The announcement as <paramref name="state"/>'s user sees it; without a state, as a new one.</summary>
    public Notification ToNotification(string userId, UserState? state = null)
    {
        var mark = state?.MarkOf(Id);
        var readByWatermark = CreatedAt <= state?.ReadBefore;
        return new Notification
        {
            Id = Id,
            UserId = userId,
            Type = Type,
            Priority = Priority,
            Title = Title,
            Message = Message,
            ActionUrl = ActionUrl,
            Read = mark is not null || readByWatermark,
            ReadAt = mark?.ReadAt ?? (readByWatermark ? state?.ReadBefore : null),
            CreatedAt = CreatedAt,
            ExpiresAt = ExpiresAt,
            Removed = mark?.Removed,
        };
    }
}
