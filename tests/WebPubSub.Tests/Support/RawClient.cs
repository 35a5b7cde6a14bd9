using System.Net.WebSockets;
using System.Text;
using System.Text.Json;

namespace WebPubSub.Tests.Support;

/// <summary>A plain WebSocket, for what the official clients hide.</summary>
internal sealed class RawClient : IAsyncDisposable
{
    private readonly ClientWebSocket _socket = new();

    public string? Subprotocol => string.IsNullOrEmpty(_socket.SubProtocol) ? null : _socket.SubProtocol;

    /// <summary>The <c>connected</c> message.</summary>
    public JsonElement Greeting { get; private set; }

    public string ConnectionId => Greeting.GetProperty("connectionId").GetString()!;

    public WebSocketCloseStatus? CloseStatus => _socket.CloseStatus;

    public string? CloseReason => _socket.CloseStatusDescription;

    public static async Task<RawClient> ConnectAsync(Uri uri, params string?[] subprotocols)
    {
        var client = new RawClient();
        foreach (var subprotocol in subprotocols.OfType<string>())
        {
            client._socket.Options.AddSubProtocol(subprotocol);
        }

        await client._socket.ConnectAsync(uri, Deadline.Token);
        return client;
    }

    public async Task ReadGreetingAsync() => Greeting = await ReadJsonAsync();

    public Task SendAsync(string text) => _socket.SendAsync(Encoding.UTF8.GetBytes(text), WebSocketMessageType.Text, true, Deadline.Token);

    public Task SendAsync(byte[] bytes) => _socket.SendAsync(bytes, WebSocketMessageType.Binary, true, Deadline.Token);

    public async Task<JsonElement> ReadJsonAsync()
    {
        var (type, bytes) = await ReadAsync();
        Assert.Equal(WebSocketMessageType.Text, type);
        return JsonDocument.Parse(bytes).RootElement;
    }

    public async Task<string> ReadTextAsync()
    {
        var (type, bytes) = await ReadAsync();
        Assert.Equal(WebSocketMessageType.Text, type);
        return Encoding.UTF8.GetString(bytes);
    }

    public async Task<byte[]> ReadBytesAsync()
    {
        var (type, bytes) = await ReadAsync();
        Assert.Equal(WebSocketMessageType.Binary, type);
        return bytes;
    }

    /// <summary>Reads on until the service closes, and returns the messages before that.</summary>
    public async Task<List<JsonElement>> ReadToCloseAsync()
    {
        var messages = new List<JsonElement>();
        while (true)
        {
            var (type, bytes) = await ReadAsync();
            if (type == WebSocketMessageType.Close)
            {
                return messages;
            }

            messages.Add(JsonDocument.Parse(bytes).RootElement);
        }
    }

    public async Task<(WebSocketMessageType Type, byte[] Bytes)> ReadAsync()
    {
        using var message = new MemoryStream();
        var buffer = new byte[16 * 1024];
        while (true)
        {
            var part = await _socket.ReceiveAsync(buffer, Deadline.Token);
            message.Write(buffer, 0, part.Count);
            if (part.EndOfMessage || part.MessageType == WebSocketMessageType.Close)
            {
                return (part.MessageType, message.ToArray());
            }
        }
    }

    public Task CloseAsync(WebSocketCloseStatus status = WebSocketCloseStatus.NormalClosure, string reason = "bye") =>
        _socket.CloseAsync(status, reason, Deadline.Token);

    /// <summary>Cuts the socket as a network fault would.</summary>
    public void Cut() => _socket.Abort();

    public ValueTask DisposeAsync()
    {
        _socket.Dispose();
        return ValueTask.CompletedTask;
    }
}
