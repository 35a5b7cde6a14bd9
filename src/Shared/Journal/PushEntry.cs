using System.Text.Json;
using System.Text.Json.Serialization;
using Fixia.Shared.Data;

namespace Fixia.Shared.Journal;

/// <summary>
/// What one process noted about one notification. There may be several of one notification, and each of them twice: they are put together
/// by its id.
/// </summary>
public sealed record PushEntry
{
    /// <summary>What <see cref="Push"/> says of a push that Web PubSub took.</summary>
    public const string Accepted = "accepted";

    /// <summary>What <see cref="Push"/> says of a push that Web PubSub refused for good.</summary>
    public const string Rejected = "rejected";

    /// <summary>The notification.</summary>
    [JsonPropertyName("id")]
    public required string Id { get; init; }

    /// <summary>Its user.</summary>
    [JsonPropertyName("user_id")]
    public required string UserId { get; init; }

    /// <summary>Its type.</summary>
    [JsonPropertyName("type")]
    public required string Type { get; init; }

    /// <summary>When it was created first, also where it came back from a snooze since.</summary>
    [JsonPropertyName("created_at")]
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When this was noted: of a push, when Web PubSub had answered.</summary>
    [JsonPropertyName("at")]
    public required DateTimeOffset At { get; init; }

    /// <summary><see cref="Accepted"/> or <see cref="Rejected"/>; null where it was not pushed.</summary>
    [JsonPropertyName("push")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Push { get; init; }

    /// <summary>The rule that silenced it, in the words of <see cref="Preferences.AttentionRule"/>; null where it interrupted.</summary>
    [JsonPropertyName("silenced_by")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? SilencedBy { get; init; }

    /// <summary>Whether it was pushed because its snooze was over, so that the time since its creation says nothing.</summary>
    [JsonPropertyName("woken")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool IsWoken { get; init; }

    /// <summary>Whether its user had an open device just after the push; null where that was not asked.</summary>
    [JsonPropertyName("connected")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public bool? IsConnected { get; init; }

    /// <summary>When it stops to exist; null when it does not.</summary>
    [JsonPropertyName("expires_at")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>Whether it was read by itself then; false as well where that was of no interest, because it does not expire.</summary>
    [JsonPropertyName("read")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool IsRead { get; init; }

    /// <summary>When it was read.</summary>
    [JsonPropertyName("read_at")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public DateTimeOffset? ReadAt { get; init; }

    /// <summary>How it was put away; null when it was not.</summary>
    [JsonPropertyName("removed")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Removed { get; init; }

    /// <summary>How often its user took back that it was read or put away. Of two entries the one with more is the later.</summary>
    [JsonPropertyName("restores")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public int Restores { get; init; }

    /// <summary>When one of its buttons was pressed.</summary>
    [JsonPropertyName("acted_at")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public DateTimeOffset? ActedAt { get; init; }

    /// <summary>Reads what is stored; null when it is no entry.</summary>
    internal static PushEntry? From(JsonElement json)
    {
        var members = new MemberReader(json);
        var entry = new PushEntry
        {
            Id = members.RequiredText("id"),
            UserId = members.RequiredText("user_id"),
            Type = members.RequiredText("type"),
            CreatedAt = members.RequiredTime("created_at"),
            At = members.RequiredTime("at"),
            Push = members.Text("push"),
            SilencedBy = members.Text("silenced_by"),
            IsWoken = members.Flag("woken"),
            IsConnected = members.Member("connected")?.ValueKind switch
            {
                JsonValueKind.True => true,
                JsonValueKind.False => false,
                _ => null,
            },
            ExpiresAt = members.Time("expires_at"),
            IsRead = members.Flag("read"),
            ReadAt = members.Time("read_at"),
            Removed = members.Text("removed"),
            Restores = (int)Math.Clamp(members.Number("restores") ?? 0, 0, int.MaxValue),
            ActedAt = members.Time("acted_at"),
        };
        return members.Flaw is null ? entry : null;
    }
}
