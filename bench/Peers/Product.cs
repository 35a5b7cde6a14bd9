using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
using Fixia.Costs;
using Fixia.Local.Stack;
using Microsoft.Extensions.Logging;

namespace Fixia.Peers;

/// <summary>The local stack, spoken to as the client of web/packages/notifications does.</summary>
internal sealed class Product : IAsyncDisposable
{
    private const int Times = 20;
    private const string Subprotocol = "json.reliable.webpubsub.azure.v1";
    private static readonly IReadOnlyDictionary<string, Measured> Costs = CostSheet.Read(Path.Combine(AppContext.BaseDirectory, "costs.json"));
    private readonly string data;
    private readonly FixiaStack stack;
    private readonly CountingProxy http;
    private readonly CountingProxy sockets;
    private readonly HttpClient page;
    private readonly HttpClient producer;
    private string? tag;
    private int acks;
    private int received;

    private Product(string data, FixiaStack stack, string token)
    {
        (this.data, this.stack) = (data, stack);
        http = new CountingProxy(new Uri(stack.Ready.Functions).Port);
        var port = stack.Ready.WebPubSub.Split(';').Single(member => member.StartsWith("Port=", StringComparison.Ordinal))["Port=".Length..];
        sockets = new CountingProxy(int.Parse(port, CultureInfo.InvariantCulture));
        page = Browser.Open(http.Port, token);
        producer = new HttpClient { BaseAddress = new Uri(stack.Ready.Functions + "/"), DefaultRequestHeaders = { { "x-functions-key", stack.Ready.ProducerKey } } };
    }

    /// <summary>Starts it.</summary>
    public static async Task<Product> StartAsync()
    {
        var data = Directory.CreateTempSubdirectory("fixia-peers-").FullName;
        var stack = await FixiaStack.StartAsync(
            new StackOptions { DataDirectory = data, FunctionsPort = 0, WebPubSubPort = 0, CosmosPort = 0 },
            logging => logging.SetMinimumLevel(LogLevel.None),
            CancellationToken.None);
        using var anybody = new HttpClient();
        var answer = await anybody.GetFromJsonAsync<JsonElement>($"{stack.Ready.Page}dev/token?user=ana");
        return new Product(data, stack, answer.GetProperty("token").GetString()!);
    }

    /// <summary>What it costs. Reads are those that bench/Costs counts of each operation.</summary>
    public async Task<(Exchanges Exchanges, IReadOnlyList<double> Critical)> MeasureAsync()
    {
        for (var i = 0; i < Scenario.History; i++)
        {
            await CreateAsync("normal");
        }

        Wire? wire = null;
        var connect = await BytesAsync(times: 1, async () =>
        {
            await PollAsync();
            wire = await ConnectAsync();
        });
        var socket = wire!;
        var latencies = new List<double>();
        var push = await BytesAsync(Times, async () =>
        {
            // Out of step with the trigger, which looks at the change feed every 100 ms.
            await Task.Delay(37 + (latencies.Count * 53 % 150));
            latencies.Add(await PushAsync(socket, "normal"));
        });
        var critical = new List<double>();
        for (var i = 0; i < Times; i++)
        {
            critical.Add(await PushAsync(socket, "critical"));
        }

        // After a change the first poll is an answer, and those after it are not.
        await PollAsync();
        var idle = await BytesAsync(Times, PollAsync);
        tag = null;
        var answered = await BytesAsync(times: 1, PollAsync);
        var servicePing = await BytesAsync(Times, async () =>
        {
            await socket.SendAsync("""{"type":"ping"}""");
            await socket.ReceiveAsync("\"type\":\"pong\"");
        });
        var ping = await BytesAsync(Times, () => RaiseAsync(socket, "ping", $$"""{"timestamp":"{{DateTimeOffset.UtcNow:yyyy-MM-ddTHH:mm:ss.fffZ}}"}""", "\"event\":\"pong\""));
        var mark = await BytesAsync(Times, async () =>
        {
            var list = await producer.PostAsJsonAsync("notifications", Scenario.Notification("ana"));
            var created = await list.Content.ReadFromJsonAsync<JsonElement>();
            var id = created.GetProperty("notifications")[0].GetProperty("id").GetString();
            await TakeAsync(socket, "notification:new");
            (await page.PostAsync($"api/notifications/{id}/read", content: null)).EnsureSuccessStatusCode();
            await TakeAsync(socket, "notification:read");
        });
        latencies.Sort();
        critical.Sort();
        await socket.DisposeAsync();
        int Reads(string operation) => Costs[operation].Requests;
        var exchanges = new Exchanges(
            "this product",
            new Exchange(4, connect, Reads(Operations.FirstPoll) + Reads(Operations.Sync)),
            new Exchange(1, idle, Reads(Operations.IdlePoll)),
            new Exchange(1, answered, Reads(Operations.IdlePoll) + Reads(Operations.FirstPoll)),
            new Exchange(0, push, Reads(Operations.Push)),
            new Exchange(1, mark - push, Reads(Operations.Push)),
            new Exchange(0, servicePing, 0),
            new Exchange(1, ping, 0),
            latencies);
        return (exchanges, critical);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        page.Dispose();
        producer.Dispose();
        await http.DisposeAsync();
        await sockets.DisposeAsync();
        await stack.DisposeAsync();
        Directory.Delete(data, recursive: true);
    }

