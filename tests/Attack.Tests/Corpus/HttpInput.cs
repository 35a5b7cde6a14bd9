using System.Text;

namespace Fixia.Attack.Tests.Corpus;

/// <summary>Makes requests to every HTTP function: whole ones with odd content, and some whose framing is broken.</summary>
internal static class HttpInput
{
    private static readonly string[] ContentTypes =
        ["application/json", "text/plain", "application/xml", "multipart/form-data; boundary=x", "application/json; charset=utf-16", "", "application/x-www-form-urlencoded", "application/json;;;", "*/*"];

    private static readonly (string Name, string[] Values)[] Headers =
    [
        ("Content-Encoding", ["gzip", "br", "deflate", "identity", "gzip, gzip"]), ("Accept", ["*/*", "text/html", "application/xml;q=0", "\u00e9"]), ("Accept-Encoding", ["gzip", "*;q=0"]),
        ("If-None-Match", ["*", "\"x\"", "W/\"\"", "\"", ",,,", "\"a\", \"b"]), ("If-Match", ["*", "\"x\"", "W/\"\"", "\"", "none.x"]), ("x-producer-key", ["", "k", "\u00e9", new string('k', 5000), "0000"]), ("Idempotency-Key", ["k", "", "a b", "\u00e9", new string('k', 256), "key-1", "key-2"]),
        ("Origin", ["https://evil.example", "null", "http://", "x"]), ("Sec-Fetch-Site", ["cross-site", "same-origin", "none", "same-site", "x"]), ("X-HTTP-Method-Override", ["DELETE"]),
        ("X-Forwarded-For", ["127.0.0.1", "\"[::1]"]), ("X-Forwarded-Host", ["evil.example"]), ("X-Original-URL", ["/api/users/victim-0/disconnect"]), ("x-ms-invocation-id", ["1", ""]),
        ("traceparent", ["00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", "00-0-0-0", "ff"]), ("tracestate", ["=,=,"]), ("baggage", ["a=%00"]), ("Range", ["bytes=0-0"]),
        ("X-MS-CLIENT-PRINCIPAL-ID", ["victim-0"]), ("X-MS-CLIENT-PRINCIPAL", ["e30="]), ("Upgrade", ["websocket", "h2c"]), ("TE", ["trailers"]), ("Via", ["1.1 x"]),
        ("Access-Control-Request-Method", ["POST"]), ("Cookie", ["a=b", "=", "fixia_access_token", "fixia_access_token=" + Secrets.Forged, "fixia_access_token=" + Secrets.TokenPrefix + "." + Secrets.Forged + "."]),
    ];

    private static readonly string[] Marks = ["read", "unread", "archive", "restore", ""];

    private static readonly string[] Everything = ["read-all", "seen", "archive-read"];

    /// <summary>The request of that number.</summary>
    public static Input Create(int index, Random random, Attacker attacker)
    {
        var (method, path, body, needsKey, isPlain) = Target(random, attacker);
        var headers = new StringBuilder();
        var opens = Authorize(headers, ref path, random, attacker, needsKey);
        for (var more = random.Next(4); more > 0; more--)
        {
            var (name, values) = Headers[random.Next(Headers.Length)];
            headers.Append(name).Append(": ").Append(values[random.Next(values.Length)]).Append("\r\n");
        }

        if (body.Length > 0 || random.Next(10) == 0)
        {
            headers.Append("Content-Type: ").Append(ContentTypes[Math.Max(0, random.Next(ContentTypes.Length * 2) - ContentTypes.Length)]).Append("\r\n");
        }

        if (random.Next(50) == 0)
        {
            (method, isPlain) = (random.Next(6) switch { 0 => "HEAD", 1 => "OPTIONS", 2 => "PUT", 3 => "PATCH", 4 => "get", _ => "TRACE" }, false);
        }

        // An "Upgrade" may change who answers; so may what is no legal header.
        isPlain &= opens && !headers.ToString().Contains("Upgrade", StringComparison.Ordinal) && !headers.ToString().Contains('\u00e9', StringComparison.Ordinal);
        var framing = random.Next(40) == 0 ? random.Next(1, 8) : random.Next(5) == 0 && body.Length > 0 ? 8 : 0;
        return new Input(index, $"HTTP {method}", Frame(framing, $"{method} {path} HTTP/1.1\r\nHost: {attacker.Stack.Ready.Page.Split('/')[2]}\r\n{headers}", body, random))
        {
            IsForFunction = isPlain && framing is 0 or 8,
            IsLast = framing is >= 1 and <= 7,
        };
    }

