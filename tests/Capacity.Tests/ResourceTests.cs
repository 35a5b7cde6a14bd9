using Fixia.Capacity.Engine;

namespace Fixia.Capacity.Tests;

public sealed class ResourceTests
{
    /// <summary>L = λW, with L looked at from outside, at moments of its own.</summary>
    [Fact]
    public void A_busy_queue_holds_as_many_as_its_arrivals_times_their_stay()
    {
        const double Rate = 9, Service = 0.1, Duration = 20_000;
        var simulation = new Simulation(11);
        var queue = new ServerQueue(simulation, "queue", 1);
        var stays = new Samples();
        var (inside, looks, seen, sum) = (0, 0, 0L, 0.0);
        simulation.Start(async () =>
        {
            while (true)
            {
                await simulation.Delay(Exponential(simulation, Rate));
                simulation.Start(VisitAsync);
            }
        });
        simulation.Start(async () =>
        {
            while (true)
            {
                await simulation.Delay(0.37);
                (looks, seen) = (looks + 1, seen + inside);
            }
        });

        simulation.Run(Duration);

        var (held, arrivals) = (seen / (double)looks, stays.Count / Duration);
        Assert.Equal(arrivals * (sum / stays.Count), held, 0.05 * held);

        // One server, exponential times, nine tenths busy: nine are there on average.
        Assert.InRange(held, 7.5, 10.5);

        async Task VisitAsync()
        {
            inside++;
            var came = simulation.Now;
            await queue.Serve(Exponential(simulation, 1 / Service));
            inside--;
            stays.Add(simulation.Now - came);
            sum += simulation.Now - came;
        }
    }

    [Fact]
    public void A_bucket_gives_its_rate_and_no_more_and_lets_the_rest_wait()
    {
        var simulation = new Simulation(1);
        var bucket = new TokenBucket(simulation, "bucket", 100);
        var waits = Enumerable.Range(0, 1000).Select(_ => bucket.TryTake(1)!.Value).ToArray();

        // Ten are there at once; the last of 1,000 has its turn when 990 more have come back.
        Assert.Equal(0, waits[9]);
        Assert.Equal(9.9, waits[^1], 6);
        Assert.Null(bucket.TryTake(1, patience: 5));
        Assert.Equal(1000, bucket.Taken);
    }

    [Fact]
    public void A_gate_lets_in_as_many_as_it_has_places_in_the_order_in_which_they_came()
    {
        var simulation = new Simulation(1);
        var gate = new Gate(simulation, "gate", 2);
        var (inside, most) = (0, 0);
        var left = new List<int>();
        for (var i = 0; i < 6; i++)
        {
            var guest = i;
            simulation.Start(async () =>
            {
                await gate.EnterAsync();
                most = Math.Max(most, ++inside);
                await simulation.Delay(1);
                inside--;
                gate.Leave();
                left.Add(guest);
            });
        }

        simulation.Run(10);

        Assert.Equal(2, most);
        Assert.Equal([0, 1, 2, 3, 4, 5], left);
        Assert.Equal(2, gate.Pressure.Worst, 6);
    }

    private static double Exponential(Simulation simulation, double rate) => -Math.Log(1 - simulation.Random.NextDouble()) / rate;
}
