using System.Text.Json.Serialization;

namespace Fixia.Shared.Preferences;

/// <summary>A stretch of quiet hours on the time line, which a device can use without knowing any zone.</summary>
/// <param name="From">When it starts; quiet at that instant.</param>
/// <param name="To">When it ends; quiet no more at that instant.</param>
public readonly record struct QuietInterval(
    [property: JsonPropertyName("from")] DateTimeOffset From,
    [property: JsonPropertyName("to")] DateTimeOffset To);