    private static (string Method, string Path, byte[] Body, bool NeedsKey, bool IsPlain) Target(Random random, Attacker attacker)
    {
        var odd = random.Next(6) == 0;
        switch (random.Next(37))
        {
            case 0:
                return ("POST", "/api/negotiate" + Query(random, "user", "userId"), odd ? Device(random) : [], false, true);
            case 1 or 2:
                return ("GET", "/api/notifications" + FeedQuery(random, attacker), [], false, true);
            case 3:
                return ("GET", "/api/notifications/unread-count" + Query(random, "user_id"), [], false, true);
            case >= 4 and <= 7:
                var mark = Marks[random.Next(Marks.Length)];
                var id = attacker.Id(random);
                var isPlain = id.Length > 0 && id.All(c => char.IsAsciiLetterOrDigit(c) || c == '-');
                return (mark.Length == 0 ? "DELETE" : "POST", $"/api/notifications/{Segment(id, random)}{(mark.Length == 0 ? "" : "/" + mark)}{(mark == "restore" ? Query(random, "unread") : "")}", odd ? JsonInput.Create(random, ("a", "1")) : [], false, isPlain);
            case 33:
                return ("POST", $"/api/notifications/{Segment(attacker.Id(random), random)}/actions/{Segment(odd ? Odd.Text(random) : "accept", random)}", odd ? JsonInput.Create(random, ("a", "1")) : [], false, false);
            case 8:
                return ("POST", "/api/notifications/" + Everything[random.Next(Everything.Length)], odd ? JsonInput.Create(random, ("user_id", "\"victim-0\""), ("before", SendAt(random))) : [], false, true);
            case >= 9 and <= 13:
                return ("POST", "/api/notifications" + Query(random, "code"), Notification(random, attacker), true, true);
            case 14 or 15:
                return ("POST", "/api/announcements", Announcement(random), true, true);
            case 16 or 17:
                return ("GET", $"/api/users/{Segment(Odd.Text(random), random)}/presence", [], true, false);
            case 18:
                return ("POST", $"/api/users/{Segment("nobody" + Odd.Text(random), random)}/disconnect", [], true, false);
            case 19:
                return ("GET", "/api/preferences" + Query(random, "userId"), [], false, true);
            case 20:
                return ("PATCH", "/api/preferences" + Query(random, "userId"), Preferences(random), false, true);
            case 24:
                return ("POST", "/api/notifications/marks", Several(random, attacker), false, true);
            case 21:
                return ("DELETE", $"/api/preferences/devices/{(odd ? Segment(Odd.Text(random), random) : "d")}", [], false, !odd);
            case 22:
                return ("DELETE", $"/api/notifications/by-key/{Key(odd, random)}" + Query(random, "retract"), [], true, !odd);
            case 23:
                return ("PUT", $"/api/notifications/by-key/{Key(odd, random)}", JsonInput.Create(random, [("send_at", SendAt(random)), .. Content(random)]), true, !odd);
            case 25:
                // Nearly all are refused: one that is accepted waits for the queue, which there is not.
                return ("POST", "/api/batches", JsonInput.Create(random, [("user_ids", odd ? Odd.Quote(Odd.Text(random)) : "[\"nobody\"]"), ("key", "\"k\""), .. Content(random)]), true, true);
            case 26 when random.Next(2) == 0:
                return ("GET", "/api/batches" + Query(random, "limit", "cursor"), [], true, true);
            case 26:
                return (random.Next(2) == 0 ? "GET" : "DELETE", $"/api/batches/{(odd ? Segment(Odd.Text(random), random) : Guid.Empty.ToString())}", [], true, !odd);
            case 27 when random.Next(2) == 0:
                return random.Next(2) == 0
                    ? ("GET", "/api/scheduled" + Query(random, "cursor", "user_id", "kind", "limit"), [], true, true)
                    : ("DELETE", $"/api/users/nobody/scheduled/{(odd ? Segment(Odd.Text(random), random) : "n-0")}", [], true, !odd);
            case 27:
                return ("GET", "/api/dead-letters" + Query(random, "cursor", "user_id"), [], true, true);
            case 28:
                return (random.Next(2) == 0 ? "GET" : "DELETE", $"/api/dead-letters/{(odd ? Segment(Odd.Text(random), random) : "batches.0")}", [], true, !odd);
            case 29:
                return ("POST", $"/api/dead-letters/{(odd ? Segment(Odd.Text(random), random) : "users.0")}/redrive", [], true, !odd);
            case 30:
                return ("POST", "/api/notifications/received", SocketInput.Receipt(random, attacker), false, true);
            case 31 when random.Next(4) == 0:
                return ("GET", "/api/analytics/live" + Query(random, "minutes"), [], true, true);
            case 31:
                return ("GET", "/api/analytics" + Query(random, "from", "to", "interval", "type"), [], true, true);
            case 32:
                return ("GET", $"/api/users/{Segment("nobody" + Odd.Text(random), random)}/timeline" + Query(random, "limit", "cursor"), [], true, false);
            default:
                return random.Next(2) == 0 ? ("GET", "/api/health", [], false, true) : ("GET", $"/api/{Segment(Odd.Text(random), random)}", [], false, false);
        }
    }

