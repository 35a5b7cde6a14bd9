namespace Fixia.Local.WebPubSub.Clients;

/// <summary>
/// The ackIds that a connection has used: client-spec 3.1. Clients count up from somewhere, so the ids are kept as
/// ranges, and a whole session is usually one.
/// </summary>
internal sealed class AckHistory
{
    /// <summary>A client that jumps about makes the oldest ranges go, never memory grow.</summary>
    private const int MaxRanges = 1000;

    private readonly Lock _gate = new();
    private readonly List<(ulong First, ulong Last)> _ranges = [];

    public bool Contains(ulong ackId)
    {
        lock (_gate)
        {
            return IndexOf(ackId) >= 0;
        }
    }

    public void Add(ulong ackId)
    {
        lock (_gate)
        {
            var index = IndexOf(ackId);
            if (index < 0)
            {
                Insert(~index, ackId);
            }
        }
    }

    private void Insert(int index, ulong ackId)
    {
        var joinsPrevious = index > 0 && _ranges[index - 1].Last + 1 == ackId;
        var joinsNext = index < _ranges.Count && _ranges[index].First - 1 == ackId;
        if (joinsPrevious && joinsNext)
        {
            _ranges[index - 1] = (_ranges[index - 1].First, _ranges[index].Last);
            _ranges.RemoveAt(index);
        }
        else if (joinsPrevious)
        {
            _ranges[index - 1] = (_ranges[index - 1].First, ackId);
        }
        else if (joinsNext)
        {
            _ranges[index] = (ackId, _ranges[index].Last);
        }
        else
        {
            _ranges.Insert(index, (ackId, ackId));
        }

        if (_ranges.Count > MaxRanges)
        {
            _ranges.RemoveAt(0);
        }
    }

    /// <summary>The range that holds an id, or the complement of where a range of its own would go.</summary>
    private int IndexOf(ulong ackId)
    {
        var (low, high) = (0, _ranges.Count - 1);
        while (low <= high)
        {
            var middle = (low + high) / 2;
            if (ackId < _ranges[middle].First)
            {
                high = middle - 1;
            }
            else if (ackId > _ranges[middle].Last)
            {
                low = middle + 1;
            }
            else
            {
                return middle;
            }
        }

        return ~low;
    }
}
