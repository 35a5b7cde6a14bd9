using System.Buffers;
using System.Net.WebSockets;
using System.Threading.Channels;
using Fixia.Local.WebPubSub.Protocol;

namespace Fixia.Local.WebPubSub.Clients;

/// <summary>
/// One WebSocket of a connection: a bounded queue with one writer, and a reader that hands on whole messages. A reliable
/// connection can outlive several of them.
/// </summary>
internal sealed class ClientTransport : IDisposable
{
    private const int ReceiveBufferBytes = 4 * 1024;

    private readonly WebPubSubLimits _limits;
    private readonly WebPubSubTimeouts _timeouts;
    private readonly TimeProvider _time;
    private readonly FrameStream _stream;
    private readonly WebSocket _socket;
    private readonly Channel<OutboundFrame> _outbound;
    private readonly CancellationTokenSource _cut;
    private long _queuedBytes;
    private Farewell? _farewell;

    public ClientTransport(Stream upgraded, string? subprotocol, WebPubSubEndpointOptions options, CancellationToken requestAborted)
    {
        _limits = options.Limits;
        _timeouts = options.Timeouts;
        _time = options.TimeProvider;
        _stream = new FrameStream(upgraded);
        _socket = WebSocket.CreateFromStream(_stream, new WebSocketCreationOptions
        {
            IsServer = true,
            SubProtocol = subprotocol,
            KeepAliveInterval = _timeouts.KeepAliveInterval,
            KeepAliveTimeout = _timeouts.KeepAliveTimeout,
        });
        _outbound = Channel.CreateBounded<OutboundFrame>(new BoundedChannelOptions(_limits.MaxOutboundMessages)
        {
            SingleReader = true,
            FullMode = BoundedChannelFullMode.Wait,
        });
        _cut = CancellationTokenSource.CreateLinkedTokenSource(requestAborted);
    }

    /// <summary>Queues a frame. Never waits.</summary>
    /// <returns>False when the client reads so slowly that the queue is full.</returns>
    public bool TryEnqueue(in OutboundFrame frame)
    {
        if (Interlocked.Add(ref _queuedBytes, frame.Payload.Length) <= _limits.MaxOutboundBytes
            && _outbound.Writer.TryWrite(frame))
        {
            return true;
        }

        Interlocked.Add(ref _queuedBytes, -frame.Payload.Length);

        // A queue that was completed is not full: the socket is going, and what comes now is nobody's.
        return Volatile.Read(ref _farewell) is not null;
    }

    /// <summary>Ends the socket: what is queued, unless it is dropped, then one last message and the close frame.</summary>
    /// <remarks>A client that takes none of it within <see cref="WebPubSubTimeouts.Close"/> is cut.</remarks>
    public void Finish(ReadOnlyMemory<byte> lastMessage, WebSocketCloseStatus status, string reason, bool dropQueued = false)
    {
        if (Interlocked.CompareExchange(ref _farewell, new Farewell(lastMessage, status, reason, dropQueued), null) is null)
        {
            _outbound.Writer.TryComplete();
            _ = CutLaterAsync();
        }
    }

    /// <summary>Cuts the socket without a word.</summary>
    public void Abort()
    {
        _outbound.Writer.TryComplete();
        _cut.Cancel();
    }

    /// <summary>Runs until the socket is gone.</summary>
    /// <returns>The close frame of the client, or null when there was none.</returns>
    public async Task<ClientClose?> RunAsync(IClientReceiver receiver)
    {
        var writing = WriteAsync(_cut.Token);
        ClientClose? close = null;
        try
        {
            close = await ReadAsync(receiver, _cut.Token);
            Finish(default, close.Status, close.Reason, dropQueued: true);
            await writing;
        }
        catch (Exception error) when (error is OperationCanceledException or WebSocketException or IOException)
        {
            // The socket is gone, whichever side cut it: there is nobody left to tell.
            Abort();
            await writing;
        }

        return close;
    }

    public void Dispose()
    {
        _cut.Dispose();
        _socket.Dispose();
        _stream.Dispose();
    }