    private static byte[] Notification(Random random, Attacker attacker)
    {
        var users = random.Next(5) == 0
            ? JsonInput.List(Enumerable.Range(0, random.Next(1, 12)).Select(_ => "nobody" + Odd.Text(random)))
            : $"[\"{(random.Next(8) == 0 ? attacker.User : "nobody")}\"]";
        var key = random.Next(3) > 0 ? "null" : Odd.Quote(random.Next(3) == 0 ? Odd.Text(random) : $"k{random.Next(50)}");
        var group = random.Next(3) > 0 ? "null" : Odd.Quote(random.Next(2) == 0 ? Odd.Text(random) : "conversation:7");
        return JsonInput.Create(random, [("user_ids", users), ("send_at", SendAt(random)), ("key", key), ("group_key", group), .. Content(random)]);
    }

    /// <summary>Often one that exists by then.</summary>
    private static string Key(bool odd, Random random) => odd ? Segment(Odd.Text(random), random) : $"k{random.Next(50)}";

    private static string SendAt(Random random) => random.Next(4) switch { 0 => Odd.Quote(Odd.Text(random)), 1 => "\"2027-01-01T08:00:00.000Z\"", _ => "null" };

    private static byte[] Several(Random random, Attacker attacker) => JsonInput.Create(
        random,
        ("ids", JsonInput.List(Enumerable.Range(0, random.Next(6)).Select(_ => attacker.Id(random)))),
        ("action", random.Next(4) == 0 ? Odd.Quote(Odd.Text(random)) : Odd.Quote(((string[])["read", "unread", "archive", "snooze", "delete", "restore"])[random.Next(6)])),
        ("until", SendAt(random)),
        ("unread", random.Next(2) == 0 ? "true" : Odd.Quote(Odd.Text(random))));

    private static byte[] Device(Random random) => JsonInput.Create(
        random, ("userId", "\"victim-0\""), ("device", JsonInput.Write(random, [("id", "\"d\""), ("name", Odd.Quote(Odd.Text(random))), ("kind", "\"phone\"")])));

