using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Text;

namespace FanOut;

/// <summary>local/WebPubSub in a process of its own, spoken to with one of its subprotocols and its REST API.</summary>
internal sealed class WebPubSubTarget : ITarget
{
    private const string Hub = "bench";

    private readonly ServerProcess _server;
    private readonly string _subprotocol;
    private readonly string _accessKey;
    private readonly Uri _base;
    private readonly IPEndPoint _endpoint;
    private readonly HttpClient _http = new();

    private WebPubSubTarget(ServerProcess server, string subprotocol)
    {
        _server = server;
        _subprotocol = subprotocol;
        var members = server.Ready.Split(';', StringSplitOptions.RemoveEmptyEntries)
            .Select(member => member.Split('=', 2))
            .ToDictionary(pair => pair[0], pair => pair[1]);
        _accessKey = members["AccessKey"];
        _base = new Uri($"{members["Endpoint"]}:{members["Port"]}/");
        _endpoint = new IPEndPoint(IPAddress.Loopback, _base.Port);
    }

    public string Name => _subprotocol.Contains("reliable", StringComparison.Ordinal) ? "Web PubSub, reliable" : "Web PubSub, JSON";

    public TimeSpan CpuTime => _server.CpuTime;

    public long ResidentBytes => _server.ResidentBytes;

    public static async Task<ITarget> StartAsync(string subprotocol)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!, "serve");
        return new WebPubSubTarget(await ServerProcess.StartAsync(start), subprotocol);
    }

    public Task CollectAsync() => _server.CollectAsync();

    public async Task<CountingClient> ConnectAsync(string userId, string group, CancellationToken cancellationToken)
    {
        var connected = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var token = Token($"client/hubs/{Hub}", $$""","sub":"{{userId}}","webpubsub.group":["{{group}}"]""");
        var client = await CountingClient.ConnectAsync(
            _endpoint,
            $"/client/hubs/{Hub}?access_token={token}",
            _subprotocol,
            Counts,
            _subprotocol.Contains("reliable", StringComparison.Ordinal)
                ? messages => $$"""{"type":"sequenceAck","sequenceId":{{messages}}}"""
                : null,
            cancellationToken);
        await connected.Task.WaitAsync(cancellationToken);
        return client;

        bool Counts(ReadOnlyMemory<byte> frame, CountingClient self)
        {
            if (!frame.Span.StartsWith("{\"type\":\"system\""u8))
            {
                return frame.Length > 0 && frame.Span[0] == '{';
            }

            connected.TrySetResult();
            return false;
        }
    }

    public async Task PublishAsync(string? group, string json, CancellationToken cancellationToken)
    {
        var path = $"api/hubs/{Hub}/{(group is null ? "" : $"groups/{group}/")}:send?api-version=2024-12-01";
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(_base, path));
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", Token(path, ""));
        request.Content = new StringContent(json, Encoding.UTF8, "application/json");
        using var response = await _http.SendAsync(request, cancellationToken);
        response.EnsureSuccessStatusCode();
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _server.DisposeAsync();
    }

    private string Token(string path, string members) => Jwt.Sign(
        _accessKey, $$"""{"aud":"{{_base}}{{path}}","exp":{{DateTimeOffset.UtcNow.AddHours(1).ToUnixTimeSeconds()}}{{members}}}""");
}
