using System.Buffers;
using System.Text;
using System.Text.Json;

namespace Fixia.Local.FunctionsHost.WebPubSub;

/// <summary>An event with its body, and the parts of it that the real extension hands to a function, by the parameter's name.</summary>
internal sealed class UpstreamRequest
{
    private static readonly JsonWriterOptions Indented = new() { Indented = true };

    private readonly string _data;
    private readonly string _dataType;
    private readonly JsonDocument? _systemBody;

    private UpstreamRequest(CloudEvent cloudEvent, string data, string dataType, JsonDocument? systemBody)
    {
        Event = cloudEvent;
        _data = data;
        _dataType = dataType;
        _systemBody = systemBody;
    }

    public CloudEvent Event { get; }

    /// <summary>Puts an event and its body together; null when the body is not what the event's content type says.</summary>
    public static UpstreamRequest? Read(CloudEvent cloudEvent, byte[] body, string? contentType)
    {
        if (cloudEvent.Type == CloudEvent.User)
        {
            // Bytes too go through text on their way to the worker, and lose what is no UTF-8.
            return DataTypeOf(contentType) is { } dataType
                ? new UpstreamRequest(cloudEvent, Encoding.UTF8.GetString(body), dataType, systemBody: null)
                : null;
        }

        try
        {
            return new UpstreamRequest(cloudEvent, string.Empty, "Json", body.Length == 0 ? null : JsonDocument.Parse(body));
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>What a trigger's parameter of that name gets; null for a name that the extension does not know.</summary>
    public string? ValueOf(string parameter) => parameter.ToLowerInvariant() switch
    {
        "request" => Write(WriteRequest),
        "connectioncontext" => Write(WriteContext),
        "data" when Event.Type == CloudEvent.User => _data,
        "datatype" => _dataType,
        "reason" when _systemBody?.RootElement is { ValueKind: JsonValueKind.Object } root && root.TryGetProperty("reason", out var reason) =>
            reason.GetString(),
        _ => null,
    };

    private static string Write(Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>(1024);
        using (var json = new Utf8JsonWriter(buffer, Indented))
        {
            write(json);
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    private void WriteRequest(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        if (Event.Type == CloudEvent.User)
        {
            json.WriteString("data", _data);
            json.WriteString("dataType", _dataType);
        }
        else if (_systemBody?.RootElement is { ValueKind: JsonValueKind.Object } body)
        {
            foreach (var member in body.EnumerateObject().Where(member => member.Name != "connectionContext"))
            {
                member.WriteTo(json);
            }
        }

        json.WritePropertyName("connectionContext");
        WriteContext(json);
        json.WriteEndObject();
    }

    private void WriteContext(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("eventType", Event.Type);
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

    private static string? DataTypeOf(string? contentType) => contentType?.Split(';')[0].Trim().ToLowerInvariant() switch
    {
        "text/plain" => "Text",
        "application/json" => "Json",
        "application/octet-stream" => "Binary",
        _ => null,
    };
}
