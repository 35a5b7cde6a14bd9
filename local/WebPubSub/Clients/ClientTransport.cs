using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Net.WebSockets;
using System.Threading.Channels;
using Fixia.Local.WebPubSub.Protocol;

namespace Fixia.Local.WebPubSub.Clients;

/// <summary>
/// One WebSocket of a connection: a bounded queue with one writer, and a reader that hands on whole messages. A reliable
/// connection can outlive several of them.
/// </summary>
[SuppressMessage("Design", "CA1001", Justification = "The source has no timer, and a closing connection can hold its last socket a moment too long to dispose it.")]
internal sealed class ClientTransport(WebPubSubEndpointOptions options)
{
    private const int ReceiveBufferBytes = 4 * 1024;

    private readonly Channel<OutboundFrame> _outbound = Channel.CreateBounded<OutboundFrame>(
        new BoundedChannelOptions(options.Limits.MaxOutboundMessages) { SingleReader = true });

    private readonly CancellationTokenSource _cut = new();

    private long _queuedBytes;
    private volatile bool _queueDone;
    private Farewell? _farewell;

    /// <summary>Queues a frame. Never waits.</summary>
    /// <returns>False when the client reads so slowly that the queue is full.</returns>
    public bool TryEnqueue(in OutboundFrame frame)
    {
        if (Interlocked.Add(ref _queuedBytes, frame.Payload.Length) <= options.Limits.MaxOutboundBytes
            && _outbound.Writer.TryWrite(frame))
        {
            return true;
        }

        Interlocked.Add(ref _queuedBytes, -frame.Payload.Length);

        // A queue that is done is not full: the socket is going, and what comes now is for the next one or for nobody.
        return _queueDone;
    }

    /// <summary>Ends the socket: what is queued, unless it is dropped, then one last message and the close frame.</summary>
    /// <remarks>A client that takes none of it within <see cref="WebPubSubTimeouts.Close"/> is cut.</remarks>
    public void Finish(ReadOnlyMemory<byte> lastMessage, WebSocketCloseStatus status, string reason, bool dropQueued = false)
    {
        if (Interlocked.CompareExchange(ref _farewell, new Farewell(lastMessage, status, reason, dropQueued), null) is null)
        {
            EndQueue();
            _ = CutLaterAsync();
        }
    }

    /// <summary>Cuts the socket without a word.</summary>
    public void Abort()
    {
        EndQueue();
        _cut.Cancel();
    }

    /// <summary>Runs until the socket is gone.</summary>
    /// <param name="upgraded">The bytes after the opening handshake.</param>
    /// <param name="subprotocol">What the handshake settled.</param>
    /// <param name="receiver">Takes the client's messages.</param>
    /// <param name="aborted">Set when the server finds the connection broken.</param>
    /// <returns>The close frame of the client, or null when there was none.</returns>
    public async Task<ClientClose?> RunAsync(Stream upgraded, string? subprotocol, IClientReceiver receiver, CancellationToken aborted)
    {
        await using var stream = new FrameStream(upgraded, Abort);
        using var socket = WebSocket.CreateFromStream(stream, new WebSocketCreationOptions
        {
            IsServer = true,
            SubProtocol = subprotocol,
            KeepAliveInterval = options.Timeouts.KeepAliveInterval,
            KeepAliveTimeout = options.Timeouts.KeepAliveTimeout,
        });
        using var registration = aborted.UnsafeRegister(static self => ((ClientTransport)self!).Abort(), this);

        var writing = WriteAsync(stream, _cut.Token);
        ClientClose? close = null;
        try
        {
            close = await ReadAsync(socket, receiver, _cut.Token);
            Finish(default, close.Status, close.Reason, dropQueued: true);
            await writing;
        }
        catch (Exception error) when (error is OperationCanceledException or WebSocketException or IOException)
        {
            // The socket is gone, whichever side cut it: there is nobody left to tell.
            close = null;
        }

        Abort();
        await writing;
        return close;
    }

    private async Task<ClientClose> ReadAsync(WebSocket socket, IClientReceiver receiver, CancellationToken cancellationToken)
    {
        while (true)
        {
            // An empty read waits for a message without holding a buffer for an idle client.
            var head = await socket.ReceiveAsync(Memory<byte>.Empty, cancellationToken);
            if (head.MessageType == WebSocketMessageType.Close)
            {
                return CloseOf(socket);
            }

            if (head.EndOfMessage)
            {
                await receiver.OnMessageAsync(TypeOf(head.MessageType), default, cancellationToken);
            }
            else if (await ReadMessageAsync(socket, receiver, cancellationToken) is { } close)
            {
                return close;
            }
        }
    }

    private async ValueTask<ClientClose?> ReadMessageAsync(
        WebSocket socket, IClientReceiver receiver, CancellationToken cancellationToken)
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

                var part = await socket.ReceiveAsync(buffer.AsMemory(length), cancellationToken);
                if (part.MessageType == WebSocketMessageType.Close)
                {
                    return CloseOf(socket);
                }

                length += part.Count;
                if (length > options.Limits.MaxClientMessageBytes)
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

    private async Task WriteAsync(FrameStream stream, CancellationToken cancellationToken)
    {
        using var writer = new FrameWriter(stream);
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
            EndQueue();
        }
    }

    private async ValueTask WriteQueuedAsync(FrameWriter writer, CancellationToken cancellationToken)
    {
        while (_outbound.Reader.TryRead(out var frame))
        {
            Interlocked.Add(ref _queuedBytes, -frame.Payload.Length);
            var expired = frame.ExpiresAt != 0 && options.TimeProvider.GetTimestamp() > frame.ExpiresAt;
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
            await Task.Delay(options.Timeouts.Close, options.TimeProvider, _cut.Token);
            await _cut.CancelAsync();
        }
        catch (OperationCanceledException)
        {
            // The socket went before its time was up, as it should.
            return;
        }
    }

    private void EndQueue()
    {
        _queueDone = true;
        _outbound.Writer.TryComplete();
    }

    private static ClientClose CloseOf(WebSocket socket) =>
        new(socket.CloseStatus ?? WebSocketCloseStatus.Empty, socket.CloseStatusDescription ?? "");

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
