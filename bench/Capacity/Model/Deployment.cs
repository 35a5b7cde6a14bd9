using Fixia.Costs;

namespace Fixia.Capacity.Model;

/// <summary>What is bought for a number of users.</summary>
/// <param name="Peak">Users connected at peak.</param>
/// <param name="Units">Units of Web PubSub.</param>
/// <param name="MaxRequestUnits">The upper end of the autoscale of Cosmos DB, in RU/s.</param>
/// <param name="Partitions">Physical partitions of Cosmos DB.</param>
/// <param name="HttpInstances">Instances for HTTP and socket events at peak, before anything happens.</param>
/// <param name="UsedRequestUnits">RU/s of the busiest hour without incidents, as calculated.</param>
public sealed record Deployment(int Peak, int Units, double MaxRequestUnits, int Partitions, int HttpInstances, double UsedRequestUnits)
{
    /// <summary>Most instances of a scale group: the default of infra/main.bicep.</summary>
    public const int MostInstances = 40;

    /// <summary>How much more than the calculated peak the autoscale reaches.</summary>
    private const double Reserve = 1.5;

    /// <summary>
    /// Seconds in which everybody can poll and sync after all sockets were lost. Such a maximum costs little: autoscale is billed by
    /// the use of each hour, and a tenth of the maximum is hardly more than that.
    /// </summary>
    private const double StormSeconds = 60;

    /// <summary>Notifications that are created in a second at peak: the day's, at twice its average.</summary>
    public double NotificationsPerSecond => Peak * Assumptions.UsersPerPeak * Assumptions.NotificationsPerDay * 2 / 86_400;

    /// <summary>Visits that begin in a second at peak.</summary>
    public double VisitsPerSecond => Peak * Assumptions.UsersPerPeak * Assumptions.VisitsPerDay * 2 / 86_400;

    /// <summary>GB of notifications that are kept.</summary>
    public double StoredGigabytes =>
        Peak * Assumptions.UsersPerPeak * Assumptions.NotificationsPerDay * Assumptions.KeptDays * Assumptions.MessageBytes / 1e9;

    /// <summary>Sizes everything for the load at the busiest hour of a day without incidents.</summary>
    public static Deployment For(int peak, Product product)
    {
        var bare = new Deployment(peak, 0, 0, 0, 0, 0);
        var units = ServiceLimits.Units.First(units => units * ServiceLimits.ConnectionsPerUnit * ServiceLimits.PlannedShare >= peak);
        var storagePartitions = (int)Math.Ceiling(bare.StoredGigabytes / ServiceLimits.GigabytesPerPartition);
        var (polls, requestUnits) = bare.Load(product, storagePartitions);
        var storm = peak * (product.Costs[Operations.SyncFromCursor].Charge + product.Costs[Operations.IdlePoll].Charge) / StormSeconds;
        var steps = Math.Ceiling(Math.Max(requestUnits * Reserve, requestUnits + storm) * product.RequestUnitsFactor / ServiceLimits.AutoscaleStep);
        var max = Math.Max(1, steps) * ServiceLimits.AutoscaleStep;
        var partitions = Math.Max(storagePartitions, (int)Math.Ceiling(max / ServiceLimits.RequestUnitsPerPartition));
        var events = polls + (peak / product.EndToEndPing) + (bare.VisitsPerSecond * 5) + (bare.NotificationsPerSecond * (1 + Assumptions.ReadShare));
        var instances = Math.Max(1, (int)Math.Ceiling(events * product.RequestSeconds / Assumptions.InstanceLoad));
        return new Deployment(peak, units, max, partitions, instances, requestUnits);
    }

    /// <summary>Polls and request units of a second at peak.</summary>
    private (double Polls, double RequestUnits) Load(Product product, int partitions)
    {
        double Cost(string operation) => product.Costs[operation].Charge;
        var polls = Peak / product.LivePollInterval;
        var changed = Math.Min(1, NotificationsPerSecond / Assumptions.UsersPerPeak * (1 + Assumptions.ReadShare) / Math.Max(polls, 1e-9));
        var requestUnits = (polls * (Cost(Operations.IdlePoll) + (changed * Cost(Operations.FirstPoll))))
            + (NotificationsPerSecond * (Cost(Operations.Create) + Cost(Operations.Push)))
            + (NotificationsPerSecond * Assumptions.ReadShare * (Cost(Operations.MarkRead) + Cost(Operations.Push)))
            + (VisitsPerSecond * (Cost(Operations.SyncFromCursor) + Cost(Operations.FirstPoll)))
            + (Assumptions.IdleFeedUnits * Math.Max(1, partitions)) + Assumptions.IdleLeaseUnits;
        return (polls, requestUnits);
    }
}
