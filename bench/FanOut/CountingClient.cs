using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;

namespace FanOut;

/// <summary>
/// A WebSocket client that counts messages and does as little else as it can, so that the load takes little of the machine
/// from the server. It reads frames (RFC 6455, section 5.2) and looks at no payload but the first bytes.
/// </summary>
internal sealed class CountingClient : IDisposable
{
    private readonly Socket _socket;
    private readonly Func<ReadOnlyMemory<byte>, CountingClient, bool> _counts;
    private readonly byte[] _buffer = new byte[64 * 1024];
    private int _filled;
    private long _messages;

    private CountingClient(Socket socket, Func<ReadOnlyMemory<byte>, CountingClient, bool> counts)
    {
        _socket = socket;
        _counts = counts;
    }

    /// <summary>Messages so far.</summary>
    public long Messages => Interlocked.Read(ref _messages);

    /// <summary>What tells the server that the messages so far arrived; null for a protocol that needs none.</summary>
    public Func<long, string>? Acknowledgement { get; init; }

    /// <param name="endpoint">Where the server listens.</param>
    /// <param name="path">Path and query of the handshake.</param>
    /// <param name="subprotocol">What to offer, if anything.</param>
    /// <param name="counts">Whether a text frame is a message. Can answer what the protocol wants answered.</param>
    /// <param name="acknowledgement">See <see cref="Acknowledgement"/>.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    public static async Task<CountingClient> ConnectAsync(
        IPEndPoint endpoint,
        string path,
        string? subprotocol,
        Func<ReadOnlyMemory<byte>, CountingClient, bool> counts,
        Func<long, string>? acknowledgement,
        CancellationToken cancellationToken)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(endpoint, cancellationToken);
        var client = new CountingClient(socket, counts) { Acknowledgement = acknowledgement };
        await client.HandshakeAsync(endpoint, path, subprotocol, cancellationToken);
        _ = client.ReadAsync();
        return client;
    }

    /// <summary>Acknowledges what arrived, where the protocol has that.</summary>
    public Task AcknowledgeAsync() => Acknowledgement is null || Messages == 0 ? Task.CompletedTask : SendAsync(Acknowledgement(Messages));

    /// <summary>Sends a short text frame, masked with zeros: a mask is required, and which one does not matter here.</summary>
    public async Task SendAsync(string text)
    {
        var payload = Encoding.UTF8.GetBytes(text);
        byte[] header = payload.Length < 126
            ? [0x81, (byte)(0x80 | payload.Length), 0, 0, 0, 0]
            : [0x81, 0x80 | 126, (byte)(payload.Length >> 8), (byte)payload.Length, 0, 0, 0, 0];
        await _socket.SendAsync((byte[])[.. header, .. payload]);
    }

    public void Dispose() => _socket.Dispose();

    private async Task HandshakeAsync(IPEndPoint endpoint, string path, string? subprotocol, CancellationToken cancellationToken)
    {
        var request = $"GET {path} HTTP/1.1\r\nHost: {endpoint}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
            + $"Sec-WebSocket-Key: {Convert.ToBase64String(RandomNumberGenerator.GetBytes(16))}\r\n"
            + (subprotocol is null ? "" : $"Sec-WebSocket-Protocol: {subprotocol}\r\n") + "\r\n";
        await _socket.SendAsync(Encoding.ASCII.GetBytes(request), cancellationToken);
        while (true)
        {
            var read = await _socket.ReceiveAsync(_buffer.AsMemory(_filled), cancellationToken);
            _filled += read;
            var end = _buffer.AsSpan(0, _filled).IndexOf("\r\n\r\n"u8);
            if (read == 0 || (end >= 0 && !_buffer.AsSpan(0, _filled).StartsWith("HTTP/1.1 101"u8)))
            {
                throw new InvalidOperationException("The handshake was refused.");
            }

            if (end >= 0)
            {
                Drop(end + 4);
                return;
            }
        }
    }

    private async Task ReadAsync()
    {
        try
        {
            while (true)
            {
                TakeFrames();
                var read = await _socket.ReceiveAsync(_buffer.AsMemory(_filled));
                if (read == 0)
                {
                    return;
                }

                _filled += read;
            }
        }
        catch (Exception error) when (error is SocketException or ObjectDisposedException)
        {
            // The run is over.
            return;
        }
    }

    private void TakeFrames()
    {
        var position = 0;
        while (_filled - position >= 2)
        {
            var (header, length) = _buffer[position + 1] switch
            {
                126 when _filled - position >= 4 => (4, (_buffer[position + 2] << 8) | _buffer[position + 3]),
                126 => (4, int.MaxValue),
                var small => (2, (int)small),
            };
            if (_filled - position - header < length)
            {
                break;
            }

            if (_counts(_buffer.AsMemory(position + header, length), this))
            {
                Interlocked.Increment(ref _messages);
            }

            position += header + length;
        }

        Drop(position);
    }

    private void Drop(int count)
    {
        Buffer.BlockCopy(_buffer, count, _buffer, 0, _filled - count);
        _filled -= count;
    }
}
