using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;
using Fixia.Shared.Notifications;
using Fixia.Shared.Users;

namespace Fixia.Shared.Announcements;

/// <summary>
/// A notification for everybody, stored once in the container <c>announcements</c>. What one user did with it is a mark
/// in that user's state.
/// </summary>
public sealed record Announcement : Content
{
    /// <summary>The one partition: there are few announcements at a time, and every user reads all of them.</summary>
    public const string EverybodyScope = "everybody";

    private const string IdPrefix = "announcement-";

    /// <summary>Begins an empty one.</summary>
    public Announcement()
    {
    }

    /// <summary>Begins one that says what <paramref name="content"/> says, for as long as it lives.</summary>
    [SetsRequiredMembers]
    public Announcement(string id, Content content, DateTimeOffset expiresAt)
        : base(content) => (Id, ExpiresAt) = (id, expiresAt);

    /// <summary>The id, which no notification of a user can have.</summary>
    [JsonPropertyName("id")]
    public required string Id { get; init; }

    /// <summary>Always <see cref="EverybodyScope"/>; the partition key.</summary>
    [JsonPropertyName("scope")]
    public string Scope { get; init; } = EverybodyScope;

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

    /// <summary>Whether a user has read it: what the user did with this one counts for more than the watermark.</summary>
    public bool IsReadBy(UserState user) => user.MarkOf(Id) is { } mark ? mark.ReadAt is not null : CreatedAt <= user.ReadBefore;

    /// <summary>The announcement as <paramref name="state"/>'s user sees it; without a state, as a new one.</summary>
    public Notification ToNotification(string userId, UserState? state = null)
    {
        var mark = state?.MarkOf(Id);
        return new Notification(Id, userId, this)
        {
            Read = state is not null && IsReadBy(state),
            ReadAt = mark is not null ? mark.ReadAt : CreatedAt <= state?.ReadBefore ? state?.ReadBefore : null,
            ExpiresAt = ExpiresAt,
            Removed = mark?.Removed,
            Restores = mark?.Restores ?? 0,
        };
    }
}
