using System.Text.Json.Serialization;

namespace Fixia.Shared.Preferences;

/// <summary>What a client is told: what the user wants, and what it needs to decide by the same rules as the server.</summary>
/// <param name="Preferences">What the user wants.</param>
/// <param name="RequiredTypes">The types that interrupt whatever a user wants.</param>
/// <param name="Defaults">What is done with types of which the user said nothing; <c>interrupt</c> where a type is missing.</param>
/// <param name="Types">The types that there are to decide about.</param>
/// <param name="QuietIntervals">The quiet hours of the next days as instants, so that no device computes zones.</param>
/// <param name="UserId">Whose they are.</param>
/// <param name="Exists">Whether anything is stored.</param>
public sealed record PreferencesAnswer(
    [property: JsonPropertyName("preferences")] PreferenceSettings Preferences,
    [property: JsonPropertyName("required_types")] IReadOnlyList<string> RequiredTypes,
    [property: JsonPropertyName("defaults")] IReadOnlyDictionary<string, string> Defaults,
    [property: JsonPropertyName("types")] IReadOnlyList<string> Types,
    [property: JsonPropertyName("quiet_intervals")] IReadOnlyList<QuietInterval> QuietIntervals,
    [property: JsonPropertyName("userId")] string UserId,
    [property: JsonPropertyName("exists")] bool Exists)
{
    /// <summary>How far ahead the quiet hours are told. A client asks again at least once a day.</summary>
    public static TimeSpan Horizon { get; } = TimeSpan.FromDays(8);

    /// <summary>Tells what is stored, at a time.</summary>
    public static PreferencesAnswer Of(UserPreferences stored, PreferenceOptions options, DateTimeOffset now)
    {
        var named = (stored.Types?.Keys ?? []).Concat(stored.Devices?.Values.SelectMany(device => device.Types?.Keys ?? []) ?? []);
        IEnumerable<string> offered = options.Types.Count > 0 ? options.Types : PreferenceOptions.KnownTypes;
        return new PreferencesAnswer(
            stored,
            [.. options.RequiredTypes],
            options.Defaults.AsReadOnly(),
            [.. offered.Concat(options.RequiredTypes).Concat(options.Defaults.Keys).Concat(named.Order(StringComparer.Ordinal)).Distinct(StringComparer.Ordinal)],
            QuietHours.Of(stored)?.Between(now, now + Horizon) ?? [],
            stored.UserId,
            stored.ETag is not null);
    }
}
