using System.Net.WebSockets;
using Fixia.Local.WebPubSub.Faults;
using Fixia.Local.WebPubSub.Hubs;
using Fixia.Local.WebPubSub.Protocol;
using Fixia.Local.WebPubSub.Upstream;

namespace Fixia.Local.WebPubSub.Clients;

/// <summary>
/// A client connection (key-concepts, Terms): it belongs to one hub, has an id of its own, and, when it is reliable, can
/// span several sockets.
/// </summary>
internal sealed class ClientConnection
{
    private readonly Lock _gate = new();
    private readonly WebPubSubService _service;
    private readonly ReliableStream? _reliable;
    private ClientTransport? _transport;
    private ITimer? _expiry;
    private bool _closed;
    private long _lastEventId;

    public ClientConnection(ClientIdentity identity, Hub hub, WebPubSubService service)
    {
        _service = service;
        Identity = identity;
        Hub = hub;
        Upstream = new UpstreamQueue(service);
        Acks = new Acks(Answer);
        Kind = Subprotocol.KindOf(identity.Subprotocol);
        Permissions = new Permissions(identity.Roles);
        State = identity.State;
        _reliable = Kind == ClientKind.ReliableJson ? new ReliableStream(service.Options.Limits) : null;
    }

    public ClientIdentity Identity { get; }

    public string Id => Identity.ConnectionId;

    public string? UserId => Identity.UserId;

    public ClientKind Kind { get; }

    public Hub Hub { get; }

    public Permissions Permissions { get; }

    /// <summary>The groups that it is in. Guarded by the hub's lock.</summary>
    public HashSet<string> Groups { get; } = new(StringComparer.Ordinal);

    /// <summary>Its requests that want an ack.</summary>
    public Acks Acks { get; }

    /// <summary>The invocations that it waits for.</summary>
    public Invocations Invocations { get; } = new();

    /// <summary>Its events, delivered in order.</summary>
    public UpstreamQueue Upstream { get; }

    /// <summary>The <c>connectionState</c> that the event handlers pass on (reference-cloud-events, Attributes).</summary>
    public string? State { get; set; }

    /// <summary>The number of its next event: 0 was <c>connect</c>.</summary>
    public long NextEventId() => Interlocked.Increment(ref _lastEventId);

    /// <summary>Makes a socket the one that this connection speaks through, and sends what the last one left unacknowledged.</summary>
    /// <returns>False when the connection is gone.</returns>
    public bool TryAttach(ClientTransport transport, ReadOnlyMemory<byte> greeting = default)
    {
        ClientTransport? previous;
        var fits = true;
        lock (_gate)
        {
            if (_closed)
            {
                return false;
            }

            (previous, _transport) = (_transport, transport);
            _expiry?.Dispose();
            _expiry = null;
            if (!greeting.IsEmpty)
            {
                transport.TryEnqueue(OutboundFrame.Text(greeting));
            }

            foreach (var frame in _reliable?.Unacknowledged ?? [])
            {
                fits &= transport.TryEnqueue(frame);
            }
        }

        previous?.Abort();
        if (!fits)
        {
            // Better no connection than one with a gap in it.
            Close(CloseReasons.SlowReader, WebSocketCloseStatus.PolicyViolation, dropQueued: true);
        }

        return true;
    }

    /// <summary>Takes note that a socket is gone: a reliable connection waits for the next one, any other ends.</summary>
    /// <param name="transport">The socket that is gone.</param>
    /// <param name="close">The client's close frame, if it sent one.</param>
    public void Detach(ClientTransport transport, ClientClose? close)
    {
        lock (_gate)
        {
            if (_transport != transport)
            {
                return;
            }

            _transport = null;

            // Only a client that says it is done is done: an official client that wants to recover closes without a status.
            if (_reliable is not null && close?.Status != WebSocketCloseStatus.NormalClosure)
            {
                _expiry = _service.Options.TimeProvider.CreateTimer(
                    static self => ((ClientConnection)self!).Expire(), this, _service.Options.Timeouts.Recovery, Timeout.InfiniteTimeSpan);
                Log.SocketLost(_service.Logger, Id);
                return;
            }
        }

        Close(close is null ? CloseReasons.SocketDropped : close.Reason, WebSocketCloseStatus.NormalClosure);
    }

