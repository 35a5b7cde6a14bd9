using System.Text.Json;
using System.Text.Json.Serialization;
using Fixia.Shared.Data;

namespace Fixia.Shared.Users;

/// <summary>What one user did with one announcement, which itself is stored once for everybody.</summary>
public sealed record AnnouncementMark
{
    /// <summary>When the user read it; null when the user marked it unread, which no watermark covers.</summary>
    [JsonPropertyName("read_at")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public DateTimeOffset? ReadAt { get; init; }

    /// <inheritdoc cref="Notifications.NotificationDocument.Restores"/>
    [JsonPropertyName("restores")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public int Restores { get; init; }

    /// <summary>One of <see cref="Notifications.NotificationRemoval"/> when the user put it away.</summary>
    [JsonPropertyName("removed")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Removed { get; init; }

    /// <summary>When the announcement expires: the mark is dropped at the first write after that.</summary>
    [JsonPropertyName("expires_at")]
    public required DateTimeOffset ExpiresAt { get; init; }

    /// <summary>Reads a mark; null when it can't be read.</summary>
    public static AnnouncementMark? Read(JsonElement json)
    {
        var members = new MemberReader(json);
        var mark = new AnnouncementMark
        {
            ReadAt = members.Time("read_at"),
            Restores = (int)Math.Clamp(members.Number("restores") ?? 0, 0, int.MaxValue),
            Removed = members.Text("removed"),
            ExpiresAt = members.RequiredTime("expires_at"),
        };
        return members.Flaw is null ? mark : null;
    }
}
