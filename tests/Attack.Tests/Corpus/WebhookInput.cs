using System.Security.Cryptography;
using System.Text;
using Fixia.Shared.Events;
using Fixia.Shared.Realtime;

namespace Fixia.Attack.Tests.Corpus;

/// <summary>Makes requests to the webhook that Web PubSub calls: signed ones with odd content, and others.</summary>
internal static class WebhookInput
{
    private static readonly string[] Names = [EventNames.Ping, EventNames.MarkRead, EventNames.Received, EventNames.SyncRequest, "connected", "disconnected", "connect", "notification:sync-request", "PING"];
    private static readonly string[] ContentTypes = ["application/json", "text/plain", "application/octet-stream", "application/json; charset=utf-8", "application/xml", "", "x"];

    /// <summary>The request of that number.</summary>
    public static Input Create(int index, Random random, Attacker attacker)
    {
        var name = Names[random.Next(random.Next(4) == 0 ? Names.Length : 3)];
        var isSystem = name is "connected" or "disconnected" or "connect";
        var hasKey = random.Next(8) > 0;
        var isSigned = random.Next(6) > 0;
        var connection = !isSigned && random.Next(2) == 0 ? Header(random) : $"c-{index}";
        var signature = Sign(attacker.Stack.AccessKey, connection);
        if (!isSigned)
        {
            signature = random.Next(5) switch
            {
                0 => null,
                1 => "sha256=" + new string('0', 64),
                2 => Sign(attacker.Stack.AccessKey, connection + "x"),
                3 => Sign(Secrets.Forged, connection),
                _ => "sha256=" + Header(random),
            };
        }

        // What is signed comes from the service, which knows whose connection it is.
        var user = !isSigned || !hasKey ? WireUserId.Encode("victim-0") : random.Next(6) == 0 ? "nobody" + Header(random) : WireUserId.Encode(attacker.User);
        var attributes = new List<(string Name, string? Value)>
        {
            ("WebHook-Request-Origin", random.Next(12) == 0 ? Header(random) : "127.0.0.1"),
            ("ce-specversion", "1.0"), ("ce-type", $"azure.webpubsub.{(isSystem ? "sys" : "user")}.{name}"), ("ce-source", $"/hubs/{Hub.Name}/client/{connection}"),
            ("ce-id", $"{index}"), ("ce-time", "2026-11-26T14:19:13Z"), ("ce-signature", signature), ("ce-userId", user), ("ce-connectionId", connection),
            ("ce-hub", Hub.Name), ("ce-eventName", name), ("ce-subprotocol", "json.webpubsub.azure.v1"),
        };
        Change(attributes, random);
        var body = !isSystem ? SocketInput.Payload(name, random, attacker)
            : !isSigned || !hasKey ? JsonInput.Create(random, ("reason", "\"bye\""))
            : Encoding.UTF8.GetBytes(name == "disconnected" ? $"{{\"reason\":{Odd.Quote(Odd.Text(random), random)}}}" : "{}");
        var code = hasKey ? attacker.Stack.SystemKey : random.Next(3) switch { 0 => "", 1 => Secrets.Forged, _ => attacker.Stack.Ready.ProducerKey };
        var method = random.Next(30) switch { 0 => "OPTIONS", 1 => "PUT", _ => "POST" };
        var request = new StringBuilder($"{method} /runtime/webhooks/webpubsub?code={code} HTTP/1.1\r\nHost: {attacker.Stack.Ready.Page.Split('/')[2]}\r\n");
        foreach (var (header, value) in attributes.Where(attribute => attribute.Value is not null))
        {
            request.Append(header).Append(": ").Append(value).Append("\r\n");
        }

        request.Append($"Content-Type: {ContentTypes[Math.Max(0, random.Next(24) - 17)]}\r\nContent-Length: {body.Length}\r\n\r\n");
        return new Input(index, $"webhook {name}", [.. Encoding.UTF8.GetBytes(request.ToString()), .. body]) { IsSigned = hasKey && (isSigned || method == "OPTIONS") };
    }

    private static string Sign(string key, string connection) =>
        "sha256=" + Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(key), Encoding.UTF8.GetBytes(connection)));

    private static void Change(List<(string Name, string? Value)> attributes, Random random)
    {
        for (var changes = Math.Max(0, random.Next(5) - 2); changes > 0; changes--)
        {
            var i = random.Next(attributes.Count);
            var (name, value) = attributes[i];

            // Another user or another connection would be another event, which the service did not sign.
            if (name is "ce-signature" or "ce-userId" or "ce-connectionId")
            {
                continue;
            }

            attributes[i] = random.Next(4) switch
            {
                0 => (name, null),
                1 => (name, Header(random)),
                2 => (name.ToUpperInvariant(), value),
                _ => ("ce-connectionState", Header(random)),
            };
        }
    }

    private static string Header(Random random)
    {
        var text = new string([.. Odd.Text(random).Where(c => c is >= ' ' and not '\u007f').Take(300)]).Trim();
        return text.Length == 0 ? "-" : text;
    }
}
