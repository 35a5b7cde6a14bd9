namespace Fixia.Local.WebPubSub.Clients;

/// <summary>
/// The numbered messages that a reliable client has not acknowledged: client-spec 3.2. Holds references to shared
/// messages, never copies. Its caller holds the connection's lock.
/// </summary>
internal sealed class ReliableStream(WebPubSubLimits limits)
{
    private readonly Queue<OutboundFrame> _unacknowledged = [];
    private long _bytes;
    private ulong _lastSequenceId;

    /// <summary>Numbers a message and keeps it until it is acknowledged.</summary>
    /// <returns>False when the client has left too much unacknowledged.</returns>
    public bool TryAppend(ReadOnlyMemory<byte> json, long expiresAt, out OutboundFrame frame)
    {
        frame = OutboundFrame.Sequenced(json, ++_lastSequenceId, expiresAt);
        if (_unacknowledged.Count >= limits.MaxUnacknowledgedMessages || _bytes + json.Length > limits.MaxUnacknowledgedBytes)
        {
            return false;
        }

        _unacknowledged.Enqueue(frame);
        _bytes += json.Length;
        return true;
    }

    /// <summary>Forgets every message up to a sequence id.</summary>
    public void Acknowledge(ulong sequenceId)
    {
        while (_unacknowledged.TryPeek(out var frame) && frame.SequenceId <= sequenceId)
        {
            _bytes -= frame.Payload.Length;
            _unacknowledged.Dequeue();
        }
    }

    /// <summary>What a recovered client has to be sent again, in order.</summary>
    public IEnumerable<OutboundFrame> Unacknowledged => _unacknowledged;
}
