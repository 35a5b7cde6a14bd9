using Fixia.Capacity.Engine;
using Fixia.Capacity.Model;

namespace Fixia.Capacity.Scenarios;

/// <summary>What can happen at the busiest hour, beside the traffic of that hour.</summary>
public static class Incidents
{
    /// <summary>When it happens, in seconds: late enough for a steady state, early enough to be quick.</summary>
    public const double At = 30;

    /// <summary>Seconds that Web PubSub is away.</summary>
    public const double Outage = 600;

    /// <summary>Seconds between two looks whether an incident is over, and until nobody waits for that any more.</summary>
    private const double Step = 10, Patience = 600;

    /// <summary>Changes that wait in the change feed at any time.</summary>
    private const int SmallBacklog = 100;

    /// <summary>Seconds within which devices sync after an announcement, in the version that did so.</summary>
    private const double SyncSpread = 2;

    /// <summary>Seconds between two looks for announcements (<c>ChangeFeedSettings.RarePollDelayMs</c>), and until one is broadcast (<c>Announcements__Hold</c>).</summary>
    private const double RarePollDelay = 1, Hold = 0.25;

    /// <summary>All sockets are lost at once; the service takes new ones at once.</summary>
    public static Outcome ReconnectStorm(Product product, Deployment deployment, int seed)
    {
        var world = AtPeak(product, deployment, seed);
        world.Simulation.Run(At);
        world.Clients.ForEach(client => client.Lose());
        RunUntilAllHaveEverything(world, At);
        return new Outcome(world, world.Syncs, At, At + world.Syncs.Last);
    }

    /// <summary>Web PubSub is away for ten minutes; then it is back, and knows nobody.</summary>
    public static Outcome WithoutWebPubSub(Product product, Deployment deployment, int seed)
    {
        var world = AtPeak(product, deployment, seed);
        world.Simulation.Run(At);
        world.WebPubSub.IsUp = false;
        world.Clients.ForEach(client => client.Lose());
        world.Simulation.Run(At + Outage);
        world.WebPubSub.IsUp = true;
        world.Clients.ForEach(client => client.CountFrom(world.Simulation.Now));
        RunUntilAllHaveEverything(world, At + Outage);
        return new Outcome(world, world.Syncs, At, At + Outage);
    }

    /// <summary>One announcement for everybody. A device has everything when its count is right, too.</summary>
    public static Outcome Announcement(Product product, Deployment deployment, int seed)
    {
        var world = AtPeak(product, deployment, seed);
        var arrivals = new Samples();
        world.Simulation.Run(At);
        var seen = At + (RarePollDelay * world.Simulation.Random.NextDouble()) + (product.CountsAnnouncements ? Hold : 0);
        world.Simulation.At(seen, () => world.WebPubSub.Broadcast(world.Clients, client =>
        {
            if (product.CountsAnnouncements)
            {
                arrivals.Add(world.Simulation.Now - At);
            }
            else
            {
                client.CountFrom(At);
                client.SyncSoon(SyncSpread);
            }
        }));
        RunUntilAllHaveEverything(world, At + 10);
        return new Outcome(world, product.CountsAnnouncements ? arrivals : world.Syncs, At, At + 10);
    }

    private static void RunUntilAllHaveEverything(World world, double from)
    {
        for (var end = from + Step; end <= from + Patience; end += Step)
        {
            world.Simulation.Run(end);
            if (world.Backlog < SmallBacklog && world.Clients.TrueForAll(client => client.IsLive && double.IsNaN(client.UnsyncedSince)))
            {
                return;
            }
        }
    }

    /// <summary>Everybody is there, and the traffic is that of the busiest hour.</summary>
    internal static World AtPeak(Product product, Deployment deployment, int seed)
    {
        var world = new World(product, deployment, seed);
        world.Arrive(deployment.Peak, connected: true);
        new Traffic(world).Start(intensity: 1, visits: false);
        return world;
    }
}
