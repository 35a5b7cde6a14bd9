using System.Net.WebSockets;
using System.Text.Json;
using Fixia.Resilience.Tests.Products;
using Fixia.Shared.Events;
using Fixia.Tests.Support;

namespace Fixia.Resilience.Tests.Devices;

/// <summary>
/// A device on a real WebSocket, with the protocol json.reliable.webpubsub.azure.v1: it acknowledges, recovers its
/// connection when it can, negotiates a new one when it can't, and syncs after each. It starts with an empty inbox.
/// </summary>
public sealed class SocketDevice : IAsyncDisposable
{
    private const string Subprotocol = "json.reliable.webpubsub.azure.v1";
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);
    private readonly CancellationTokenSource stopping = new();
    private readonly SemaphoreSlim sending = new(1, 1);
    private readonly Lock gate = new();
    private readonly DeviceModel model = new();
    private readonly RunningProduct product;
    private readonly Task running;
    private ClientWebSocket? socket;
    private Uri? recovery;
    private long lastSequence;
    private int pongs;
    private int connections;
    private string failure = "none";

    private SocketDevice(RunningProduct product, string user)
    {
        (this.product, User) = (product, user);
        running = RunAsync();
    }

    public string User { get; }

    /// <summary>How often it opened a socket.</summary>
    public int Connections => Volatile.Read(ref connections);

    /// <summary>Starts a device, and returns when it is connected and has synced.</summary>
    public static async Task<SocketDevice> StartAsync(RunningProduct product, string user)
    {
        var device = new SocketDevice(product, user);
        await device.UntilAsync(model => model.Count is not null, $"a device of {user} has synced");
        return device;
    }

    /// <summary>Looks at the device's state.</summary>
    public T Read<T>(Func<DeviceModel, T> look)
    {
        lock (gate)
        {
            return look(model);
        }
    }

    /// <summary>Waits until the device is in a state.</summary>
    public async Task UntilAsync(Func<DeviceModel, bool> state, string what)
    {
        try
        {
            await Patience.UntilAsync(() => Read(state), what);
        }
        catch (TimeoutException e)
        {
            throw new TimeoutException(
                $"{e.Message} {User} shows {Read(m => m.List.Count)} with count {Read(m => m.Count)}, last failure: {failure}", e);
        }
    }

    /// <summary>Returns when everything that the service was given for this device before has arrived.</summary>
    public async Task FlushAsync()
    {
        var before = Volatile.Read(ref pongs);
        await SendEventAsync(socket!, "ping", new { timestamp = DateTimeOffset.UtcNow });
        await Patience.UntilAsync(() => Volatile.Read(ref pongs) > before && !Read(m => m.NeedsSync), "a pong came back");
    }

    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        await running;
        stopping.Dispose();
        sending.Dispose();
    }

    private async Task RunAsync()
    {
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                using var open = await ConnectAsync();
                socket = open;
                Interlocked.Increment(ref connections);
                lock (gate)
                {
                    model.Connected();
                }

                await SyncAsync(open);
                await ReceiveAsync(open);
            }
            catch (Exception e) when (e is WebSocketException or HttpRequestException or IOException or InvalidOperationException or OperationCanceledException)
            {
                failure = e.Message;
            }

            await Task.Delay(Pause, stopping.Token).ContinueWith(_ => { }, TaskScheduler.Default);
        }
    }

    private async Task<ClientWebSocket> ConnectAsync()
    {
        var uri = recovery ?? await product.NegotiateAsync(User, stopping.Token);
        var opening = new ClientWebSocket();
        try
        {
            opening.Options.AddSubProtocol(Subprotocol);
            await opening.ConnectAsync(uri, stopping.Token);
            if (recovery is null)
            {
                lastSequence = 0;
                var greeting = await ReceiveMessageAsync(opening);
                recovery = new UriBuilder(uri)
                {
                    Query = $"awps_connection_id={Text(greeting, "connectionId")}"
                        + $"&awps_reconnection_token={Uri.EscapeDataString(Text(greeting, "reconnectionToken"))}",
                }.Uri;
            }

            return opening;
        }
        catch
        {
            opening.Dispose();
            recovery = null;
            throw;
        }
    }

    private async Task ReceiveAsync(ClientWebSocket open)
    {
        while (true)
        {
            var message = await ReceiveMessageAsync(open);
            if (message.TryGetProperty("sequenceId", out var id))
            {
                var isRepeated = id.GetInt64() <= lastSequence;
                lastSequence = Math.Max(lastSequence, id.GetInt64());
                await SendAsync(open, new { type = "sequenceAck", sequenceId = lastSequence });
                if (isRepeated)
                {
                    continue;
                }
            }

            if (Text(message, "type") == "message" && Text(message, "dataType") == "json")
            {
                Apply(message.GetProperty("data"));
                await SyncAsync(open);
            }
        }
    }

    private void Apply(JsonElement data)
    {
        var name = data.ValueKind == JsonValueKind.Object ? data.GetProperty("event").GetString() : null;
        if (name == "error")
        {
            throw new IOException($"The server answered {data}.");
        }

        lock (gate)
        {
            model.Apply(data);
        }

        if (name == "pong")
        {
            Interlocked.Increment(ref pongs);
        }
    }

    private async Task SyncAsync(ClientWebSocket open)
    {
        string? cursor;
        lock (gate)
        {
            if (!model.NeedsSync)
            {
                return;
            }

            cursor = model.TakeSyncRequest();
        }

        await SendEventAsync(open, EventNames.SyncRequest, new { cursor });
    }

    private Task SendEventAsync(ClientWebSocket open, string name, object data) =>
        SendAsync(open, new { type = "event", @event = name, dataType = "json", data });

    private async Task SendAsync(ClientWebSocket open, object message)
    {
        await sending.WaitAsync(stopping.Token);
        try
        {
            await open.SendAsync(JsonSerializer.SerializeToUtf8Bytes(message), WebSocketMessageType.Text, true, stopping.Token);
        }
        finally
        {
            sending.Release();
        }
    }

    /// <summary>A close of the service ends the connection for good; anything else may be recovered.</summary>
    private async Task<JsonElement> ReceiveMessageAsync(ClientWebSocket open)
    {
        using var bytes = new MemoryStream();
        var buffer = new byte[16 * 1024];
        WebSocketReceiveResult part;
        do
        {
            part = await open.ReceiveAsync(buffer, stopping.Token);
            bytes.Write(buffer, 0, part.Count);
        }
        while (!part.EndOfMessage);

        if (part.MessageType != WebSocketMessageType.Close)
        {
            return JsonDocument.Parse(bytes.ToArray()).RootElement;
        }

        recovery = null;
        throw new IOException($"Closed by the service: {open.CloseStatus} {open.CloseStatusDescription}");
    }

    private static string Text(JsonElement message, string member) =>
        message.TryGetProperty(member, out var value) ? value.GetString() ?? "" : "";
}
