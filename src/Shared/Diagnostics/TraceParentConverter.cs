using System.Text.Json;
using System.Text.Json.Serialization;

namespace Fixia.Shared.Diagnostics;

/// <summary>
/// Reads whatever a producer wrote as <c>traceparent</c>: what is no text counts as absent, because a mistake in it must
/// not cost the notification.
/// </summary>
public sealed class TraceParentConverter : JsonConverter<string?>
{
    /// <inheritdoc/>
    public override string? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType == JsonTokenType.String)
        {
            return reader.GetString();
        }

        reader.Skip();
        return null;
    }

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, string? value, JsonSerializerOptions options) => writer.WriteStringValue(value);
}
