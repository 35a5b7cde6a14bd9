using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text.Json;
using FanOut;

namespace Fixia.Peers;

/// <summary>bench/peers/gateway, once as the API that pages poll and once as the Socket.IO gateway.</summary>
internal sealed class Gateway : IAsyncDisposable
{
    private const int Times = 20;
    private readonly ServerProcess server;
    private readonly CountingProxy proxy;
    private readonly HttpClient page;
    private readonly HttpClient producer;
    private readonly string token;

    private Gateway(ServerProcess server, string secret)
    {
        this.server = server;
        token = Jwt.Sign(secret, $$"""{"sub":"ana","exp":{{DateTimeOffset.UtcNow.AddHours(1).ToUnixTimeSeconds()}}}""");
        var port = int.Parse(server.Ready, CultureInfo.InvariantCulture);
        proxy = new CountingProxy(port);
        page = Browser.Open(proxy.Port, token);
        producer = Browser.Open(port, token);
    }

    /// <summary>Starts it.</summary>
    /// <param name="pingMs">The interval of Engine.IO's own pings.</param>
    public static async Task<Gateway> StartAsync(int pingMs)
    {
        var secret = Convert.ToBase64String(RandomNumberGenerator.GetBytes(32));
        var start = new ProcessStartInfo("node", "server.mjs") { WorkingDirectory = Folder() };
        start.Environment["JWT_SECRET"] = secret;
        start.Environment["PING_MS"] = pingMs.ToString(CultureInfo.InvariantCulture);
        return new Gateway(await ServerProcess.StartAsync(start), secret);
    }

    /// <summary>What polling costs; pages have no other way.</summary>
    public async Task<Exchanges> MeasurePollingAsync()
    {
        await CreateAsync(Scenario.History);
        var poll = await MeasureAsync(1, ListAsync);

        // Every answer is the whole page, whatever is new in it.
        var mark = await MeasureAsync(1, async () => (await page.PutAsync(await NewestPathAsync(), content: null)).EnsureSuccessStatusCode());
        return new Exchanges(
            "polling", poll, poll, poll, Exchanges.None, mark with { Bytes = mark.Bytes - poll.Bytes, Reads = mark.Reads - poll.Reads },
            Exchanges.None, Exchanges.None, []);
    }

    /// <summary>What the gateway costs.</summary>
    public async Task<Exchanges> MeasureSocketAsync()
    {
        await CreateAsync(Scenario.History);
        Wire? wire = null;
        var connect = await MeasureAsync(3, async () =>
        {
            wire = await ConnectAsync();
            await ListAsync();
        }, times: 1);
        var socket = wire!;
        var poll = await MeasureAsync(1, ListAsync);
        var ping = await MeasureAsync(1, async () =>
        {
            await socket.SendAsync($$"""42["ping",{"timestamp":"{{Now()}}"}]""");
            await socket.ReceiveAsync("\"pong\"");
        });
        var latencies = new List<double>();
        var push = await MeasureAsync(0, async () => latencies.Add(await PushAsync(socket)));
        var id = (await producer.GetFromJsonAsync<JsonElement>("api/notifications")).GetProperty("notifications")[0].GetProperty("id").GetString();
        var mark = await MeasureAsync(1, async () =>
        {
            await socket.SendAsync($$"""42["notification:mark-read",{"notificationId":"{{id}}"}]""");
            await socket.ReceiveAsync("unread-count");
        });
        latencies.Sort();
        await socket.DisposeAsync();
        return new Exchanges("Socket.IO gateway", connect, poll, poll, push, mark, Exchanges.None, ping, latencies);
    }

    /// <summary>Bytes of one ping of Engine.IO with its answer.</summary>
    public async Task<Exchange> MeasureServicePingAsync()
    {
        await using var socket = await ConnectAsync();
        var bytes = await Meter.BytesAsync([proxy], Times, async () =>
        {
            await socket.ReceiveAsync("2");
            await socket.SendAsync("3");
        });
        return new Exchange(0, bytes, 0);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        page.Dispose();
        producer.Dispose();
        await proxy.DisposeAsync();
        await server.DisposeAsync();
    }

    private static string Now() => DateTimeOffset.UtcNow.ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture);

    private async Task<Wire> ConnectAsync()
    {
        var wire = await Wire.OpenAsync(new Uri($"ws://127.0.0.1:{proxy.Port}/socket.io/?EIO=4&transport=websocket"));
        await wire.SendAsync($$"""40{"token":"{{token}}"}""");
        await wire.ReceiveAsync("connection-confirmed");
        await wire.SendAsync("""42["notification:sync-request",{}]""");
        await wire.ReceiveAsync("notification:sync-response");
        return wire;
    }

    private Task ListAsync() => page.GetByteArrayAsync("api/notifications");

    private async Task<string> NewestPathAsync()
    {
        var list = await page.GetFromJsonAsync<JsonElement>("api/notifications");
        return $"api/notifications/{list.GetProperty("notifications")[0].GetProperty("id").GetString()}/read";
    }

    private async Task CreateAsync(int count)
    {
        for (var i = 0; i < count; i++)
        {
            (await producer.PostAsJsonAsync("api/notifications", Scenario.Notification("ana"))).EnsureSuccessStatusCode();
        }
    }

    private async Task<double> PushAsync(Wire socket)
    {
        await CreateAsync(1);
        var answered = Stopwatch.GetTimestamp();
        var (_, at) = await socket.ReceiveAsync("notification:new");
        await socket.ReceiveAsync("notification:unread-count");
        return (at - answered) * 1000.0 / Stopwatch.Frequency;
    }

    private async Task<Exchange> MeasureAsync(int calls, Func<Task> exchange, int times = Times)
    {
        var before = await ReadsAsync();
        var bytes = await Meter.BytesAsync([proxy], times, exchange);
        return new Exchange(calls, bytes, (await ReadsAsync() - before) / (double)times);
    }

    private async Task<int> ReadsAsync() => (await producer.GetFromJsonAsync<JsonElement>("queries")).GetProperty("reads").GetInt32();

    private static string Folder([CallerFilePath] string path = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(path)!, "..", "peers", "gateway"));
}
