using Fixia.Local.WebPubSub.Hubs;

namespace Fixia.Local.WebPubSub.Faults;

/// <summary>Makes the endpoint misbehave on command, so that a product's resilience can be tested. Nothing is on at start.</summary>
public sealed class FaultInjector
{
    private readonly Lock _gate = new();
    private readonly List<Entry> _entries = [];
    private readonly HubCollection _hubs;
    private readonly TimeProvider _time;
    private volatile bool _any;
    private int _lastId;

    internal FaultInjector(HubCollection hubs, TimeProvider time) => (_hubs, _time) = (hubs, time);

    /// <summary>The faults that are not over.</summary>
    public IReadOnlyList<ActiveFault> Active
    {
        get
        {
            lock (_gate)
            {
                return [.. _entries.Select(entry => new ActiveFault(entry.Id, entry.Fault, entry.Happened))];
            }
        }
    }

    /// <summary>How many clients are connected, of all hubs.</summary>
    public int Clients => _hubs.All.Sum(hub => hub.All().Length);

    /// <summary>Turns a fault on. Of several of one kind the oldest is asked first.</summary>
    /// <returns>Its number.</returns>
    /// <exception cref="ArgumentException">A value of the fault is out of its range.</exception>
    public int Add(Fault fault)
    {
        ArgumentNullException.ThrowIfNull(fault);
        fault.Validate();
        lock (_gate)
        {
            _entries.Add(new Entry(++_lastId, fault));
            _any = true;
            return _lastId;
        }
    }

    /// <summary>Turns a fault off.</summary>
    /// <returns>False when there is none of that number.</returns>
    public bool Remove(int id)
    {
        lock (_gate)
        {
            var removed = _entries.RemoveAll(entry => entry.Id == id) > 0;
            _any = _entries.Count > 0;
            return removed;
        }
    }

    /// <summary>Turns every fault off.</summary>
    public void Clear()
    {
        lock (_gate)
        {
            _entries.Clear();
            _any = false;
        }
    }

    /// <summary>Cuts the sockets of clients now, as a network fault would: no close frame, and reliable ones can recover.</summary>
    /// <param name="hub">The only hub whose clients are cut; null for every hub.</param>
    /// <returns>How many were cut.</returns>
    public int CutClients(string? hub = null)
    {
        var cut = _hubs.All
            .Where(one => hub is null || one.Name.Equals(hub, StringComparison.OrdinalIgnoreCase))
            .SelectMany(one => one.All())
            .ToArray();
        foreach (var connection in cut)
        {
            connection.CutSocket();
        }

        return cut.Length;
    }

    /// <summary>The fault that happens now, if one does.</summary>
    internal Fault? Take(FaultKind kind, string? hub)
    {
        if (!_any)
        {
            return null;
        }

        lock (_gate)
        {
            var entry = _entries.Find(entry => entry.Applies(kind, hub) && Random.Shared.NextDouble() < entry.Fault.Probability);
            if (entry is null)
            {
                return null;
            }

            if (++entry.Happened == entry.Fault.Count)
            {
                _entries.Remove(entry);
                _any = _entries.Count > 0;
            }

            return entry.Fault;
        }
    }

    /// <summary>Waits, if a fault of a delaying kind happens now.</summary>
    internal async ValueTask DelayAsync(FaultKind kind, string? hub, CancellationToken cancellationToken)
    {
        if (Take(kind, hub) is { } fault)
        {
            await Task.Delay(fault.Delay, _time, cancellationToken);
        }
    }

    private sealed class Entry(int id, Fault fault)
    {
        public int Id { get; } = id;

        public Fault Fault { get; } = fault;

        public int Happened { get; set; }

        public bool Applies(FaultKind kind, string? hub) =>
            Fault.Kind == kind && (Fault.Hub is null || string.Equals(Fault.Hub, hub, StringComparison.OrdinalIgnoreCase));
    }
}
