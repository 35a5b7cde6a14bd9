using System.Text.Json.Serialization;
using NodaTime;

namespace Fixia.Shared.Preferences;

/// <summary>Hours of the wall clock, on some days of the week, in which the user is not to be interrupted.</summary>
public sealed record QuietWindow
{
    /// <summary>The days on which it starts; none means never. A window that passes midnight belongs to the day before.</summary>
    [JsonPropertyName("days")]
    public required IReadOnlyList<Weekday> Days { get; init; }

    /// <summary>When it starts; that minute is quiet.</summary>
    [JsonPropertyName("from")]
    [JsonConverter(typeof(WallTimeConverter))]
    public required LocalTime From { get; init; }

    /// <summary>When it ends; that minute is quiet no more. Up to <see cref="From"/>, it is the next day's, so equal ends mean a whole day.</summary>
    [JsonPropertyName("to")]
    [JsonConverter(typeof(WallTimeConverter))]
    public required LocalTime To { get; init; }
}