    private async Task<ClientClose> ReadAsync(IClientReceiver receiver, CancellationToken cancellationToken)
    {
        while (true)
        {
            // An empty read waits for a message without holding a buffer for an idle client.
            var head = await _socket.ReceiveAsync(Memory<byte>.Empty, cancellationToken);
            if (head.MessageType == WebSocketMessageType.Close)
            {
                return Closed();
            }

            if (head.EndOfMessage)
            {
                await receiver.OnMessageAsync(TypeOf(head.MessageType), default, cancellationToken);
            }
            else if (await ReadMessageAsync(receiver, cancellationToken) is { } close)
            {
                return close;
            }
        }
    }

    private async ValueTask<ClientClose?> ReadMessageAsync(IClientReceiver receiver, CancellationToken cancellationToken)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(ReceiveBufferBytes);
        try
        {
            var (length, tooBig) = (0, false);
            while (true)
            {
                if (length == buffer.Length)
                {
                    Grow(ref buffer);
                }

                var part = await _socket.ReceiveAsync(buffer.AsMemory(length), cancellationToken);
                if (part.MessageType == WebSocketMessageType.Close)
                {
                    return Closed();
                }

                length += part.Count;
                if (length > _limits.MaxClientMessageBytes)
                {
                    // The close frame is on its way: what else comes of the message is read over.
                    (length, tooBig) = (0, true);
                    receiver.OnMessageTooBig();
                }

                if (part.EndOfMessage)
                {
                    if (!tooBig)
                    {
                        await receiver.OnMessageAsync(TypeOf(part.MessageType), buffer.AsMemory(0, length), cancellationToken);
                    }

                    return null;
                }
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private async Task WriteAsync(CancellationToken cancellationToken)
    {
        using var writer = new FrameWriter(_stream);
        try
        {
            while (await _outbound.Reader.WaitToReadAsync(cancellationToken))
            {
                await WriteQueuedAsync(writer, cancellationToken);
            }

            if (_farewell is { } farewell)
            {
                if (!farewell.LastMessage.IsEmpty)
                {
                    await writer.WriteAsync(OutboundFrame.Text(farewell.LastMessage), cancellationToken);
                }

                await writer.WriteCloseAsync(farewell.Status, farewell.Reason, cancellationToken);
                await writer.FlushAsync(cancellationToken);
            }
        }
        catch (Exception error) when (error is OperationCanceledException or IOException or ObjectDisposedException)
        {
            // The socket is gone; the reader finds out by itself.
            _outbound.Writer.TryComplete();
        }
    }

    private async ValueTask WriteQueuedAsync(FrameWriter writer, CancellationToken cancellationToken)
    {
        while (_outbound.Reader.TryRead(out var frame))
        {
            Interlocked.Add(ref _queuedBytes, -frame.Payload.Length);
            var expired = frame.ExpiresAt != 0 && _time.GetTimestamp() > frame.ExpiresAt;
            if (!expired && Volatile.Read(ref _farewell) is not { DropQueued: true })
            {
                await writer.WriteAsync(frame, cancellationToken);
            }
        }

        await writer.FlushAsync(cancellationToken);
        writer.Rest();
    }

    private async Task CutLaterAsync()
    {
        try
        {
            await Task.Delay(_timeouts.Close, _time, _cut.Token);
            await _cut.CancelAsync();
        }
        catch (Exception error) when (error is OperationCanceledException or ObjectDisposedException)
        {
            // The socket went before its time was up, as it should.
            return;
        }
    }

    private ClientClose Closed() =>
        new(_socket.CloseStatus ?? WebSocketCloseStatus.Empty, _socket.CloseStatusDescription ?? "");

    private static DataType TypeOf(WebSocketMessageType type) =>
        type == WebSocketMessageType.Binary ? DataType.Binary : DataType.Text;

    private static void Grow(ref byte[] buffer)
    {
        var larger = ArrayPool<byte>.Shared.Rent(buffer.Length * 2);
        buffer.CopyTo(larger, 0);
        ArrayPool<byte>.Shared.Return(buffer);
        buffer = larger;
    }

    private sealed record Farewell(ReadOnlyMemory<byte> LastMessage, WebSocketCloseStatus Status, string Reason, bool DropQueued);
}
