using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Fixia.Shared.Data;

namespace Fixia.Shared.Analytics;

/// <summary>One hour as stored in the container <c>analytics</c>: always the whole outcome of one count, never added to.</summary>
public sealed record AnalyticsHour
{
    /// <summary>How long after its end an hour is counted for the last time.</summary>
    public static readonly TimeSpan OpenFor = TimeSpan.FromHours(24);

    /// <summary>The hour, such as <c>2026-11-27T09</c>.</summary>
    [JsonPropertyName("id")]
    public string Id => Start.UtcDateTime.ToString("yyyy-MM-dd'T'HH", CultureInfo.InvariantCulture);

    /// <summary>The month, such as <c>2026-11</c>, and the partition key.</summary>
    [JsonPropertyName("month")]
    public string Month => Start.UtcDateTime.ToString("yyyy-MM", CultureInfo.InvariantCulture);

    /// <summary>Its first moment.</summary>
    [JsonPropertyName("start")]
    public required DateTimeOffset Start { get; init; }

    /// <summary>When it was counted.</summary>
    [JsonPropertyName("counted_at")]
    public required DateTimeOffset CountedAt { get; init; }

    /// <summary>What became of the notifications that were created in it, by type.</summary>
    [JsonPropertyName("types")]
    public required IReadOnlyDictionary<string, Figures> Types { get; init; }

    /// <summary>Until when what becomes of its notifications counts.</summary>
    [JsonIgnore]
    public DateTimeOffset ClosesAt => ClosingOf(Start);

    /// <summary>Whether it is not counted again.</summary>
    [JsonIgnore]
    public bool IsClosed => CountedAt >= ClosesAt;

    /// <summary>When the hour that a moment lies in is counted for the last time.</summary>
    public static DateTimeOffset ClosingOf(DateTimeOffset time) => StartOf(time) + TimeSpan.FromHours(1) + OpenFor;

    /// <summary>The hour that a moment lies in.</summary>
    public static DateTimeOffset StartOf(DateTimeOffset time) => new(time.UtcTicks - (time.UtcTicks % TimeSpan.TicksPerHour), TimeSpan.Zero);

    /// <summary>Reads what is stored; null when it is none, or not where the hour belongs.</summary>
    internal static AnalyticsHour? From(JsonElement json)
    {
        var members = new MemberReader(json);
        var hour = new AnalyticsHour
        {
            Start = members.RequiredTime("start"),
            CountedAt = members.RequiredTime("counted_at"),
            Types = members.Nested("types") is { } types ? TypesOf(types) : new Dictionary<string, Figures>(),
        };
        return members.RequiredText("id") == hour.Id && members.RequiredText("month") == hour.Month && hour.Start == StartOf(hour.Start) && members.Flaw is null
            ? hour
            : null;
    }

    private static Dictionary<string, Figures> TypesOf(JsonElement json)
    {
        var types = new Dictionary<string, Figures>(StringComparer.Ordinal);
        foreach (var type in json.EnumerateObject())
        {
            try
            {
                types.TryAdd(type.Name, Figures.From(type.Value));
            }
            catch (InvalidOperationException)
            {
                // Half a character is no name of a type.
            }
        }

        return types;
    }
}
