using Fixia.Capacity.Engine;
using Fixia.Costs;

namespace Fixia.Capacity.Model;

/// <summary>Cosmos DB: partitions with an equal share of the request units, and users spread over them.</summary>
public sealed class Store
{
    private readonly Simulation simulation;
    private readonly Tally tally;
    private readonly TokenBucket[] partitions;
    private readonly List<double> bySecond = [];

    /// <summary>Creates the partitions.</summary>
    public Store(Simulation simulation, Deployment deployment, Tally tally)
    {
        (this.simulation, this.tally) = (simulation, tally);
        var rate = Math.Min(deployment.MaxRequestUnits / deployment.Partitions, ServiceLimits.RequestUnitsPerPartition);
        partitions = [.. Enumerable.Range(0, deployment.Partitions).Select(_ => new TokenBucket(simulation, "Cosmos DB RU/s", rate))];
    }

    /// <summary>How long requests were throttled, of each partition.</summary>
    public IEnumerable<Pressure> Pressures => partitions.Select(partition => partition.Pressure);

    /// <summary>How many partitions there are.</summary>
    public int Partitions => partitions.Length;

    /// <summary>The partition of a user.</summary>
    public int PartitionOf(int user) => user % partitions.Length;

    /// <summary>An operation on a user's partition. Its requests follow each other; what is throttled waits.</summary>
    /// <returns>False when the throttling outlasted the SDK's patience.</returns>
    public async Task<bool> DoAsync(int user, Measured cost)
    {
        var wait = partitions[PartitionOf(user)].TryTake(cost.Charge, Assumptions.ThrottlePatience);
        if (wait is null)
        {
            await simulation.Delay(Assumptions.ThrottlePatience);
            return false;
        }

        Count(cost.Charge, simulation.Now + wait.Value);
        await simulation.Delay(wait.Value + (cost.Requests * Assumptions.StoreSeconds));
        return true;
    }

    private void Count(double charge, double at)
    {
        tally.RequestUnits += charge;
        while (bySecond.Count <= at)
        {
            bySecond.Add(0);
        }

        bySecond[(int)at] += charge;
        tally.PeakRequestUnits = Math.Max(tally.PeakRequestUnits, bySecond[(int)at]);
    }
}
