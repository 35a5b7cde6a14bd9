using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Fixia.Local.WebPubSub.Protocol;

/// <summary>Writes what the service sends to JSON clients: reference-json-webpubsub-subprotocol, Responses.</summary>
internal static class ServerJson
{
    // Clients parse this as JSON, never as HTML: escaping beyond JSON's own rules only makes frames longer.
    private static readonly JsonWriterOptions WriterOptions =
        new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    public static ReadOnlyMemory<byte> Pong { get; } = """{"type":"pong"}"""u8.ToArray();

    public static ReadOnlyMemory<byte> Message(MessageData data, string? group, string? fromUserId) => Write(writer =>
    {
        writer.WriteString("type"u8, "message"u8);
        if (group is null)
        {
            writer.WriteString("from"u8, "server"u8);
        }
        else
        {
            writer.WriteString("from"u8, "group"u8);
            writer.WriteString("group"u8, group);
            writer.WriteString("fromUserId"u8, fromUserId);
        }

        WriteData(writer, data);
    });

    public static ReadOnlyMemory<byte> Connected(string? userId, string connectionId, string? reconnectionToken) => Write(writer =>
    {
        writer.WriteString("type"u8, "system"u8);
        writer.WriteString("event"u8, "connected"u8);
        writer.WriteString("userId"u8, userId);
        writer.WriteString("connectionId"u8, connectionId);
        if (reconnectionToken is not null)
        {
            writer.WriteString("reconnectionToken"u8, reconnectionToken);
        }
    });

    public static ReadOnlyMemory<byte> Disconnected(string reason) => Write(writer =>
    {
        writer.WriteString("type"u8, "system"u8);
        writer.WriteString("event"u8, "disconnected"u8);
        writer.WriteString("message"u8, reason);
    });

    public static ReadOnlyMemory<byte> Ack(ulong ackId, AckError? error) => Write(writer =>
    {
        writer.WriteString("type"u8, "ack"u8);
        writer.WriteNumber("ackId"u8, ackId);
        writer.WriteBoolean("success"u8, error is null);
        if (error is not null)
        {
            WriteError(writer, error);
        }
    });

    /// <summary>The answer to an invocation, in the form that @azure/web-pubsub-client reads.</summary>
    public static ReadOnlyMemory<byte> InvokeResponse(string invocationId, MessageData? data, AckError? error) => Write(writer =>
    {
        writer.WriteString("type"u8, "invokeResponse"u8);
        writer.WriteString("invocationId"u8, invocationId);
        writer.WriteBoolean("success"u8, error is null);
        if (error is not null)
        {
            WriteError(writer, error);
        }
        else if (data is not null)
        {
            WriteData(writer, data);
        }
    });

    private static void WriteError(Utf8JsonWriter writer, AckError error)
    {
        writer.WriteStartObject("error"u8);
        writer.WriteString("name"u8, error.Name);
        writer.WriteString("message"u8, error.Message);
        writer.WriteEndObject();
    }

    private static void WriteData(Utf8JsonWriter writer, MessageData data)
    {
        var bytes = data.Bytes.Span;
        switch (data.Type)
        {
            case DataType.Json:
                writer.WriteString("dataType"u8, "json"u8);
                writer.WritePropertyName("data"u8);
                writer.WriteRawValue(bytes, skipInputValidation: true);
                break;
            case DataType.Text:
                writer.WriteString("dataType"u8, "text"u8);
                writer.WriteString("data"u8, bytes);
                break;
            default:
                writer.WriteString("dataType"u8, "binary"u8);
                writer.WriteBase64String("data"u8, bytes);
                break;
        }

        if (data.Metadata is { } metadata)
        {
            writer.WriteStartObject("metadata"u8);
            foreach (var (key, value) in metadata)
            {
                writer.WriteString(key, value);
            }

            writer.WriteEndObject();
        }
    }

    private static ReadOnlyMemory<byte> Write(Action<Utf8JsonWriter> members)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, WriterOptions))
        {
            writer.WriteStartObject();
            members(writer);
            writer.WriteEndObject();
        }

        return buffer.WrittenMemory;
    }
}
