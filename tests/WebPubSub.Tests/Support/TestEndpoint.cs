using System.Net.Http.Headers;
using System.Net.WebSockets;
using System.Text;
using Fixia.Local.WebPubSub;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace WebPubSub.Tests.Support;

/// <summary>An endpoint on a free port, and what a test needs to talk to it.</summary>
internal sealed class TestEndpoint : IAsyncDisposable
{
    public const string Hub = "chat";

    private readonly WebPubSubEndpointOptions _options;
    private readonly HttpClient _http = new();
    private readonly List<RawClient> _clients = [];
    private readonly List<TestUpstream> _upstreams = [];

    private TestEndpoint(WebPubSubEndpoint endpoint, WebPubSubEndpointOptions options, TestLog log)
    {
        Log = log;
        Endpoint = endpoint;
        _options = options;
    }

    public WebPubSubEndpoint Endpoint { get; }

    public TestLog Log { get; }

    public string AccessKey => _options.AccessKey;

    public static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static async Task<TestEndpoint> StartAsync(Action<WebPubSubEndpointOptions>? configure = null)
    {
        var log = new TestLog();
        // Events are sent once where a test is not about retries: a failure is seen at once.
        var options = new WebPubSubEndpointOptions { LoggerFactory = log, Timeouts = new WebPubSubTimeouts { EventRetries = [] } };
        configure?.Invoke(options);
        return new TestEndpoint(await WebPubSubEndpoint.StartAsync(options, Cancel), options, log);
    }

    /// <summary>An upstream that gets every event, and is gone with the endpoint.</summary>
    public async Task<TestUpstream> AddUpstreamAsync(string userEvents = "*", params string[] systemEvents)
    {
        var upstream = await TestUpstream.StartAsync();
        _upstreams.Add(upstream);
        await Endpoint.ConfigureHubAsync(Hub, new HubSettings
        {
            EventHandlers = [new EventHandlerSettings { UrlTemplate = upstream.Url, UserEventPattern = userEvents, SystemEvents = systemEvents }],
        }, Cancel);
        return upstream;
    }

    public string Token(
        string? userId = null,
        string[]? roles = null,
        string[]? groups = null,
        string? audience = null,
        TimeSpan? life = null,
        string? key = null,
        DateTimeOffset? now = null,
        string algorithm = SecurityAlgorithms.HmacSha256)
    {
        var claims = new Dictionary<string, object>();
        if (userId is not null)
        {
            claims["sub"] = userId;
        }

        if (roles is { Length: > 0 })
        {
            claims["role"] = roles;
        }

        if (groups is { Length: > 0 })
        {
            claims["webpubsub.group"] = groups;
        }

        var issuedAt = (now ?? _options.TimeProvider.GetUtcNow()).UtcDateTime;
        return new JsonWebTokenHandler { SetDefaultTimesOnTokenCreation = false }.CreateToken(new SecurityTokenDescriptor
        {
            Audience = audience ?? $"{Endpoint.Endpoint}client/hubs/{Hub}",
            IssuedAt = issuedAt,
            NotBefore = issuedAt + Min(life ?? TimeSpan.FromHours(1), TimeSpan.Zero) - TimeSpan.FromSeconds(1),
            Expires = issuedAt + (life ?? TimeSpan.FromHours(1)),
            Claims = claims,
            SigningCredentials = new SigningCredentials(
                new SymmetricSecurityKey(Encoding.UTF8.GetBytes(key ?? AccessKey)), algorithm),
        });
    }

    /// <summary>What negotiate hands to a client.</summary>
    public string ClientUrl(string? userId = null, string[]? roles = null, string[]? groups = null) =>
        ClientUri($"?access_token={Token(userId, roles, groups)}").ToString();

    public Uri ClientUri(string query) =>
        new UriBuilder(Endpoint.Endpoint) { Scheme = "ws", Path = $"/client/hubs/{Hub}", Query = query }.Uri;

    /// <summary>Connects a raw client; with a JSON subprotocol it has read its <c>connected</c> message.</summary>
    public async Task<RawClient> ConnectAsync(
        string? subprotocol = null, string? userId = null, string[]? roles = null, string[]? groups = null, string extraQuery = "")
    {
        var client = await RawClient.ConnectAsync(ClientUri($"?access_token={Token(userId, roles, groups)}{extraQuery}"), subprotocol);
        _clients.Add(client);
        if (client.Subprotocol is not null)
        {
            await client.ReadGreetingAsync();
        }

        return client;
    }

    public void Own(TestUpstream upstream) => _upstreams.Add(upstream);

    /// <summary>Calls the REST API. A null token leaves the header out; by default it is the right one.</summary>
    public async Task<HttpResponseMessage> CallAsync(
        HttpMethod method, string pathAndQuery, HttpContent? content = null, string? token = "", string apiVersion = "api-version=2024-12-01")
    {
        var separator = pathAndQuery.Contains('?', StringComparison.Ordinal) ? "&" : "?";
        var url = $"{Endpoint.Endpoint}{pathAndQuery.TrimStart('/')}{(apiVersion.Length > 0 ? separator + apiVersion : "")}";
        using var request = new HttpRequestMessage(method, new Uri(url, new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true }));
        request.Content = content;
        if (token is not null)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token.Length > 0 ? token : Token(audience: url));
        }

        return await _http.SendAsync(request, Cancel);
    }

    public Task<HttpResponseMessage> SendTextAsync(string target, string text) =>
        CallAsync(HttpMethod.Post, $"/api/hubs/{Hub}{target}/:send", new StringContent(text, Encoding.UTF8, "text/plain"));

    public Task<HttpResponseMessage> SendJsonAsync(string target, string json) =>
        CallAsync(HttpMethod.Post, $"/api/hubs/{Hub}{target}/:send", new StringContent(json, Encoding.UTF8, "application/json"));

    public Task<HttpResponseMessage> SendBytesAsync(string target, byte[] bytes) =>
        CallAsync(HttpMethod.Post, $"/api/hubs/{Hub}{target}/:send", new ByteArrayContent(bytes)
        {
            Headers = { ContentType = new MediaTypeHeaderValue("application/octet-stream") },
        });

    /// <summary>The answer to a handshake, for what a WebSocket library does not show of a refusal.</summary>
    public async Task<HttpResponseMessage> ShakeHandsAsync(string query)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"{Endpoint.Endpoint}client/hubs/{Hub}{query}");
        request.Headers.Connection.Add("Upgrade");
        request.Headers.Upgrade.Add(new ProductHeaderValue("websocket"));
        request.Headers.Add("Sec-WebSocket-Version", "13");
        request.Headers.Add("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ==");
        return await _http.SendAsync(request, Cancel);
    }

    /// <summary>The status that refuses a handshake.</summary>
    public static async Task<System.Net.HttpStatusCode> RefusalAsync(Uri uri, string? subprotocol = null)
    {
        using var socket = new ClientWebSocket();
        socket.Options.CollectHttpResponseDetails = true;
        if (subprotocol is not null)
        {
            socket.Options.AddSubProtocol(subprotocol);
        }

        await Assert.ThrowsAsync<WebSocketException>(() => socket.ConnectAsync(uri, Cancel));
        return socket.HttpStatusCode;
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        foreach (var client in _clients)
        {
            await client.DisposeAsync();
        }

        await Endpoint.DisposeAsync();
        foreach (var upstream in _upstreams)
        {
            await upstream.DisposeAsync();
        }
    }

    private static TimeSpan Min(TimeSpan left, TimeSpan right) => left < right ? left : right;
}
