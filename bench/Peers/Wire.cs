using System.Diagnostics;
using System.Net.WebSockets;
using System.Text;

namespace Fixia.Peers;

/// <summary>A WebSocket of a page, and what came over it.</summary>
internal sealed class Wire : IAsyncDisposable
{
    private readonly ClientWebSocket socket = new();
    private readonly List<(string Text, long At)> messages = [];
    private readonly SemaphoreSlim news = new(0);
    private int next;

    /// <summary>Opens it.</summary>
    /// <param name="url">Where to.</param>
    /// <param name="subprotocol">What to offer, if anything.</param>
    /// <param name="host">Whom the server takes itself for, if not the one in the URL.</param>
    public static async Task<Wire> OpenAsync(Uri url, string? subprotocol = null, string? host = null)
    {
        var wire = new Wire();
        if (subprotocol is not null)
        {
            wire.socket.Options.AddSubProtocol(subprotocol);
        }

        wire.socket.Options.SetRequestHeader("User-Agent", Browser.UserAgent);
        wire.socket.Options.SetRequestHeader("Origin", Browser.Origin);

        if (host is not null)
        {
            wire.socket.Options.SetRequestHeader("Host", host);
        }

        // The protocols' own pings are what is measured.
        wire.socket.Options.KeepAliveInterval = Timeout.InfiniteTimeSpan;
        await wire.socket.ConnectAsync(url, CancellationToken.None);
        _ = wire.ReadAsync();
        return wire;
    }

    /// <summary>Sends a text.</summary>
    public Task SendAsync(string text) => socket.SendAsync(Encoding.UTF8.GetBytes(text), WebSocketMessageType.Text, true, CancellationToken.None);

    /// <summary>Waits for a message that holds a text; passes over others.</summary>
    /// <returns>The message, and the timestamp of its arrival.</returns>
    public async Task<(string Text, long At)> ReceiveAsync(string part)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        while (true)
        {
            await news.WaitAsync(patience.Token);
            (string Text, long At) message;
            lock (messages)
            {
                message = messages[next++];
            }

            if (message.Text.Contains(part, StringComparison.Ordinal))
            {
                return message;
            }
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        socket.Abort();
        socket.Dispose();
        news.Dispose();
        return ValueTask.CompletedTask;
    }

    private async Task ReadAsync()
    {
        var buffer = new byte[1024 * 1024];
        try
        {
            while (true)
            {
                var length = 0;
                ValueWebSocketReceiveResult result;
                do
                {
                    result = await socket.ReceiveAsync(buffer.AsMemory(length), CancellationToken.None);
                    length += result.Count;
                }
                while (!result.EndOfMessage);
                lock (messages)
                {
                    messages.Add((Encoding.UTF8.GetString(buffer, 0, length), Stopwatch.GetTimestamp()));
                }

                news.Release();
            }
        }
        catch (Exception e) when (e is WebSocketException or OperationCanceledException or ObjectDisposedException)
        {
            // The measurement is over.
            return;
        }
    }
}
