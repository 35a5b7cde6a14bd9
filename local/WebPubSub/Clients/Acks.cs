using Fixia.Local.WebPubSub.Protocol;

namespace Fixia.Local.WebPubSub.Clients;

/// <summary>Acks the requests of a connection, and knows the newest of those that were done: client-spec 3.1.</summary>
/// <param name="answer">Sends to the client.</param>
internal sealed class Acks(Action<ReadOnlyMemory<byte>> answer)
{
    private const int Remembered = 1000;

    private readonly Lock _gate = new();
    private readonly HashSet<ulong> _done = [];
    private readonly Queue<ulong> _order = [];

    /// <summary>Whether a request was done before. Then its client has been told so.</summary>
    public bool RefuseRepeated(ulong? ackId)
    {
        if (ackId is not { } id || !IsDone(id))
        {
            return false;
        }

        answer(ServerJson.Ack(id, AckError.Duplicate(id)));
        return true;
    }

    /// <summary>Answers a request that asked for it. Only what was done is a duplicate next time: the rest can be tried again.</summary>
    public void Complete(ulong? ackId, AckError? error)
    {
        if (ackId is { } id)
        {
            if (error is null)
            {
                Remember(id);
            }

            answer(ServerJson.Ack(id, error));
        }
    }

    private bool IsDone(ulong id)
    {
        lock (_gate)
        {
            return _done.Contains(id);
        }
    }

    private void Remember(ulong id)
    {
        lock (_gate)
        {
            if (_done.Add(id))
            {
                _order.Enqueue(id);
                if (_order.Count > Remembered)
                {
                    _done.Remove(_order.Dequeue());
                }
            }
        }
    }
}
