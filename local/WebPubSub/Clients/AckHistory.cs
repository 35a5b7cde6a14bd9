namespace Fixia.Local.WebPubSub.Clients;

/// <summary>The newest ackIds of what a connection asked for and was done: client-spec 3.1.</summary>
internal sealed class AckHistory
{
    private const int Capacity = 1000;

    private readonly Lock _gate = new();
    private readonly HashSet<ulong> _ids = [];
    private readonly Queue<ulong> _order = [];

    public bool Contains(ulong ackId)
    {
        lock (_gate)
        {
            return _ids.Contains(ackId);
        }
    }

    public void Add(ulong ackId)
    {
        lock (_gate)
        {
            if (!_ids.Add(ackId))
            {
                return;
            }

            _order.Enqueue(ackId);
            if (_order.Count > Capacity)
            {
                _ids.Remove(_order.Dequeue());
            }
        }
    }
}
