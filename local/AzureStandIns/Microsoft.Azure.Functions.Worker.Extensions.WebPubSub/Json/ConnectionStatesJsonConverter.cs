using System.Text.Json;
using System.Text.Json.Serialization;

namespace Microsoft.Azure.Functions.Worker;

/// <summary>Connection states as a JSON object of base64 values; states in any other shape read as none.</summary>
internal sealed class ConnectionStatesJsonConverter : JsonConverter<IReadOnlyDictionary<string, BinaryData>>
{
    public override IReadOnlyDictionary<string, BinaryData> Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        using var document = JsonDocument.ParseValue(ref reader);
        var states = new Dictionary<string, BinaryData>();
        if (document.RootElement.ValueKind != JsonValueKind.Object)
        {
            return states;
        }

        foreach (var state in document.RootElement.EnumerateObject())
        {
            if (state.Value.ValueKind != JsonValueKind.String || !state.Value.TryGetBytesFromBase64(out var bytes))
            {
                return new Dictionary<string, BinaryData>();
            }

            states[state.Name] = BinaryData.FromBytes(bytes);
        }

        return states;
    }

    public override void Write(Utf8JsonWriter writer, IReadOnlyDictionary<string, BinaryData> value, JsonSerializerOptions options)
    {
        writer.WriteStartObject();
        foreach (var (key, state) in value)
        {
            writer.WriteBase64String(key, state.ToMemory().Span);
        }

        writer.WriteEndObject();
    }
}