    private static byte[] Preferences(Random random) => JsonInput.Create(
        random,
        ("time_zone", "\"Europe/Madrid\""),
        ("quiet_hours", $"[{JsonInput.Write(random, [("days", "[\"mon\"]"), ("from", "\"21:00\""), ("to", "\"08:00\"")])}]"),
        ("types", JsonInput.Write(random, [(Odd.Text(random), "\"silent\""), ("message", "\"interrupt\"")])),
        ("devices", JsonInput.Write(random, [("d", JsonInput.Write(random, [("level", "\"critical\""), ("name", Odd.Quote(Odd.Text(random)))]))])),
        ("muted_until", "null"));

    private static byte[] Announcement(Random random) => JsonInput.Create(random, Content(random));

    private static (string Name, string Json)[] Content(Random random) =>
    [
        ("type", "\"message\""),
        ("title", Odd.Quote("t" + (random.Next(4) == 0 ? Odd.Text(random) : ""))),
        ("message", Odd.Quote("m" + (random.Next(8) == 0 ? Odd.Text(random) : ""))),
        ("actions", random.Next(3) > 0 ? "null" : random.Next(3) == 0 ? Odd.Quote(Odd.Text(random)) : $$"""[{"id":{{Odd.Quote(random.Next(2) == 0 ? "accept" : Odd.Text(random))}},"label":"A"}]"""),
        ("action_url", random.Next(3) == 0 ? Odd.Quote(Odd.Text(random)) : "null"),
        ("priority", random.Next(3) == 0 ? Odd.Quote(Odd.Text(random)) : "\"normal\""),
        ("expires_at", random.Next(3) == 0 ? Odd.Quote(Odd.Text(random)) : "null"),
    ];

    private static string FeedQuery(Random random, Attacker attacker)
    {
        var parts = new List<string>();
        for (var count = random.Next(4); count > 0; count--)
        {
            parts.Add(random.Next(7) switch
            {
                0 => "limit=" + Uri.EscapeDataString(Odd.Number(random)),
                1 => "unread=" + (random.Next(2) == 0 ? "true" : Uri.EscapeDataString(Odd.Text(random))),
                2 => "archived=" + (random.Next(2) == 0 ? "true" : Uri.EscapeDataString(Odd.Text(random))),
                3 => Uri.EscapeDataString(Odd.Text(random)) + "=x",
                5 => "snoozed=" + (random.Next(2) == 0 ? "true" : Uri.EscapeDataString(Odd.Text(random))),
                4 => "type=" + (random.Next(2) == 0 ? "message" : Uri.EscapeDataString(Odd.Text(random))),
                _ => "cursor=" + Uri.EscapeDataString(attacker.AnyCursor(random)),
            });
        }

        var query = string.Join('&', parts);
        return parts.Count == 0 || query.Length > 6000 ? "" : "?" + query;
    }

    private static string Query(Random random, params string[] names) => random.Next(4) > 0 ? "" : $"?{names[random.Next(names.Length)]}={Short(Odd.Text(random))}";

    private static string Segment(string text, Random random) => random.Next(20) == 0
        ? new string([.. text.Where(c => c is > ' ' and < '\u007f' and not '?' and not '#').Take(300)])
        : Short(text);

    private static string Short(string text) => Uri.EscapeDataString(text.Length <= 300 ? text : text[..300]);

    /// <summary>Whether the request gets past the keys of the host.</summary>
    private static bool Authorize(StringBuilder headers, ref string path, Random random, Attacker attacker, bool needsKey)
    {
        var good = random.Next(8) > 0;
        if (needsKey)
        {
            var key = good ? attacker.Stack.Ready.ProducerKey : random.Next(3) switch { 0 => Secrets.Forged, 1 => "", _ => attacker.Token };
            if (random.Next(8) == 0)
            {
                path += $"{(path.Contains('?', StringComparison.Ordinal) ? '&' : '?')}code={key}";
                return good && !path.Contains("?code=%", StringComparison.Ordinal) && path.Split("code=").Length == 2;
            }

            headers.Append("x-functions-key: ").Append(key).Append("\r\n");
            return good;
        }

        headers.Append(good ? $"Authorization: Bearer {attacker.Token}\r\n" : random.Next(7) switch
        {
            0 => "",
            1 => $"Authorization: Bearer {Secrets.Forged}\r\n",
            2 => $"Authorization: Bearer {attacker.Token[..^(1 + random.Next(20))]}\r\n",
            3 => $"Authorization: Basic {Secrets.Forged}\r\n",
            4 => $"Authorization: bEaReR   {attacker.Token}  \r\n",
            5 => $"Cookie: fixia_access_token={attacker.Token}\r\n",
            _ => $"Authorization: Bearer {Secrets.TokenPrefix}{new string('A', random.Next(9000))}{Secrets.Forged}.x.y\r\n",
        });
        return true;
    }

    private static byte[] Frame(int framing, string head, byte[] body, Random random)
    {
        var (headers, content) = framing switch
        {
            1 => ($"Content-Length: {body.Length + 1 + random.Next(100)}\r\n", body),
            2 => ("Transfer-Encoding: chunked\r\n", Chunks(body, random, "zz\r\n")),
            3 => ("Transfer-Encoding: chunked\r\n", Chunks(body, random, "")),
            4 => ($"Content-Length: {body.Length}\r\nTransfer-Encoding: chunked\r\n", Chunks(body, random, "0\r\n\r\n")),
            5 => ($"Content-Length: {body.Length}\r\nContent-Length: {body.Length + 1}\r\n", body),
            6 => ("Content-Length: -1\r\n", body),
            7 => ($"bad header\r\nContent-Length: {body.Length}\r\n", body),
            8 => ("Transfer-Encoding: chunked\r\n", Chunks(body, random, "0\r\n\r\n")),
            _ => (body.Length > 0 || !head.StartsWith("GET", StringComparison.Ordinal) ? $"Content-Length: {body.Length}\r\n" : "", body),
        };
        return [.. Encoding.UTF8.GetBytes($"{head}{headers}\r\n"), .. content];
    }

    private static byte[] Chunks(byte[] body, Random random, string end)
    {
        using var chunked = new MemoryStream();
        for (var at = 0; at < body.Length;)
        {
            var size = Math.Min(body.Length - at, random.Next(1, 4096));
            chunked.Write(Encoding.ASCII.GetBytes($"{size:x};x=y\r\n"));
            chunked.Write(body, at, size);
            chunked.Write("\r\n"u8);
            at += size;
        }

        chunked.Write(Encoding.ASCII.GetBytes(end));
        return chunked.ToArray();
    }
}
