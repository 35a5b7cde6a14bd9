using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Fixia.Shared.Data;

/// <summary>
/// Writes a time as ISO 8601 UTC with exactly three decimals (<c>2026-01-31T12:34:56.789Z</c>), as the wire protocol
/// says, and reads any ISO 8601 time; without an offset it is UTC.
/// </summary>
/// <remarks>
/// The fixed width matters beyond looks: Cosmos DB compares <c>created_at</c> as a string, and only strings of one
/// shape sort like the times that they stand for.
/// </remarks>
public sealed class UtcMillisecondsConverter : JsonConverter<DateTimeOffset>
{
    private const string Format = "yyyy-MM-dd'T'HH:mm:ss.fff'Z'";

    /// <summary>Formats <paramref name="time"/> as the protocol and the stored documents do.</summary>
    public static string ToText(DateTimeOffset time) => time.UtcDateTime.ToString(Format, CultureInfo.InvariantCulture);

    /// <summary>Drops what the text form can't hold, so that a time equals itself after a round trip.</summary>
    public static DateTimeOffset Truncate(DateTimeOffset time) =>
        new(time.UtcTicks - time.UtcTicks % TimeSpan.TicksPerMillisecond, TimeSpan.Zero);

    /// <summary>Reads the time that a JSON string holds.</summary>
    /// <returns>False when it is none.</returns>
    public static bool TryRead(JsonElement text, out DateTimeOffset time)
    {
        // Without an offset the parser would take the time for one of this machine's zone.
        var isTime = text.TryGetDateTime(out var plain) & text.TryGetDateTimeOffset(out time);
        time = Truncate(plain.Kind == DateTimeKind.Unspecified ? new DateTimeOffset(plain, TimeSpan.Zero) : time);
        return isTime;
    }

    /// <inheritdoc/>
    public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        using var value = JsonDocument.ParseValue(ref reader);
        return value.RootElement.ValueKind == JsonValueKind.String && TryRead(value.RootElement, out var time)
            ? time
            : throw new JsonException("Expected an ISO 8601 time such as 2026-01-31T12:34:56.789Z.");
    }

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options)
    {
        Span<char> text = stackalloc char[24];
        value.UtcDateTime.TryFormat(text, out var length, Format, CultureInfo.InvariantCulture);
        writer.WriteStringValue(text[..length]);
    }
}
