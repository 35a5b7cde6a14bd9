using System.Text.Json;
using System.Text.Json.Serialization;

namespace Fixia.Shared.Preferences;

/// <summary>
/// What a user wants, as the API shows it and takes it. Each member is null when it is unset, which is no statement at all:
/// it leaves the decision to the next rule, where <c>interrupt</c> and <c>silent</c> make it.
/// </summary>
public record PreferenceSettings
{
    /// <summary>The IANA zone of the wall clock that <see cref="QuietHours"/> goes by, such as <c>Europe/Madrid</c>.</summary>
    [JsonPropertyName("time_zone")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? TimeZone { get; init; }

    /// <summary>When the user is not to be interrupted. They may overlap.</summary>
    [JsonPropertyName("quiet_hours")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<QuietWindow>? QuietHours { get; init; }

    /// <summary>The user's rules, by type. They outdo quiet hours: what is to interrupt does so at night.</summary>
    [JsonPropertyName("types")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyDictionary<string, Attention>? Types { get; init; }

    /// <summary>The user's devices, by the id that each made for itself.</summary>
    [JsonPropertyName("devices")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyDictionary<string, DevicePreferences>? Devices { get; init; }

    /// <summary>All devices are silent before this instant.</summary>
    [JsonPropertyName("muted_until")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public DateTimeOffset? MutedUntil { get; init; }

    /// <summary>Whether any of it can decide something: the names of devices can not.</summary>
    [JsonIgnore]
    public bool HasSay =>
        QuietHours is { Count: > 0 } || Types is { Count: > 0 } || MutedUntil is not null
        || Devices?.Values.Any(device => device is { Types.Count: > 0 } or { MutedUntil: not null } or { Level: DeviceLevel.Critical or DeviceLevel.None }) is true;

    /// <summary>Reads what a caller of the API sent as the whole of the settings.</summary>
    /// <param name="json">What was sent.</param>
    /// <param name="flaws">What is wrong with it, by member; empty when nothing is.</param>
    /// <returns>Null when anything is wrong.</returns>
    public static PreferenceSettings? Check(JsonElement json, out IReadOnlyList<PreferenceFlaw> flaws)
    {
        var reader = new PreferencesReader(isStrict: true);
        var settings = reader.Read(json);
        flaws = reader.Flaws;
        return flaws.Count == 0 ? settings : null;
    }

    /// <summary>The settings with a JSON Merge Patch (RFC 7396) applied: null unsets, an array replaces the whole array.</summary>
    /// <param name="patch">What was sent.</param>
    /// <param name="flaws">What is wrong with the outcome, by member; empty when nothing is.</param>
    /// <returns>Null when anything is wrong.</returns>
    public PreferenceSettings? Patch(JsonElement patch, out IReadOnlyList<PreferenceFlaw> flaws)
    {
        var current = JsonSerializer.SerializeToElement(this, PreferencesJson.Default.PreferenceSettings);
        if (MergePatch.TryApply(current, patch, out var merged))
        {
            return Check(merged, out flaws);
        }

        flaws = [new PreferenceFlaw("", FlawReader.Halves)];
        return null;
    }
}
