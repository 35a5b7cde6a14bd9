using System.Text.Json;
using System.Text.Json.Serialization;
using Fixia.Shared.Data;

namespace Fixia.Shared.Users;

/// <summary>What one user did with one announcement, which itself is stored once for everybody.</summary>
public sealed record AnnouncementMark
{
    /// <summary>When the user read it.</summary>
    [JsonPropertyName("read_at")]
    public required DateTimeOffset ReadAt { get; init; }

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
            ReadAt = members.RequiredTime("read_at"),
            Removed = members.Text("removed"),
            ExpiresAt = members.RequiredTime("expires_at"),
        };
        return members.Flaw is null ? mark : null;
    }
}
