using System.Buffers;
using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;

namespace Fixia.Load;

/// <summary>The sockets of many users, and when which notification reached one of them.</summary>
internal sealed class Devices : IDisposable
{
    private readonly ConcurrentBag<ClientWebSocket> _sockets = [];
    private readonly ConcurrentDictionary<string, ConcurrentQueue<long>> _arrivals = new(StringComparer.Ordinal);
    private long _arrived;

    /// <summary>How many times a notification has reached a socket.</summary>
    public long Arrived => Interlocked.Read(ref _arrived);

    /// <summary>Opens the sockets, each with an access of its own.</summary>
    /// <param name="ready">What the stack says of itself.</param>
    /// <param name="users">Their ids.</param>
    /// <param name="each">How many sockets a user has.</param>
    public async Task ConnectAsync(JsonElement ready, IEnumerable<string> users, int each)
    {
        using var http = new HttpClient();
        await Parallel.ForEachAsync(users, new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (user, cancellationToken) =>
        {
            var signedIn = await http.GetFromJsonAsync<JsonElement>($"{ready.GetProperty("page")}dev/token?user={user}", cancellationToken);
            for (var i = 0; i < each; i++)
            {
                using var request = new HttpRequestMessage(HttpMethod.Post, $"{ready.GetProperty("functions")}/negotiate");
                request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", signedIn.GetProperty("token").GetString());
                using var answer = await http.SendAsync(request, cancellationToken);
                var access = await answer.EnsureSuccessStatusCode().Content.ReadFromJsonAsync<JsonElement>(cancellationToken);
                var socket = new ClientWebSocket();
                socket.Options.AddSubProtocol("json.webpubsub.azure.v1");
                await socket.ConnectAsync(new Uri(access.GetProperty("url").GetString()!), cancellationToken);
                _sockets.Add(socket);
                _ = ReceiveAsync(socket);
            }
        });
    }

    /// <summary>When a notification reached the sockets of its user so far, as timestamps of <see cref="Stopwatch"/>.</summary>
    public IReadOnlyCollection<long> ArrivalsOf(string id) => _arrivals.TryGetValue(id, out var times) ? times : [];

    /// <summary>Forgets what has arrived.</summary>
    public void Forget()
    {
        _arrivals.Clear();
        Interlocked.Exchange(ref _arrived, 0);
    }

    public void Dispose()
    {
        foreach (var socket in _sockets)
        {
            socket.Dispose();
        }
    }

    private async Task ReceiveAsync(ClientWebSocket socket)
    {
        var message = new ArrayBufferWriter<byte>(16 * 1024);
        try
        {
            while (true)
            {
                var received = await socket.ReceiveAsync(message.GetMemory(4 * 1024), CancellationToken.None);
                message.Advance(received.Count);
                if (received.MessageType == WebSocketMessageType.Close)
                {
                    return;
                }

                if (received.EndOfMessage)
                {
                    Take(message.WrittenSpan);
                    message.ResetWrittenCount();
                }
            }
        }
        catch (Exception error) when (error is WebSocketException or ObjectDisposedException)
        {
            // The run is over.
            return;
        }
    }

    /// <summary>Finds the ids of all notifications in a message without parsing it: the load must take little of the machine.</summary>
    private void Take(ReadOnlySpan<byte> message)
    {
        var now = Stopwatch.GetTimestamp();
        while (message.IndexOf("\"notification\":{\"id\":\""u8) is >= 0 and var at)
        {
            message = message[(at + "\"notification\":{\"id\":\"".Length)..];
            var id = Encoding.ASCII.GetString(message[..message.IndexOf((byte)'"')]);
            _arrivals.GetOrAdd(id, _ => new ConcurrentQueue<long>()).Enqueue(now);
            Interlocked.Increment(ref _arrived);
        }
    }
}
