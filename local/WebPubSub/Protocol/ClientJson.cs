using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;

namespace Fixia.Local.WebPubSub.Protocol;

/// <summary>Reads what JSON clients send: reference-json-webpubsub-subprotocol, Requests.</summary>
/// <remarks>The page's last line rules the errors: the service declines a client whose message does not match the format.</remarks>
internal static class ClientJson
{
    private const int MaxInvocationIdLength = 128;

    /// <summary>Reads one message. The result holds no reference to <paramref name="message"/>.</summary>
    /// <exception cref="ProtocolException">The message does not have the documented form.</exception>
    public static ClientRequest Read(ReadOnlyMemory<byte> message, int maxGroupNameLength)
    {
        try
        {
            using var document = JsonDocument.Parse(message);
            return Read(document.RootElement, maxGroupNameLength);
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            // InvalidOperationException: a string holds half a surrogate pair, which JSON can spell and text cannot be.
            throw new ProtocolException("The message is not valid JSON.", error);
        }
    }

    private static ClientRequest Read(JsonElement root, int maxGroupNameLength)
    {
        if (root.ValueKind != JsonValueKind.Object)
        {
            throw new ProtocolException("The message is not a JSON object.");
        }

        return Text(root, "type").ToLowerInvariant() switch
        {
            "joingroup" => new ClientRequest.JoinGroup(Group(root, maxGroupNameLength), AckId(root)),
            "leavegroup" => new ClientRequest.LeaveGroup(Group(root, maxGroupNameLength), AckId(root)),
            "sendtogroup" => new ClientRequest.SendToGroup(Group(root, maxGroupNameLength), Data(root), Flag(root, "noEcho"), Ttl(root), AckId(root)),
            "event" => new ClientRequest.SendEvent(Event(root), Data(root), AckId(root)),
            "invoke" => new ClientRequest.Invoke(InvocationId(root), InvokedEvent(root), OptionalData(root)),
            "cancelinvocation" => new ClientRequest.CancelInvocation(InvocationId(root)),
            "sequenceack" => new ClientRequest.SequenceAck(
                Number(root, "sequenceId") ?? throw new ProtocolException("'sequenceId' is missing.")),
            "ping" => new ClientRequest.Ping(),
            var type => throw new ProtocolException($"The message type '{type}' is unknown."),
        };
    }

    private static string Group(JsonElement root, int maxLength)
    {
        var group = Text(root, "group");
        return Names.IsGroup(group, maxLength) ? group : throw new ProtocolException("'group' is blank or too long.");
    }

    private static string Event(JsonElement root)
    {
        var name = Text(root, "event");
        return Names.IsEvent(name) ? name : throw new ProtocolException("'event' is not a valid event name.");
    }

    private static string InvocationId(JsonElement root)
    {
        var id = Text(root, "invocationId");
        return id.Length is > 0 and <= MaxInvocationIdLength
            ? id
            : throw new ProtocolException($"'invocationId' must have 1 to {MaxInvocationIdLength} characters.");
    }

    /// <summary>The only target that the client library knows is an event.</summary>
    private static string InvokedEvent(JsonElement root) =>
        !root.TryGetProperty("target", out _) || Text(root, "target") == "event"
            ? Event(root)
            : throw new ProtocolException("'target' must be 'event'.");

    private static ulong? AckId(JsonElement root) => Number(root, "ackId");

    private static int Ttl(JsonElement root) => Number(root, "ttlSeconds") switch
    {
        null => 0,
        <= Expiry.MaxSeconds and var seconds => (int)seconds,
        _ => throw new ProtocolException($"'ttlSeconds' must be 0 to {Expiry.MaxSeconds}."),
    };

    private static MessageData OptionalData(JsonElement root) => root.TryGetProperty("data", out _) ? Data(root) : MessageData.Empty;

    private static MessageData Data(JsonElement root)
    {
        var metadata = Metadata.Read(root);
        return root.TryGetProperty("data", out var data) ? Data(root, data) with { Metadata = metadata }
            : metadata is not null ? MessageData.Empty with { Metadata = metadata }
            : throw new ProtocolException("'data' is missing.");
    }

    private static MessageData Data(JsonElement root, JsonElement data)
    {
        var type = root.TryGetProperty("dataType", out _) ? Text(root, "dataType").ToLowerInvariant() : "json";
        return type switch
        {
            "json" when data.ValueKind != JsonValueKind.Null => new MessageData(DataType.Json, JsonMarshal.GetRawUtf8Value(data).ToArray()),
            "text" when data.ValueKind == JsonValueKind.String =>
                new MessageData(DataType.Text, Encoding.UTF8.GetBytes(data.GetString()!)),
            "binary" when data.ValueKind == JsonValueKind.String && data.TryGetBytesFromBase64(out var bytes) =>
                new MessageData(DataType.Binary, bytes),
            "json" or "text" or "binary" => throw new ProtocolException($"'data' does not fit the data type '{type}'."),
            _ => throw new ProtocolException($"The data type '{type}' is unknown."),
        };
    }

    private static string Text(JsonElement root, string member)
    {
        if (!root.TryGetProperty(member, out var value) || value.ValueKind != JsonValueKind.String)
        {
            throw new ProtocolException($"'{member}' must be a string.");
        }

        return value.GetString()!;
    }

    private static ulong? Number(JsonElement root, string member)
    {
        if (!root.TryGetProperty(member, out var value) || value.ValueKind == JsonValueKind.Null)
        {
            return null;
        }

        return value.ValueKind == JsonValueKind.Number && value.TryGetUInt64(out var number)
            ? number
            : throw new ProtocolException($"'{member}' must be an unsigned 64-bit number.");
    }

    private static bool Flag(JsonElement root, string member)
    {
        if (!root.TryGetProperty(member, out var value))
        {
            return false;
        }

        return value.ValueKind is JsonValueKind.True or JsonValueKind.False
            ? value.GetBoolean()
            : throw new ProtocolException($"'{member}' must be true or false.");
    }
}
