using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using Fixia.Shared.Events;

namespace Fixia.Attack.Tests.Corpus;

/// <summary>Makes what a client can send over its socket.</summary>
internal static class SocketInput
{
    /// <summary>A sync costs many times what the others do.</summary>
    private static readonly string[] Names = [EventNames.Ping, EventNames.Ping, EventNames.SyncRequest, EventNames.MarkRead, EventNames.MarkRead, EventNames.Received];
    private static readonly string[] Types = ["event", "joinGroup", "leaveGroup", "sendToGroup", "ping", "sequenceAck", "invoke", "cancelInvocation", "EVENT", "connected", "system"];

    /// <summary>The service closes a connection over what is larger.</summary>
    private const int MostFrameBytes = 1_000_000;

    /// <summary>What is deeper makes the frame too deep for the service.</summary>
    private static readonly JsonDocumentOptions InsideFrame = new() { MaxDepth = 63 };
    private static readonly string[] Groups = ["user:victim-0", "user:victim-1", "everybody", "~", "user:", "user:%76ictim-0", "user:~dmljdGltLTA"];

    /// <summary>A legal frame: an event with whatever payload that the service takes. Nothing in it may close the connection.</summary>
    public static Input Event(int index, Random random, Attacker attacker)
    {
        while (true)
        {
            if (AnyEvent(index, random, attacker) is { Bytes.Length: <= MostFrameBytes } input)
            {
                return input;
            }
        }
    }

    private static Input AnyEvent(int index, Random random, Attacker attacker)
    {
        var name = Names[random.Next(Names.Length)];
        var payload = Payload(name, random, attacker);
        var text = Encoding.UTF8.GetString(payload);

        // JSON by itself, where it is JSON that a frame may hold; text and bytes otherwise.
        var (type, data) = IsJson(text) && random.Next(8) > 0 ? ("json", text) : random.Next(2) == 0
            ? ("text", Odd.Quote(text))
            : ("binary", $"\"{Convert.ToBase64String(payload)}\"");
        return new Input(index, $"event {name}", Encoding.UTF8.GetBytes(
            $$"""{"type":"event","event":"{{(random.Next(20) == 0 ? name.ToUpperInvariant() : name)}}","dataType":"{{type}}","data":{{data}}{{(random.Next(4) == 0 ? ",\"ackId\":" + index : "")}}}"""));
    }

    /// <summary>Any frame: other requests of the protocol, and what is none.</summary>
    public static Input Any(int index, Random random, Attacker attacker)
    {
        var group = random.Next(3) == 0 ? Odd.Text(random) : Groups[random.Next(Groups.Length)];
        var bytes = JsonInput.Create(
            random,
            ("type", $"\"{Types[random.Next(Types.Length)]}\""),
            ("event", Odd.Quote(random.Next(3) == 0 ? Odd.Text(random) : Names[random.Next(Names.Length)])),
            ("group", Odd.Quote(group)),
            ("invocationId", $"\"{index}\""),
            ("sequenceId", $"{random.Next()}"),
            ("ackId", $"{index}"),
            ("dataType", random.Next(4) == 0 ? "\"text\"" : "\"json\""),
            ("data", random.Next(2) == 0 ? Odd.Json(random) : $$"""{"notificationId":{{Odd.Quote(attacker.Id(random))}}}"""));
        return new Input(index, "frame", bytes) { Frame = random.Next(15) == 0 ? WebSocketMessageType.Binary : WebSocketMessageType.Text };
    }

    /// <summary>The payload of an event, right or wrong.</summary>
    public static byte[] Payload(string name, Random random, Attacker attacker) => name.ToUpperInvariant() switch
    {
        "SYNC-REQUEST" => JsonInput.Create(
            random,
            ("cursor", random.Next(3) == 0 ? "null" : Odd.Quote(attacker.AnyCursor(random))),
            ("lastSyncTime", random.Next(2) == 0 ? "null" : Odd.Quote(Odd.Text(random)))),
        "MARK-READ" => JsonInput.Create(
            random,
            ("notificationId", random.Next(4) == 0 ? "null" : Odd.Quote(attacker.Id(random))),
            ("notificationIds", random.Next(3) > 0 ? "null" : JsonInput.List(Enumerable.Range(0, random.Next(60) == 0 ? random.Next(99, 103) : random.Next(1, 6)).Select(_ => attacker.Id(random))))),
        "RECEIVED" => Receipt(random, attacker),
        _ => JsonInput.Create(random, ("timestamp", Odd.Json(random))),
    };

    /// <summary>What a device tells that it received, right or wrong.</summary>
    public static byte[] Receipt(Random random, Attacker attacker) => JsonInput.Create(
        random,
        ("ids", JsonInput.List(Enumerable.Range(0, random.Next(30) == 0 ? random.Next(99, 103) : random.Next(4)).Select(_ => attacker.Id(random)))),
        ("shown", JsonInput.List(Enumerable.Range(0, random.Next(3)).Select(_ => attacker.Id(random)))),
        ("deviceId", random.Next(3) == 0 ? Odd.Quote(Odd.Text(random)) : "\"d\""),
        ("deviceKind", random.Next(3) == 0 ? Odd.Quote(Odd.Text(random)) : "\"phone\""));

    private static bool IsJson(string text)
    {
        try
        {
            using var parsed = JsonDocument.Parse(text, InsideFrame);
            return parsed.RootElement.ValueKind != JsonValueKind.Null;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