    private Task<double> BytesAsync(int times, Func<Task> exchange) => Meter.BytesAsync([http, sockets], times, exchange);

    private async Task PollAsync()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "api/notifications");
        if (tag is not null)
        {
            request.Headers.TryAddWithoutValidation("If-None-Match", tag);
        }

        using var answer = await page.SendAsync(request);
        await answer.Content.ReadAsByteArrayAsync();
        tag = answer.Headers.ETag?.ToString() ?? tag;
    }

    /// <summary>Negotiates, connects, hears that it is connected, and syncs.</summary>
    private async Task<Wire> ConnectAsync()
    {
        using var answer = await page.PostAsync("api/negotiate", content: null);
        var url = new Uri((await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("url").GetString()!);
        var wire = await Wire.OpenAsync(new UriBuilder(url) { Host = "127.0.0.1", Port = sockets.Port }.Uri, Subprotocol, host: url.Authority);
        await TakeAsync(wire, "connection-confirmed");
        await RaiseAsync(wire, "sync-request", "{}", "notification:sync-response");
        return wire;
    }

    private async Task RaiseAsync(Wire socket, string name, string payload, string answer)
    {
        await socket.SendAsync($$"""{"type":"event","event":"{{name}}","ackId":{{++acks}},"dataType":"json","data":{{payload}}}""");
        await TakeAsync(socket, answer);
    }

    /// <summary>Receives a message, and acknowledges it as the reliable protocol wants.</summary>
    private async Task<long> TakeAsync(Wire socket, string part)
    {
        var (_, at) = await socket.ReceiveAsync(part);
        await socket.SendAsync($$"""{"type":"sequenceAck","sequenceId":{{++received}}}""");
        return at;
    }

    private async Task CreateAsync(string priority) =>
        (await producer.PostAsJsonAsync("notifications", Scenario.Notification("ana", priority))).EnsureSuccessStatusCode();

    /// <summary>From the producer's answer to the socket, in ms; less than nothing when the page had it first.</summary>
    private async Task<double> PushAsync(Wire socket, string priority)
    {
        await CreateAsync(priority);
        var answered = Stopwatch.GetTimestamp();
        var at = await TakeAsync(socket, "notification:new");
        if (priority == "critical")
        {
            // The change feed brings it again.
            await TakeAsync(socket, "notification:new");
        }

        return (at - answered) * 1000.0 / Stopwatch.Frequency;
    }
}
