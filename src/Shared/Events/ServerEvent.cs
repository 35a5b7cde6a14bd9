using System.Buffers;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Fixia.Shared.Events;

/// <summary>Anything that the server tells a client: a name and a payload, which is the derived record itself.</summary>
/// <param name="Name">One of <see cref="EventNames"/>.</param>
public abstract record ServerEvent([property: JsonIgnore] string Name)
{
    /// <summary>This event alone as <c>{"event":NAME,"data":{...}}</c>.</summary>
    public BinaryData ToMessage()
    {
        var buffer = new ArrayBufferWriter<byte>(512);
        using (var writer = new Utf8JsonWriter(buffer))
        {
            Write(writer);
        }

        return BinaryData.FromBytes(buffer.WrittenMemory);
    }

    internal void Write(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteString("event"u8, Name);
        writer.WritePropertyName("data"u8);
        JsonSerializer.Serialize(writer, this, EventJson.Default.GetTypeInfo(GetType())!);
        writer.WriteEndObject();
    }
}
