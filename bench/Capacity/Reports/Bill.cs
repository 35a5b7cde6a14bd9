using Fixia.Capacity.Model;
using Fixia.Capacity.Scenarios;

namespace Fixia.Capacity.Reports;

/// <summary>What a month costs, in US dollars.</summary>
/// <param name="WebPubSub">Units, and messages beyond those that they include.</param>
/// <param name="Cosmos">Request units by autoscale.</param>
/// <param name="Stored">GB in Cosmos DB.</param>
/// <param name="Functions">Executions and memory.</param>
/// <param name="Logs">Telemetry.</param>
/// <param name="Storage">The host's leases.</param>
/// <param name="Messages">Messages of a day, by which the included ones are judged.</param>
/// <param name="IncludedMessages">Those.</param>
public sealed record Bill(
    double WebPubSub, double Cosmos, double Stored, double Functions, double Logs, double Storage, double Messages, double IncludedMessages)
{
    private const double HoursPerMonth = Prices.DaysPerMonth * 24;

    /// <summary>All of it.</summary>
    public double Total => WebPubSub + Cosmos + Stored + Functions + Logs + Storage;

    /// <summary>Adds up a month of such days.</summary>
    public static Bill Of(Product product, Deployment deployment, IReadOnlyList<DayPart> day)
    {
        var unitDays = product.ScalesUnits ? day.Average(part => UnitsFor(part.Connected)) : deployment.Units;
        var premium = product.ScalesUnits || deployment.Units > ServiceLimits.MostUnitsOfP1;
        var messages = day.Sum(part => part.Tally.OutboundBytes * part.Scale) / ServiceLimits.BytesPerMessage;
        var included = unitDays * ServiceLimits.FreeMessagesPerUnitDay;
        return new Bill(
            Prices.DaysPerMonth * ((unitDays * (premium ? Prices.PremiumUnitDay : Prices.StandardUnitDay))
                + (Math.Max(0, messages - included) / 1e6 * Prices.MillionMessages)),
            Prices.DaysPerMonth * day.Sum(part => DayPart.Hours * ScaledTo(deployment, part) / 100 * Prices.AutoscaleHour),
            deployment.StoredGigabytes * Prices.CosmosGigabyteMonth,
            FunctionsOf(product, day),
            Telemetry.Of(product, deployment, day).Total * Prices.DaysPerMonth * Prices.LogGigabyte,
            LeaseTransactions() / 10_000 * Prices.TenThousandTransactions,
            messages,
            included);
    }

    /// <summary>RU/s that autoscale reaches in an hour: its busiest second, but a tenth of the maximum at least.</summary>
    public static double ScaledTo(Deployment deployment, DayPart part) => Math.Clamp(
        part.Tally.PeakRequestUnits + (Assumptions.IdleFeedUnits * deployment.Partitions) + Assumptions.IdleLeaseUnits,
        deployment.MaxRequestUnits / 10,
        deployment.MaxRequestUnits);

    private static int UnitsFor(int connected) => ServiceLimits.Units.First(units =>
        units * ServiceLimits.ConnectionsPerUnit * ServiceLimits.PlannedShare >= connected);

    /// <summary>
    /// An instance is billed while it executes anything, a second at least: with executions at random, all but the share of time
    /// in which none began for a second.
    /// </summary>
    private static double FunctionsOf(Product product, IReadOnlyList<DayPart> day)
    {
        var memory = product.InstanceGigabytes * DayPart.Seconds;
        double Busy(double perSecond) => 1 - Math.Exp(-perSecond * ServiceLimits.LeastBilledSeconds);
        var executions = day.Sum(part => (part.Tally.Executions + part.Tally.Batches) * part.Scale);
        var working = day.Sum(part =>
        {
            var instances = part.HttpInstances(product);
            var http = Busy(part.ExecutionsPerSecond / instances) * (Prices.ReadyBusySecond + ((instances - 1) * Prices.OnDemandSecond));
            return memory * (http + (Busy(part.BatchesPerSecond) * Prices.ReadyBusySecond));
        });
        var ready = (1 + Assumptions.FeedFunctions) * memory * Prices.ReadySecond * HoursPerMonth / DayPart.Hours;
        return ready + (Prices.DaysPerMonth * (working + (executions / 1e6 * Prices.MillionExecutions)));
    }

    /// <summary>Four scale groups that each renew their leases every 15 s.</summary>
    private static double LeaseTransactions() => (1 + Assumptions.FeedFunctions) * HoursPerMonth * 240;
}
