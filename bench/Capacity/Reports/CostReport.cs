using Fixia.Capacity.Model;
using Fixia.Capacity.Scenarios;
using static Fixia.Capacity.Reports.Table;

namespace Fixia.Capacity.Reports;

/// <summary>What is bought, and what a month of it costs.</summary>
public static class CostReport
{
    private const int Seed = 1;

    /// <summary>What docs/operations.md said a month costs before, by users.</summary>
    private static readonly Dictionary<int, double> Documented = new() { [8_000] = 1_000, [80_000] = 8_000 };

    /// <summary>Prints the tables of every size.</summary>
    public static void Write(IReadOnlyList<int> sizes)
    {
        var days = sizes.Select(size => Simulate(Product.Current, size)).ToArray();
        var bought = new Table(
            "What is bought, and what a month costs ($)",
            "users connected at peak", "Web PubSub units", "autoscale to, RU/s", "partitions", "HTTP instances at peak", "Web PubSub", "Cosmos DB", "stored", "Functions", "logs", "Storage", "total");
        foreach (var (deployment, day) in days)
        {
            var bill = Bill.Of(Product.Current, deployment, day);
            bought.Row(
                Whole(deployment.Peak), $"{deployment.Units}{(deployment.Units > ServiceLimits.MostUnitsOfP1 ? " (Premium_P2)" : "")}",
                Whole(deployment.MaxRequestUnits), Whole(deployment.Partitions), Whole(deployment.HttpInstances),
                Whole(bill.WebPubSub), Whole(bill.Cosmos), Whole(bill.Stored), Whole(bill.Functions), Whole(bill.Logs), Whole(bill.Storage), Whole(bill.Total));
        }

        var load = new Table("The busiest hour, and a day's telemetry", "users connected at peak", "executions/s", "polls/s", "RU/s", "201 to page, p50", "p99",
            "messages a day, of those included", "requests, GB a day", "spans", "metrics", "connectivity log", "GB a day");
        foreach (var (deployment, day) in days)
        {
            var busiest = day.MaxBy(part => part.Connected)!;
            var (bill, telemetry) = (Bill.Of(Product.Current, deployment, day), Telemetry.Of(Product.Current, deployment, day));
            load.Row(
                Whole(deployment.Peak), Whole(busiest.ExecutionsPerSecond), Whole(busiest.Tally.Polls * busiest.Scale / DayPart.Seconds), Whole(Bill.ScaledTo(deployment, busiest)),
                Time(busiest.Latency.At(0.5)), Time(busiest.Latency.At(0.99)), $"{100 * bill.Messages / bill.IncludedMessages:F1}%",
                Fine(telemetry.Requests), Fine(telemetry.Spans), Fine(telemetry.Metrics), Fine(telemetry.Connectivity), Fine(telemetry.Total));
        }

        WriteVersions();
        WriteIntervals(80_000);
    }

    private static void WriteVersions()
    {
        var versions = new Table("Before, now, and what settings save ($ a month)",
            "users connected at peak", "version", "Web PubSub", "Cosmos DB", "stored", "Functions", "logs", "total", "of the documented table of before");
        foreach (var (size, documented) in Documented)
        {
            foreach (var product in new[] { Product.Before, Product.Current, Product.Lean })
            {
                var (deployment, day) = Simulate(product, size);
                var bill = Bill.Of(product, deployment, day);
                versions.Row(
                    Whole(size), product.Name, Whole(bill.WebPubSub), Whole(bill.Cosmos), Whole(bill.Stored), Whole(bill.Functions), Whole(bill.Logs), Whole(bill.Total),
                    $"{100 * bill.Total / documented:F0}% of {Whole(documented)}");
            }
        }
    }

    private static void WriteIntervals(int size)
    {
        var table = new Table($"What longer intervals of connected clients save, at {Whole(size)}",
            "Realtime__LivePollInterval", "polls/s", "RU/s", "autoscale to, RU/s", "executions/s", "Cosmos DB, $ a month", "Functions", "logs", "total", "saved");
        var first = double.NaN;
        foreach (var seconds in new[] { 120, 300, 600, 3600 })
        {
            var product = Product.Current with { LivePollInterval = seconds };
            var (deployment, day) = Simulate(product, size);
            var (bill, busiest) = (Bill.Of(product, deployment, day), day.MaxBy(part => part.Connected)!);
            first = double.IsNaN(first) ? bill.Total : first;
            table.Row(
                $"{TimeSpan.FromSeconds(seconds):hh\\:mm\\:ss}", Whole(busiest.Tally.Polls * busiest.Scale / DayPart.Seconds), Whole(Bill.ScaledTo(deployment, busiest)),
                Whole(deployment.MaxRequestUnits), Whole(busiest.ExecutionsPerSecond), Whole(bill.Cosmos), Whole(bill.Functions), Whole(bill.Logs), Whole(bill.Total), Whole(first - bill.Total));
        }
    }

    private static (Deployment Deployment, IReadOnlyList<DayPart> Day) Simulate(Product product, int size)
    {
        var deployment = Deployment.For(size, product);
        return (deployment, Day.Run(product, deployment, Seed));
    }
}
