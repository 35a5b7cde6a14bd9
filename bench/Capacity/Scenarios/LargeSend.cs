using Fixia.Capacity.Engine;
using Fixia.Capacity.Model;
using Fixia.Costs;

namespace Fixia.Capacity.Scenarios;

/// <summary>A notification for 100,000 users at the busiest hour.</summary>
public static class LargeSend
{
    /// <summary>Users of a request, and requests of the producer side by side, where nothing bounds the rate.</summary>
    private const int UsersOfRequest = 500, Requests = 4;

    /// <summary>Creations of a request side by side (<c>NotificationPublisher.Parallelism</c>).</summary>
    private const int Parallelism = 16;

    /// <summary>The share of what is free that a bounded send takes.</summary>
    private const double Share = 0.5;

    /// <summary>Seconds between two portions of a bounded send.</summary>
    private const double Portion = 0.1;

    /// <summary>As fast as a producer can that calls for 500 users at a time, four calls side by side.</summary>
    public static Outcome Unbounded(Product product, Deployment deployment, int seed)
    {
        var world = Incidents.AtPeak(product, deployment, seed);
        world.Simulation.Run(Incidents.At);
        var next = 0;
        for (var request = 0; request < Requests; request++)
        {
            world.Simulation.Start(async () =>
            {
                while (next < Assumptions.LargeSend)
                {
                    var first = next;
                    next += UsersOfRequest;
                    await world.App.ExecuteAsync(
                        async () =>
                        {
                            await CreateAsync(world, first);
                            return true;
                        },
                        cpu: UsersOfRequest * Assumptions.BulkCpu);
                }
            });
        }

        return Finish(world);
    }

    /// <summary>At a rate that leaves half of what is free to everybody else.</summary>
    public static Outcome Bounded(Product product, Deployment deployment, int seed)
    {
        var world = Incidents.AtPeak(product, deployment, seed);
        world.Simulation.Run(Incidents.At);
        var rate = RateFor(product, deployment);
        world.Simulation.Start(async () =>
        {
            for (var (user, due) = (0, 0.0); user < Assumptions.LargeSend;)
            {
                for (due += rate * Portion; due >= 1 && user < Assumptions.LargeSend; due--, user++)
                {
                    var recipient = user;
                    world.Simulation.Start(() => world.WriteAsync(recipient, Operations.Create, ChangeKind.Bulk));
                }

                await world.Simulation.Delay(Portion);
            }
        });
        return Finish(world);
    }

    /// <summary>Notifications a second that a bounded send creates: half of what request units, the change feed or Web PubSub have left.</summary>
    public static double RateFor(Product product, Deployment deployment)
    {
        // Its pushes come in large batches, whose users' inboxes are read at once.
        var (create, push) = (product.Costs[Operations.Create], product.Costs[Operations.GatheredPush]);
        var changes = deployment.NotificationsPerSecond * (1 + Assumptions.ReadShare);
        var requestUnits = (deployment.MaxRequestUnits - deployment.UsedRequestUnits) / (create.Charge + push.Charge);
        var pushSeconds = Assumptions.SendSeconds + Assumptions.GatheredPushCpu;
        var feeds = (deployment.Partitions * Math.Min(1 / Assumptions.GatheredPushCpu, Parallelism / pushSeconds)) - changes;
        var sends = (deployment.Units * ServiceLimits.SendsPerUnit) - changes;
        return Share * Math.Min(requestUnits, Math.Min(feeds, sends));
    }

    private static async Task CreateAsync(World world, int first)
    {
        var next = first;
        await Task.WhenAll(Enumerable.Range(0, Parallelism).Select(async _ =>
        {
            while (next < first + UsersOfRequest)
            {
                await world.WriteAsync(next++, Operations.Create, ChangeKind.Bulk);
            }
        }).ToArray());
    }

    /// <summary>Waits until the feeds are empty again, and every page has what was sent.</summary>
    private static Outcome Finish(World world)
    {
        var end = Incidents.At;
        do
        {
            world.Simulation.Run(end += 10);
        }
        while (world.BulkWritten < Assumptions.LargeSend || world.Arrivals(ChangeKind.Bulk) < world.Expected[ChangeKind.Bulk]);
        return new Outcome(world, world.Latency(ChangeKind.Live, Incidents.At), Incidents.At, end);
    }
}
