using System.Text.Json;
using System.Text.Json.Serialization;

namespace Microsoft.Azure.Functions.Worker;

/// <summary>Writes an action with the members of its own type; actions are never read.</summary>
internal sealed class WebPubSubActionJsonConverter : JsonConverter<WebPubSubAction>
{
    public override WebPubSubAction Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        throw new NotSupportedException("Actions are results of functions: they are written only.");

    public override void Write(Utf8JsonWriter writer, WebPubSubAction value, JsonSerializerOptions options) =>
        JsonSerializer.Serialize(writer, value, value.GetType(), options);
}
