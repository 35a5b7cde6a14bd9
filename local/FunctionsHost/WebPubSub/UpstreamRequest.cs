using System.Buffers;
using System.Text;
using System.Text.Json;
using Microsoft.Azure.Functions.Worker;

namespace Fixia.Local.FunctionsHost.WebPubSub;

/// <summary>
/// An event with its body, and the JSON of it that the real host sends to the worker: parameters are deserialised from that
/// JSON, so that they can be nothing that the worker's own types would not be.
/// </summary>
internal sealed class UpstreamRequest
{
    private static readonly JsonSerializerOptions WorkerOptions = new() { PropertyNameCaseInsensitive = true };

    private readonly JsonDocument? _systemBody;

    private UpstreamRequest(CloudEvent cloudEvent, byte[] body, WebPubSubDataType dataType, JsonDocument? systemBody)
    {
        Event = cloudEvent;
        Data = BinaryData.FromBytes(body);
        DataType = dataType;
        _systemBody = systemBody;
    }

    public CloudEvent Event { get; }

    /// <summary>The payload of a user event.</summary>
    public BinaryData Data { get; }

    public WebPubSubDataType DataType { get; }

    /// <summary>Why a client is gone, in the event <c>disconnected</c>.</summary>
    public string? Reason => _systemBody?.RootElement is { ValueKind: JsonValueKind.Object } root && root.TryGetProperty("reason", out var reason)
        ? reason.GetString()
        : null;

    /// <summary>Puts an event and its body together; null when the body is not what the event's content type says.</summary>
    public static UpstreamRequest? Read(CloudEvent cloudEvent, byte[] body, string? contentType)
    {
        if (cloudEvent.Type == WebPubSubEventType.User)
        {
            return DataTypeOf(contentType) is { } dataType ? new UpstreamRequest(cloudEvent, body, dataType, systemBody: null) : null;
        }

        try
        {
            return new UpstreamRequest(cloudEvent, body, WebPubSubDataType.Json, body.Length == 0 ? null : JsonDocument.Parse(body));
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>The whole event as one of the worker's <c>...EventRequest</c> types.</summary>
    public object? AsRequest(Type type) => JsonSerializer.Deserialize(Write(WriteRequest), type, WorkerOptions);

    public WebPubSubConnectionContext? AsConnectionContext() =>
        JsonSerializer.Deserialize<WebPubSubConnectionContext>(Write(WriteContext), WorkerOptions);

    private static ReadOnlySpan<byte> Write(Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>(1024);
        using (var json = new Utf8JsonWriter(buffer))
        {
            write(json);
        }

        return buffer.WrittenSpan;
    }

    private void WriteRequest(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WritePropertyName("connectionContext");
        WriteContext(json);
        if (Event.Type == WebPubSubEventType.User)
        {
            json.WriteString("dataType", DataType.ToString());
            WriteData(json);
        }
        else if (_systemBody?.RootElement is { ValueKind: JsonValueKind.Object } body)
        {
            foreach (var member in body.EnumerateObject().Where(member => member.Name != "connectionContext"))
            {
                member.WriteTo(json);
            }
        }

        json.WriteEndObject();
    }

    private void WriteData(Utf8JsonWriter json)
    {
        if (DataType != WebPubSubDataType.Binary)
        {
            json.WriteString("data", Encoding.UTF8.GetString(Data));
            return;
        }

        // Bytes have no string form in the worker's JSON: they travel as a list of numbers.
        json.WriteStartObject("data");
        json.WriteString("type", "Buffer");
        json.WriteStartArray("data");
        foreach (var octet in Data.ToMemory().Span)
        {
            json.WriteNumberValue(octet);
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private void WriteContext(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("eventType", Event.Type.ToString());
        json.WriteString("eventName", Event.Name);
        json.WriteString("hub", Event.Hub);
        json.WriteString("connectionId", Event.ConnectionId);
        json.WriteString("userId", Event.UserId);
        json.WriteString("signature", Event.Signature);
        json.WriteString("origin", Event.Origin);
        json.WritePropertyName("states");
        Event.States.Write(json);
        json.WritePropertyName("headers");
        JsonSerializer.Serialize(json, Event.Headers);
        json.WriteEndObject();
    }

    private static WebPubSubDataType? DataTypeOf(string? contentType) => contentType?.Split(';')[0].Trim().ToLowerInvariant() switch
    {
        "text/plain" => WebPubSubDataType.Text,
        "application/json" => WebPubSubDataType.Json,
        "application/octet-stream" => WebPubSubDataType.Binary,
        _ => null,
    };
}
