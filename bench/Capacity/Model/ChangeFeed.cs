using Fixia.Capacity.Engine;
using Fixia.Costs;

namespace Fixia.Capacity.Model;

/// <summary>
/// The change feed of one physical partition and the function that reads it: batch after batch, in each several users side by side. A
/// batch that can't be pushed is repeated until it can.
/// </summary>
public sealed class ChangeFeed
{
    /// <summary>Seconds to the next look when there was nothing (<c>ChangeFeedSettings.PollDelayMs</c>).</summary>
    private const double PollDelay = 0.1;

    /// <summary>Most changes of a batch (<c>ChangeFeedSettings.MaxItems</c>).</summary>
    private const int MaxItems = 200;

    /// <summary>Users of a batch side by side (<c>Realtime__PushParallelism</c>).</summary>
    private const int Parallelism = 16;

    /// <summary>From so many users of a batch on, their inboxes are read at once (<c>ManyInboxes</c>), in so many requests.</summary>
    private const int GatheredFrom = 4, GatheredRequests = 6;

    /// <summary>The retry policy of the trigger, in seconds: from the first to the longest delay.</summary>
    private const double FirstRetry = 1, LongestRetry = 60;

    private readonly World world;
    private readonly Queue<Change> changes = new();
    private readonly ServerQueue processor;

    /// <summary>Starts to read.</summary>
    public ChangeFeed(World world)
    {
        this.world = world;
        processor = new ServerQueue(world.Simulation, "change-feed CPU", 1);
        world.Simulation.Start(ReadAsync);
    }

    /// <summary>Who waited.</summary>
    public Pressure Pressure => processor.Pressure;

    /// <summary>How long the oldest change of a batch had waited, at most.</summary>
    public Pressure Lag { get; } = new("change feed");

    /// <summary>Changes that wait.</summary>
    public int Waiting => changes.Count;

    /// <summary>Something was written.</summary>
    public void Add(Change change) => changes.Enqueue(change);

    private async Task ReadAsync()
    {
        var simulation = world.Simulation;
        await simulation.Delay(PollDelay * simulation.Random.NextDouble());
        while (true)
        {
            if (changes.Count == 0)
            {
                await simulation.Delay(PollDelay);
                continue;
            }

            var batch = new List<Change>();
            while (batch.Count < MaxItems && changes.TryDequeue(out var change))
            {
                batch.Add(change);
            }

            Lag.Waited(simulation.Now, simulation.Now - batch[0].StoredAt);
            for (var delay = FirstRetry; !await PushAsync(batch); delay = Math.Min(LongestRetry, delay * 2))
            {
                await simulation.Delay(delay);
            }
        }
    }

    private async Task<bool> PushAsync(List<Change> batch)
    {
        world.Tally.Batches++;
        var users = new Queue<IGrouping<int, Change>>(batch.GroupBy(change => change.User));
        var (push, cpu) = (world.Product.Costs[Operations.Push], Assumptions.PushCpu);
        if (users.Count >= GatheredFrom && world.Product.Costs.TryGetValue(Operations.GatheredPush, out var gathered))
        {
            (push, cpu) = (gathered, Assumptions.GatheredPushCpu);
            await world.Simulation.Delay(GatheredRequests * Assumptions.StoreSeconds);
        }

        var all = true;
        await Task.WhenAll(Enumerable.Range(0, Math.Min(Parallelism, users.Count)).Select(_ => WorkAsync()).ToArray());
        return all;

        async Task WorkAsync()
        {
            while (users.TryDequeue(out var user))
            {
                all &= await PushAsync(user.Key, [.. user], push, cpu);
            }
        }
    }

    private async Task<bool> PushAsync(int user, Change[] changes, Measured push, double cpu)
    {
        world.Tally.Spans++;
        await processor.Serve(cpu);
        if (!await world.Store.DoAsync(user, push))
        {
            return false;
        }

        // Who is not connected costs a call all the same, and no outbound bytes.
        var client = world.ClientOf(user);
        if (!await world.WebPubSub.CallAsync(client is { IsLive: true } ? Assumptions.MessageBytes : 0))
        {
            return false;
        }

        if (client is { IsLive: true })
        {
            world.Simulation.At(world.Simulation.Now + Assumptions.NetworkSeconds, () => client.Receive(changes));
        }

        return true;
    }
}
