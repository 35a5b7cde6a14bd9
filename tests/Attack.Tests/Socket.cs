using System.Net.WebSockets;
using System.Text;
using System.Text.Json;

namespace Fixia.Attack.Tests;

/// <summary>One connection of a user, frame by frame. Everything that arrived is kept.</summary>
public sealed class Socket : IDisposable
{
    private const ulong FirstOwnAck = 1_000_000_000_000;
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);
    private readonly ClientWebSocket socket = new();
    private readonly List<string> received = [];
    private readonly byte[] buffer = new byte[16 * 1024];
    private ulong lastAck = FirstOwnAck;

    private Socket(string user) => User = user;

    /// <summary>Whose it is, as negotiate says.</summary>
    public string User { get; }

    /// <summary>The messages so far, in order.</summary>
    public IReadOnlyList<string> Received => received;

    /// <summary>Whether no more will come.</summary>
    public bool IsClosed { get; private set; }

    /// <summary>Why the service closed it.</summary>
    public string Close => $"{socket.CloseStatus} {socket.CloseStatusDescription}";

    /// <summary>Connects to a negotiated URL.</summary>
    public static async Task<Socket> OpenAsync(Uri url, string user)
    {
        var opened = new Socket(user);
        opened.socket.Options.AddSubProtocol("json.webpubsub.azure.v1");
        using var late = Late();
        await opened.socket.ConnectAsync(url, late.Token);
        return opened;
    }

    /// <summary>Forgets what arrived.</summary>
    public void Forget() => received.Clear();

    /// <summary>Raises an event as the client does.</summary>
    public Task RaiseAsync(string name, object data) =>
        SendAsync(JsonSerializer.SerializeToUtf8Bytes(new { type = "event", @event = name, dataType = "json", data }), WebSocketMessageType.Text);

    /// <summary>Sends a frame, whatever it holds; one that was closed takes it for sent.</summary>
    public async Task SendAsync(byte[] frame, WebSocketMessageType type)
    {
        using var late = Late();
        try
        {
            await socket.SendAsync(frame, type, endOfMessage: true, late.Token);
        }
        catch (WebSocketException)
        {
            IsClosed = true;
        }
    }

    /// <summary>Returns when the service has read what was sent before; false when it closed instead. An event may be under way still.</summary>
    public async Task<bool> PingAsync()
    {
        await SendAsync("""{"type":"ping"}"""u8.ToArray(), WebSocketMessageType.Text);
        return await ReadUntilAsync(message => message == """{"type":"pong"}""") is not null;
    }

    /// <summary>Returns when everything that was sent before was answered; false when the service closed instead.</summary>
    public async Task<bool> FlushAsync()
    {
        var id = ++lastAck;
        await SendAsync(Encoding.UTF8.GetBytes($$"""{"type":"event","event":"ping","dataType":"json","data":{},"ackId":{{id}}}"""), WebSocketMessageType.Text);
        return await ReadUntilAsync(message => message.Contains($"\"ackId\":{id}", StringComparison.Ordinal)) is not null;
    }

    /// <summary>Waits for an event of the server, in a batch or alone; what came before counts.</summary>
    public async Task<JsonElement> WaitAsync(string name, Func<JsonElement, bool> wanted)
    {
        var found = received.SelectMany(EventsOf).Select(Match).FirstOrDefault(match => match is not null);
        if (found is null)
        {
            await ReadUntilAsync(message => (found = EventsOf(message).Select(Match).FirstOrDefault(match => match is not null)) is not null);
        }

        return found ?? throw new InvalidOperationException($"The socket of {User} closed before {name} came: {Close}");

        JsonElement? Match(JsonElement e) =>
            e.TryGetProperty("event", out var n) && n.GetString() == name && wanted(e.GetProperty("data")) ? e.GetProperty("data") : null;
    }

    /// <summary>Reads on until the service closes.</summary>
    public Task ReadToCloseAsync() => ReadUntilAsync(_ => false);

    /// <inheritdoc/>
    public void Dispose() => socket.Dispose();

    private static CancellationTokenSource Late()
    {
        var late = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        late.CancelAfter(Deadline);
        return late;
    }

    private static IEnumerable<JsonElement> EventsOf(string message)
    {
        using var parsed = JsonDocument.Parse(message);
        if (!parsed.RootElement.TryGetProperty("data", out var data))
        {
            return [];
        }

        var copy = data.Clone();
        return copy.ValueKind switch
        {
            JsonValueKind.Array => [.. copy.EnumerateArray()],
            JsonValueKind.Object => [copy],
            _ => [],
        };
    }

    /// <summary>The message, or null when the service closed.</summary>
    private async Task<string?> ReadUntilAsync(Func<string, bool> wanted)
    {
        using var late = Late();
        while (!IsClosed)
        {
            if (await ReadAsync(late.Token) is not { } message)
            {
                break;
            }

            received.Add(message);
            if (wanted(message))
            {
                return message;
            }
        }

        return null;
    }

    private async Task<string?> ReadAsync(CancellationToken cancellationToken)
    {
        try
        {
            using var message = new MemoryStream();
            WebSocketReceiveResult part;
            do
            {
                part = await socket.ReceiveAsync(buffer, cancellationToken);
                message.Write(buffer, 0, part.Count);
            }
            while (!part.EndOfMessage);

            IsClosed = part.MessageType == WebSocketMessageType.Close;
            return IsClosed ? null : Encoding.UTF8.GetString(message.GetBuffer(), 0, (int)message.Length);
        }
        catch (WebSocketException)
        {
            IsClosed = true;
            return null;
        }
    }
}
