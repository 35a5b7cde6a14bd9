using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using NodaTime;
using NodaTime.Text;

namespace Fixia.Shared.Preferences;

/// <summary>A time of the wall clock as <c>21:00</c>, from <c>00:00</c> to <c>23:59</c>.</summary>
internal sealed class WallTimeConverter : JsonConverter<LocalTime>
{
    private static readonly LocalTimePattern Pattern = LocalTimePattern.Create("HH:mm", CultureInfo.InvariantCulture);

    /// <summary>Reads the form above and no other.</summary>
    public static bool TryRead(string text, out LocalTime time) => Pattern.Parse(text).TryGetValue(default, out time);

    /// <inheritdoc/>
    public override LocalTime Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.String && TryRead(reader.GetString()!, out var time)
            ? time
            : throw new JsonException("Expected a time such as 21:00.");

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, LocalTime value, JsonSerializerOptions options) =>
        writer.WriteStringValue(Pattern.Format(value));
}
