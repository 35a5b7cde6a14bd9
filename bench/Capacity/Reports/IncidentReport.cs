using Fixia.Capacity.Model;
using Fixia.Capacity.Scenarios;
using static Fixia.Capacity.Reports.Table;

namespace Fixia.Capacity.Reports;

/// <summary>What gives way in an incident, and how long it takes until everybody has everything.</summary>
public static class IncidentReport
{
    private const int Seed = 2;

    /// <summary>The size at which remedies are compared.</summary>
    private const int Remedied = 30_000;

    /// <summary>Prints the tables of every size.</summary>
    public static void Write(IReadOnlyList<int> sizes)
    {
        var storm = Start("All sockets lost at once: from the loss to a connection that has everything");
        foreach (var size in sizes)
        {
            Add(storm, size, Product.Current, Incidents.ReconnectStorm);
        }

        Add(storm, Remedied, Product.Current with { Name = "twice the RU/s", RequestUnitsFactor = 2 }, Incidents.ReconnectStorm);

        var away = Start("Ten minutes without Web PubSub: from its return to a connection that has everything");
        foreach (var size in sizes)
        {
            Add(away, size, Product.Current, Incidents.WithoutWebPubSub);
        }

        Add(away, Remedied, Product.Current with { Name = "each negotiate waits", BreaksNegotiate = false }, Incidents.WithoutWebPubSub);
        Add(away, Remedied, Product.Current with { Name = "Realtime__PollInterval 00:01:00", PollInterval = 60 }, Incidents.WithoutWebPubSub);

        var announcement = Start("An announcement to everybody: from its 201 to a count that is right");
        foreach (var size in sizes)
        {
            Add(announcement, size, Product.Current, Incidents.Announcement);
        }

        Add(announcement, Remedied, Product.Before, Incidents.Announcement);
        WriteSends(sizes);
    }

    private static Table Start(string title) => new(
        title, "users", "version", "p50", "p99", "last", "devices", "notifications meanwhile, p50", "p99", "creations refused", "saturated: longest wait, from when to when", "instances at most", "RU/s at most");

    private static void Add(Table table, int size, Product product, Func<Product, Deployment, int, Outcome> run)
    {
        // What is deployed is sized for the version that runs on it.
        var outcome = run(product, Deployment.For(size, product), Seed);
        var (world, everything, meanwhile) = (outcome.World, outcome.Everything, outcome.Meanwhile);
        table.Row(
            Whole(size), product.Name, Time(everything.At(0.5)), Time(everything.At(0.99)), Time(everything.Last), Whole(everything.Count),
            Time(meanwhile.At(0.5)), Time(meanwhile.At(0.99)), $"{100.0 * world.Tally.Refused / world.Tally.Creations:F0}%",
            Saturation(outcome), Whole(world.App.Instances), Whole(world.Tally.PeakRequestUnits));
    }

    private static void WriteSends(IReadOnlyList<int> sizes)
    {
        var table = new Table($"A send to {Whole(Assumptions.LargeSend)} users beside live traffic",
            "users", "rate", "notifications/s", "done after", "everybody else, p50", "p99", "last", "saturated: longest wait, from when to when");
        foreach (var size in sizes)
        {
            var deployment = Deployment.For(size, Product.Current);
            foreach (var bounded in new[] { true, false })
            {
                var outcome = bounded ? LargeSend.Bounded(Product.Current, deployment, Seed) : LargeSend.Unbounded(Product.Current, deployment, Seed);
                var duration = outcome.End - outcome.Incident;
                var latency = outcome.Everything;
                table.Row(
                    Whole(size), bounded ? "bounded" : "as fast as it goes", Whole(bounded ? LargeSend.RateFor(Product.Current, deployment) : Assumptions.LargeSend / duration),
                    Time(duration), Time(latency.At(0.5)), Time(latency.At(0.99)), Time(latency.Last), Saturation(outcome));
            }
        }
    }

    private static string Saturation(Outcome outcome)
    {
        double Since(double time) => Math.Max(0, time - outcome.Incident);
        var saturated = string.Join("; ", outcome.Saturated.Select(resource =>
            $"{resource.Name} {Time(resource.Worst)}, {Time(Since(resource.First))} to {Time(Since(resource.Last))}"));
        return saturated.Length == 0 ? "nothing" : saturated;
    }
}
