using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;

namespace FanOut;

/// <summary>bench/peers/socketio, spoken to in Engine.IO 4 and Socket.IO 5 over WebSocket.</summary>
internal sealed class SocketIoTarget : ITarget
{
    private readonly ServerProcess _server;
    private readonly IPEndPoint _endpoint;
    private readonly string _secret;
    private readonly HttpClient _http = new();

    private SocketIoTarget(ServerProcess server, string secret)
    {
        _server = server;
        _secret = secret;
        _endpoint = new IPEndPoint(IPAddress.Loopback, int.Parse(server.Ready, CultureInfo.InvariantCulture));
        _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Token("producer", null));
    }

    public string Name => "Socket.IO 4.8";

    public TimeSpan CpuTime => _server.CpuTime;

    public long ResidentBytes => _server.ResidentBytes;

    public static async Task<ITarget> StartAsync()
    {
        var secret = Convert.ToBase64String(RandomNumberGenerator.GetBytes(32));
        var start = new ProcessStartInfo("node", "--expose-gc server.mjs") { WorkingDirectory = Folder() };
        start.Environment["JWT_SECRET"] = secret;
        return new SocketIoTarget(await ServerProcess.StartAsync(start), secret);
    }

    public Task CollectAsync() => _server.CollectAsync();

    public async Task<CountingClient> ConnectAsync(string userId, string group, CancellationToken cancellationToken)
    {
        var joined = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var client = await CountingClient.ConnectAsync(
            _endpoint, "/socket.io/?EIO=4&transport=websocket", subprotocol: null, Counts, acknowledgement: null, cancellationToken);
        await client.SendAsync($$"""40{"token":"{{Token(userId, group)}}"}""");
        await joined.Task.WaitAsync(cancellationToken);
        return client;

        bool Counts(ReadOnlyMemory<byte> frame, CountingClient self)
        {
            var text = frame.Span;
            if (text.StartsWith("42"u8))
            {
                return true;
            }

            if (text.StartsWith("40"u8))
            {
                joined.SetResult();
            }
            else if (text.StartsWith("2"u8))
            {
                _ = self.SendAsync("3");
            }

            return false;
        }
    }

    public async Task PublishAsync(string? group, string json, CancellationToken cancellationToken)
    {
        using var content = new StringContent(json, Encoding.UTF8, "application/json");
        using var response = await _http.PostAsync(
            new Uri($"http://{_endpoint}/send{(group is null ? "" : "?group=" + group)}"), content, cancellationToken);
        response.EnsureSuccessStatusCode();
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _server.DisposeAsync();
    }

    private string Token(string userId, string? group) => Jwt.Sign(
        _secret, $$"""{"sub":"{{userId}}","groups":[{{(group is null ? "" : $"\"{group}\"")}}],"exp":{{DateTimeOffset.UtcNow.AddHours(1).ToUnixTimeSeconds()}}}""");

    private static string Folder([CallerFilePath] string path = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(path)!, "..", "peers", "socketio"));
}
