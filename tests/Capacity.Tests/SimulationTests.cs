using Fixia.Capacity.Engine;
using Fixia.Capacity.Model;
using Fixia.Capacity.Scenarios;

namespace Fixia.Capacity.Tests;

public sealed class SimulationTests
{
    private static readonly Deployment Small = Deployment.For(500, Product.Current);

    [Fact]
    public void The_same_seed_gives_the_same_run()
    {
        var (first, second, other) = (Run(7), Run(7), Run(8));

        Assert.Equal(first, second);
        Assert.NotEqual(first, other);

        static (double, double, long, double) Run(int seed)
        {
            var outcome = Incidents.ReconnectStorm(Product.Current, Small, seed);
            return (outcome.Everything.At(0.5), outcome.Everything.Last, outcome.World.Tally.Executions, outcome.World.Tally.RequestUnits);
        }
    }

    [Fact]
    public void Events_come_in_the_order_of_their_times_and_then_of_their_planning()
    {
        var simulation = new Simulation(1);
        var seen = new List<string>();
        simulation.At(70.5, () => seen.Add("c"));
        simulation.At(0.2, () => simulation.At(70.5, () => seen.Add("d")));
        simulation.At(3, () => seen.Add("b"));
        simulation.At(0.1, () => seen.Add("a"));

        simulation.Run(70.5);

        Assert.Equal(["a", "b", "c", "d"], seen);
        Assert.Equal(70.5, simulation.Now);
    }

    [Theory]
    [InlineData("storm")]
    [InlineData("outage")]
    [InlineData("send")]
    public void Everything_that_was_written_for_an_open_page_arrives_there_once(string incident)
    {
        var outcome = incident switch
        {
            "storm" => Incidents.ReconnectStorm(Product.Current, Small, 3),
            "outage" => Incidents.WithoutWebPubSub(Product.Current, Small, 3),
            _ => LargeSend.Unbounded(Product.Current, Small, 3),
        };
        var world = outcome.World;

        foreach (var kind in new[] { ChangeKind.Live, ChangeKind.Bulk })
        {
            // What was written last may still be on its way, and only that.
            var waiting = world.Clients.Sum(client => client.PendingOf(kind));
            Assert.Equal(world.Expected[kind], world.Arrivals(kind) + waiting);
            Assert.InRange(waiting, 0, kind == ChangeKind.Bulk ? 0 : 20);
        }

        Assert.True(world.Expected[ChangeKind.Live] > 0);
    }

    [Fact]
    public void Everybody_is_connected_again_after_ten_minutes_without_the_service()
    {
        var outcome = Incidents.WithoutWebPubSub(Product.Current, Small, 5);

        Assert.Equal(Small.Peak, outcome.World.WebPubSub.Open);
        Assert.Equal(Small.Peak, outcome.Everything.Count);
    }

    [Fact]
    public void On_a_quiet_day_every_notification_is_pushed_and_none_waits_for_a_poll()
    {
        var day = Day.Run(Product.Current, Deployment.For(2_000, Product.Current), 9);

        Assert.True(day.Sum(part => part.Latency.Count) > 100);
        Assert.All(day.Where(part => part.Latency.Count > 0), part => Assert.InRange(part.Latency.Last, 0.03, 1));
    }
}