    /// <summary>Sends a message of the service, a group or an event handler. Never waits.</summary>
    public void Deliver(ServerMessage message)
    {
        if (_service.Faults.Take(FaultKind.ClientDropped, Hub.Name) is not null)
        {
            CutSocket();
        }

        switch (Kind)
        {
            case ClientKind.ReliableJson:
                DeliverReliably(message);
                break;
            case ClientKind.Json:
                Enqueue(OutboundFrame.Text(message.Json, message.ExpiresAt));
                break;
            default:
                Enqueue(message.Data.Type == DataType.Binary
                    ? OutboundFrame.Binary(message.Data.Bytes, message.ExpiresAt)
                    : OutboundFrame.Text(message.Data.Bytes, message.ExpiresAt));
                break;
        }
    }

    /// <summary>Sends an answer that belongs to this socket alone and is lost with it: an ack or a pong.</summary>
    public void Answer(ReadOnlyMemory<byte> json) => Enqueue(OutboundFrame.Text(json));

    /// <summary>Takes a reliable client's <c>sequenceAck</c>.</summary>
    public void Acknowledge(ulong sequenceId)
    {
        lock (_gate)
        {
            _reliable?.Acknowledge(sequenceId);
        }
    }

    /// <summary>Ends the connection for good: tells the client why, leaves the hub, and raises <c>disconnected</c>.</summary>
    /// <param name="reason">What the client and the event handlers are told.</param>
    /// <param name="status">Status of the close frame.</param>
    /// <param name="description">Text of the close frame where it is not the reason.</param>
    /// <param name="dropQueued">Whether what waits for the client is not sent.</param>
    public void Close(string reason, WebSocketCloseStatus status, string? description = null, bool dropQueued = false) =>
        Close(reason, status, description ?? reason, dropQueued, onlyWithoutSocket: false);

    /// <summary>Cuts the socket, as a network fault would.</summary>
    public void CutSocket()
    {
        ClientTransport? transport;
        lock (_gate)
        {
            transport = _transport;
        }

        transport?.Abort();
    }

    private void DeliverReliably(ServerMessage message)
    {
        string? overflow = null;
        lock (_gate)
        {
            if (_closed)
            {
                return;
            }

            if (!_reliable!.TryAppend(message.Json, message.ExpiresAt, out var frame))
            {
                overflow = CloseReasons.TooMuchUnacknowledged;
            }
            else if (_transport?.TryEnqueue(frame) == false)
            {
                overflow = CloseReasons.SlowReader;
            }
        }

        if (overflow is not null)
        {
            Close(overflow, WebSocketCloseStatus.PolicyViolation, dropQueued: true);
        }
    }

    private void Enqueue(in OutboundFrame frame)
    {
        if (Volatile.Read(ref _transport)?.TryEnqueue(frame) == false)
        {
            Close(CloseReasons.SlowReader, WebSocketCloseStatus.PolicyViolation, dropQueued: true);
        }
    }

    private void Expire() =>
        Close(CloseReasons.NotRecovered, WebSocketCloseStatus.NormalClosure, description: "", dropQueued: true, onlyWithoutSocket: true);

    private void Close(string reason, WebSocketCloseStatus status, string description, bool dropQueued, bool onlyWithoutSocket)
    {
        ClientTransport? transport;
        lock (_gate)
        {
            if (_closed || (onlyWithoutSocket && _transport is not null))
            {
                return;
            }

            _closed = true;
            (transport, _transport) = (_transport, null);
            _expiry?.Dispose();
        }

        Hub.Remove(this);
        transport?.Finish(Kind == ClientKind.Simple ? default : ServerJson.Disconnected(reason), status, description, dropQueued);
        Upstream.Disconnected(this, reason);
        Log.Disconnected(_service.Logger, Id, reason);
    }
}
