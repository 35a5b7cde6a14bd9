using System.Buffers;
using System.Buffers.Binary;
using System.Net.WebSockets;
using System.Text;
using System.Text.Unicode;

namespace Fixia.Local.WebPubSub.Clients;

/// <summary>
/// Frames queued messages (RFC 6455, section 5.2; a server's frames are not masked) and writes as many as fit with one
/// system call. Holds a buffer only while there is something to write.
/// </summary>
internal sealed class FrameWriter(FrameStream stream) : IDisposable
{
    private const int BufferBytes = 16 * 1024;

    /// <summary>Longest frame header plus the longest <c>{"sequenceId":18446744073709551615,</c>.</summary>
    private const int MaxOverhead = 10 + 36;

    private const byte Final = 0x80;

    private byte[]? _buffer;
    private int _used;

    public async ValueTask WriteAsync(OutboundFrame frame, CancellationToken cancellationToken)
    {
        _buffer ??= ArrayPool<byte>.Shared.Rent(BufferBytes);
        if (_used + MaxOverhead + frame.Payload.Length > _buffer.Length && _used > 0)
        {
            await FlushAsync(cancellationToken);
        }

        var rest = WriteHead(frame);
        if (_used + rest.Length <= _buffer.Length)
        {
            rest.CopyTo(_buffer.AsMemory(_used));
            _used += rest.Length;
            return;
        }

        var used = _used;
        _used = 0;
        await stream.WriteAsync(_buffer.AsMemory(0, used), rest, cancellationToken);
    }

    public async ValueTask WriteCloseAsync(WebSocketCloseStatus status, string reason, CancellationToken cancellationToken)
    {
        if (status == WebSocketCloseStatus.Empty)
        {
            await WriteAsync(new OutboundFrame(default, WebSocketMessageType.Close), cancellationToken);
            return;
        }

        // The reason is one of ours or the client's own, so it fits into the 125 bytes of a control frame.
        var payload = new byte[2 + Encoding.UTF8.GetByteCount(reason)];
        BinaryPrimitives.WriteUInt16BigEndian(payload, (ushort)status);
        Encoding.UTF8.GetBytes(reason, payload.AsSpan(2));
        await WriteAsync(new OutboundFrame(payload, WebSocketMessageType.Close), cancellationToken);
    }

    public async ValueTask FlushAsync(CancellationToken cancellationToken)
    {
        if (_used > 0)
        {
            var used = _used;
            _used = 0;
            await stream.WriteAsync(_buffer.AsMemory(0, used), cancellationToken);
        }
    }

    /// <summary>Gives the buffer back until the next write.</summary>
    public void Rest()
    {
        if (_buffer is not null)
        {
            ArrayPool<byte>.Shared.Return(_buffer);
            _buffer = null;
        }
    }

    public void Dispose() => Rest();

    /// <summary>Writes the header and the sequence number, if any; returns what of the payload is still to be written.</summary>
    private ReadOnlyMemory<byte> WriteHead(in OutboundFrame frame)
    {
        Span<byte> prefix = stackalloc byte[36];
        var rest = frame.Payload;
        var prefixLength = 0;
        if (frame.SequenceId != 0)
        {
            // The number goes where the shared JSON has its opening brace.
            Utf8.TryWrite(prefix, $"{{\"sequenceId\":{frame.SequenceId},", out prefixLength);
            rest = rest[1..];
        }

        var span = _buffer.AsSpan(_used);
        _used += WriteHeader(span, frame.Type, prefixLength + rest.Length);
        prefix[..prefixLength].CopyTo(_buffer.AsSpan(_used));
        _used += prefixLength;
        return rest;
    }

    private static int WriteHeader(Span<byte> span, WebSocketMessageType type, int length)
    {
        span[0] = (byte)(Final | type switch
        {
            WebSocketMessageType.Text => 0x1,
            WebSocketMessageType.Binary => 0x2,
            _ => 0x8,
        });
        switch (length)
        {
            case <= 125:
                span[1] = (byte)length;
                return 2;
            case <= ushort.MaxValue:
                span[1] = 126;
                BinaryPrimitives.WriteUInt16BigEndian(span[2..], (ushort)length);
                return 4;
            default:
                span[1] = 127;
                BinaryPrimitives.WriteUInt64BigEndian(span[2..], (ulong)length);
                return 10;
        }
    }
}
