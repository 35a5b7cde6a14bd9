using Fixia.Capacity.Model;

namespace Fixia.Capacity.Scenarios;

/// <summary>
/// A day without incidents: as good as nobody at night, everybody in the afternoon, half of them on average. Of every second hour
/// half a minute is simulated, at the number of users and the traffic that it has; what it costs counts 240 times.
/// </summary>
public static class Day
{
    /// <summary>Parts of a day.</summary>
    private const int Parts = 24 / DayPart.Hours;

    /// <summary>Seconds of each that are simulated.</summary>
    private const double Simulated = 30;

    /// <summary>Runs twelve of them.</summary>
    public static IReadOnlyList<DayPart> Run(Product product, Deployment deployment, int seed) =>
        [.. Enumerable.Range(0, Parts).Select(part => RunPart(product, deployment, seed + part, (1 - Math.Cos(2 * Math.PI * (part + 0.5) / Parts)) / 2))];

    private static DayPart RunPart(Product product, Deployment deployment, int seed, double share)
    {
        var world = new World(product, deployment, seed);
        var connected = (int)(deployment.Peak * share);
        world.Arrive(connected, connected: true);
        var opened = world.Tally.Connections;
        new Traffic(world).Start(share, visits: true);
        world.Simulation.Run(Simulated);
        world.Tally.Connections -= opened;
        return new DayPart(connected, world.Tally, DayPart.Seconds / Simulated, world.Latency(ChangeKind.Live));
    }
}
