namespace Fixia.Capacity.Engine;

/// <summary>
/// Equal servers behind one queue, first come, first served. As nobody overtakes, the end of a service is known on arrival.
/// </summary>
public sealed class ServerQueue
{
    private readonly Simulation simulation;
    private readonly PriorityQueue<byte, double> freeAt = new();

    /// <summary>Creates the servers.</summary>
    public ServerQueue(Simulation simulation, string name, int servers)
    {
        (this.simulation, Pressure) = (simulation, new Pressure(name));
        for (var i = 0; i < servers; i++)
        {
            Add(simulation.Now);
        }
    }

    /// <summary>How many servers there are, those that are still starting among them.</summary>
    public int Servers => freeAt.Count;

    /// <summary>Seconds of service so far, those that are promised among them.</summary>
    public double Busy { get; private set; }

    /// <summary>Who waited, and how long.</summary>
    public Pressure Pressure { get; }

    /// <summary>One more server, from a time on.</summary>
    public void Add(double at) => freeAt.Enqueue(0, at);

    /// <summary>A service of some seconds; ends when it is done.</summary>
    public Simulation.Moment Serve(double seconds)
    {
        freeAt.TryPeek(out _, out var free);
        var start = Math.Max(free, simulation.Now);
        freeAt.DequeueEnqueue(0, start + seconds);
        Busy += seconds;
        Pressure.Waited(simulation.Now, start - simulation.Now);
        return simulation.Until(start + seconds);
    }
}
