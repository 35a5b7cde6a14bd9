using System.Buffers.Binary;
using System.Net.Sockets;
using System.Net.WebSockets;
using System.Text;
using Fixia.Local.WebPubSub;
using WebPubSub.Tests.Support;

namespace WebPubSub.Tests;

/// <summary>RFC 6455 byte by byte: what no WebSocket library would send.</summary>
public sealed class FrameTests
{
    private const string Ping = """{"type":"ping"}""";

    public static TheoryData<string, byte[]> BrokenFrames => new()
    {
        { "not masked", [0x81, 15, .. Encoding.UTF8.GetBytes(Ping)] },
        { "reserved bit", [0xC1, 0x80, 0, 0, 0, 0] },
        { "reserved opcode", [0x83, 0x80, 0, 0, 0, 0] },
        { "continuation of nothing", [0x80, 0x80, 0, 0, 0, 0] },
        { "fragmented ping", [0x09, 0x80, 0, 0, 0, 0] },
        { "ping past 125 bytes", [0x89, 0xFE, 0, 126, 0, 0, 0, 0, .. new byte[126]] },
        { "text that is not UTF-8", [0x81, 0x81, 0, 0, 0, 0, 0xFF] },
        { "close with one byte", [0x88, 0x81, 0, 0, 0, 0, 3] },
    };

    [Theory]
    [MemberData(nameof(BrokenFrames), DisableDiscoveryEnumeration = true)]
    public async Task A_broken_frame_ends_its_connection_and_disturbs_no_other(string what, byte[] frame)
    {
        await using var endpoint = await TestEndpoint.StartAsync();
        var upstream = await endpoint.AddUpstreamAsync("", "disconnected");
        var bystander = await endpoint.ConnectAsync("json.webpubsub.azure.v1");
        using var socket = await RawSocket.ConnectAsync(endpoint, "broken");
        await socket.SendAsync(frame);
        var frames = await socket.ReadToEndAsync();
        Assert.True(frames.Exists(sent => sent.Opcode == 8), what);
        Assert.Equal("broken", (await upstream.NextAsync("disconnected"))["ce-userId"]);
        await endpoint.SendTextAsync("", "hello");
        Assert.Equal("hello", (await bystander.ReadJsonAsync()).GetProperty("data").GetString());
    }

    [Fact]
    public async Task A_message_in_fragments_with_a_ping_in_between_is_one_message()
    {
        await using var endpoint = await TestEndpoint.StartAsync();
        using var socket = await RawSocket.ConnectAsync(endpoint, "ana");
        await socket.ReadAsync();
        await socket.SendAsync(RawSocket.Frame(0x01, Ping[..5]));
        await socket.SendAsync(RawSocket.Frame(0x89, "still?"));
        await socket.SendAsync(RawSocket.Frame(0x80, Ping[5..]));
        var answers = new[] { await socket.ReadAsync(), await socket.ReadAsync() };
        Assert.Contains(answers, answer => answer.Opcode == 10 && answer.Text == "still?");
        Assert.Contains(answers, answer => answer.Opcode == 1 && answer.Text == """{"type":"pong"}""");
    }

    [Fact]
    public async Task A_close_frame_is_answered_with_its_own_status()
    {
        await using var endpoint = await TestEndpoint.StartAsync();
        using var socket = await RawSocket.ConnectAsync(endpoint, "ana");
        await socket.ReadAsync();
        await socket.SendAsync([0x88, 0x82, 0, 0, 0, 0, 0x0F, 0xA0]);
        var close = await socket.ReadAsync();
        Assert.Equal(8, close.Opcode);
        Assert.Equal(4000, BinaryPrimitives.ReadUInt16BigEndian(close.Payload));
    }

