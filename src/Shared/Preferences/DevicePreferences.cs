using System.Text.Json.Serialization;

namespace Fixia.Shared.Preferences;

/// <summary>What a user wants of one device. Each member is null when it is unset, which is no statement at all.</summary>
public sealed record DevicePreferences
{
    /// <summary>What the user calls it.</summary>
    [JsonPropertyName("name")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Name { get; init; }

    /// <summary>What it is.</summary>
    [JsonPropertyName("kind")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public DeviceKind? Kind { get; init; }

    /// <summary>What it lets through.</summary>
    [JsonPropertyName("level")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public DeviceLevel? Level { get; init; }

    /// <summary>Its own rules, by type, which outdo <see cref="Level"/> and all that the user said for every device but a mute.</summary>
    [JsonPropertyName("types")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyDictionary<string, Attention>? Types { get; init; }

    /// <summary>It is silent before this instant.</summary>
    [JsonPropertyName("muted_until")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public DateTimeOffset? MutedUntil { get; init; }

    /// <summary>When it last connected, give or take a day.</summary>
    [JsonPropertyName("last_seen_at")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public DateTimeOffset? LastSeenAt { get; init; }
}
