using System.Text.Json;
using System.Text.Json.Serialization;

namespace Microsoft.Azure.Functions.Worker;

/// <summary>
/// Message content in JSON: text and JSON as a string; bytes are also read from <c>{"type":"Buffer","data":[1,2]}</c>, which is how the host sends them.
/// </summary>
internal sealed class BinaryDataJsonConverter : JsonConverter<BinaryData>
{
    public override BinaryData Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType == JsonTokenType.String)
        {
            return BinaryData.FromString(reader.GetString()!);
        }

        using var document = JsonDocument.ParseValue(ref reader);
        var root = document.RootElement;
        return root.ValueKind == JsonValueKind.Object
            && root.TryGetProperty("type", out var type)
            && string.Equals(type.GetString(), "Buffer", StringComparison.OrdinalIgnoreCase)
            && root.TryGetProperty("data", out var data)
            ? BinaryData.FromBytes(data.EnumerateArray().Select(value => value.GetByte()).ToArray())
            : throw new JsonException("Message content is a string or a Buffer object.");
    }

    public override void Write(Utf8JsonWriter writer, BinaryData value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.ToString());
}