    [Fact]
    public async Task A_close_reason_longer_than_a_close_frame_reaches_the_client_whole()
    {
        await using var endpoint = await TestEndpoint.StartAsync();
        var client = await endpoint.ConnectAsync("json.webpubsub.azure.v1", "ana");
        var reason = new string('ñ', 200);
        await endpoint.CallAsync(HttpMethod.Post, $"/api/hubs/chat/users/ana/:closeConnections?reason={Uri.EscapeDataString(reason)}");
        var last = Assert.Single(await client.ReadToCloseAsync());
        Assert.EndsWith(reason, last.GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.Equal("", client.CloseReason);
    }

    [Fact]
    public async Task A_silent_client_is_pinged_and_one_that_answers_nothing_is_cut()
    {
        await using var endpoint = await TestEndpoint.StartAsync(options => options.Timeouts = options.Timeouts with
        {
            KeepAliveInterval = TimeSpan.FromMilliseconds(50),
            KeepAliveTimeout = TimeSpan.FromMilliseconds(200),
        });
        var answering = await endpoint.ConnectAsync("json.webpubsub.azure.v1", "answering");
        var reading = answering.ReadJsonAsync();
        using var silent = await RawSocket.ConnectAsync(endpoint, "silent");
        var frames = await silent.ReadToEndAsync();
        Assert.Contains(frames, frame => frame.Opcode == 9);
        await endpoint.SendTextAsync("/users/answering", "still here");
        Assert.Equal("still here", (await reading).GetProperty("data").GetString());
    }

    [Theory]
    [InlineData("Sec-WebSocket-Version: 8", 426)]
    [InlineData("Sec-WebSocket-Key: c2hvcnQ=", 400)]
    [InlineData("Sec-WebSocket-Key: no base64!", 400)]
    public async Task A_handshake_of_another_form_is_refused(string header, int status)
    {
        await using var endpoint = await TestEndpoint.StartAsync();
        using var socket = new RawSocket();
        Assert.Equal(status, await socket.HandshakeAsync(endpoint, "ana", header));
    }

    [Fact]
    public async Task A_stopping_endpoint_says_so_to_its_clients_and_its_upstream()
    {
        var endpoint = await TestEndpoint.StartAsync();
        await using (endpoint)
        {
            var upstream = await endpoint.AddUpstreamAsync("", "disconnected");
            var client = await endpoint.ConnectAsync("json.webpubsub.azure.v1");
            var stopping = endpoint.Endpoint.DisposeAsync();
            Assert.Equal("disconnected", Assert.Single(await client.ReadToCloseAsync()).GetProperty("event").GetString());
            Assert.Equal(WebSocketCloseStatus.EndpointUnavailable, client.CloseStatus);
            await upstream.NextAsync("disconnected");
            await client.DisposeAsync();
            await stopping;
        }
    }

    [Fact]
    public async Task A_port_that_is_taken_is_an_IOException()
    {
        await using var endpoint = await TestEndpoint.StartAsync();
        await Assert.ThrowsAsync<IOException>(() => WebPubSubEndpoint.StartAsync(
            new WebPubSubEndpointOptions { Port = endpoint.Endpoint.Endpoint.Port }, TestEndpoint.Cancel));
    }

    /// <summary>A TCP connection that speaks WebSocket by hand.</summary>
    private sealed class RawSocket : IDisposable
    {
        private readonly TcpClient _tcp = new();

        public static async Task<RawSocket> ConnectAsync(TestEndpoint endpoint, string userId)
        {
            var socket = new RawSocket();
            Assert.Equal(101, await socket.HandshakeAsync(endpoint, userId));
            return socket;
        }

        /// <summary>A final or first frame, masked with zeros.</summary>
        public static byte[] Frame(byte first, string text) => [first, (byte)(0x80 | text.Length), 0, 0, 0, 0, .. Encoding.UTF8.GetBytes(text)];

        public async Task<int> HandshakeAsync(TestEndpoint endpoint, string userId, string? otherHeader = null)
        {
            await _tcp.ConnectAsync("127.0.0.1", endpoint.Endpoint.Endpoint.Port, Deadline.Token);
            var headers = new Dictionary<string, string>
            {
                ["Host"] = endpoint.Endpoint.Endpoint.Authority,
                ["Connection"] = "keep-alive, Upgrade",
                ["Upgrade"] = "WebSocket",
                ["Sec-WebSocket-Version"] = "13",
                ["Sec-WebSocket-Key"] = "dGhlIHNhbXBsZSBub25jZQ==",
                ["Sec-WebSocket-Protocol"] = "json.webpubsub.azure.v1",
            };
            if (otherHeader?.Split(": ") is [var name, var value])
            {
                headers[name] = value;
            }

            var lines = headers.Select(header => $"{header.Key}: {header.Value}\r\n");
            await SendAsync(Encoding.ASCII.GetBytes(
                $"GET /client/hubs/chat?access_token={endpoint.Token(userId)} HTTP/1.1\r\n{string.Concat(lines)}\r\n"));
            var answer = new StringBuilder();
            while (!answer.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal))
            {
                answer.Append((char)(await ReadExactlyAsync(1))[0]);
            }

            if (answer.ToString().Contains(" 101 ", StringComparison.Ordinal))
            {
                // The example of RFC 6455, section 1.3.
                Assert.Contains("Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=", answer.ToString(), StringComparison.Ordinal);
            }

            return int.Parse(answer.ToString().Split(' ')[1], System.Globalization.CultureInfo.InvariantCulture);
        }

        public async Task SendAsync(byte[] bytes) => await _tcp.GetStream().WriteAsync(bytes, Deadline.Token);

        public async Task<SentFrame> ReadAsync()
        {
            var head = await ReadExactlyAsync(2);
            var length = head[1] == 126 ? BinaryPrimitives.ReadUInt16BigEndian(await ReadExactlyAsync(2)) : head[1];
            return new SentFrame(head[0] & 0x0F, await ReadExactlyAsync(length));
        }

        public async Task<List<SentFrame>> ReadToEndAsync()
        {
            var frames = new List<SentFrame>();
            var deadline = Deadline.Token;
            try
            {
                while (true)
                {
                    deadline.ThrowIfCancellationRequested();
                    frames.Add(await ReadAsync());
                }
            }
            catch (IOException)
            {
                return frames;
            }
        }

        public void Dispose() => _tcp.Dispose();

        private async Task<byte[]> ReadExactlyAsync(int count)
        {
            var bytes = new byte[count];
            await _tcp.GetStream().ReadExactlyAsync(bytes, Deadline.Token);
            return bytes;
        }
    }

    private sealed record SentFrame(int Opcode, byte[] Payload)
    {
        public string Text => Encoding.UTF8.GetString(Payload);
    }
}
