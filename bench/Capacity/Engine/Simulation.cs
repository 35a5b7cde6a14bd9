using System.Runtime.CompilerServices;

namespace Fixia.Capacity.Engine;

/// <summary>
/// A clock that jumps from event to event. Processes are async methods that await moments of it; everything runs on the
/// thread that calls <see cref="Run"/>, in an order that only the seed decides.
/// </summary>
public sealed class Simulation(int seed)
{
    /// <summary>What is due up to the end of the second <see cref="horizon"/>; the rest waits unsorted, so that this stays small.</summary>
    private readonly PriorityQueue<Action, Due> events = new();
    private readonly Dictionary<long, List<(Action Action, Due Due)>> later = [];
    private long horizon;
    private long order;
    private Exception? failure;

    /// <summary>Seconds since the start.</summary>
    public double Now { get; private set; }

    /// <summary>The only source of chance.</summary>
    public Random Random { get; } = new(seed);

    /// <summary>Runs an action at a time, after whatever was planned for that time before.</summary>
    public void At(double time, Action action)
    {
        var due = new Due(Math.Max(time, Now), order++);
        var second = (long)due.Time;
        if (second <= horizon)
        {
            events.Enqueue(action, due);
        }
        else if (later.TryGetValue(second, out var waiting))
        {
            waiting.Add((action, due));
        }
        else
        {
            later[second] = [(action, due)];
        }
    }

    /// <summary>A moment to await, <paramref name="seconds"/> from now.</summary>
    public Moment Delay(double seconds) => new(this, Now + seconds);

    /// <summary>A moment to await.</summary>
    public Moment Until(double time) => new(this, time);

    /// <summary>Starts a process that nobody waits for. Should it fail, so does the run.</summary>
    public void Start(Func<Task> process) => _ = ObserveAsync(process);

    /// <summary>Lets time pass.</summary>
    /// <param name="until">Events after that many seconds stay unheard.</param>
    public void Run(double until)
    {
        for (; ; Advance())
        {
            while (events.TryPeek(out _, out var due) && due.Time <= until)
            {
                Now = due.Time;
                events.Dequeue()();
                if (failure is not null)
                {
                    throw new InvalidOperationException("A process of the simulation failed.", failure);
                }
            }

            if (events.Count > 0 || horizon >= until)
            {
                Now = until;
                return;
            }
        }
    }

    private void Advance()
    {
        if (later.Remove(++horizon, out var due))
        {
            foreach (var (action, at) in due)
            {
                events.Enqueue(action, at);
            }
        }
    }

    private async Task ObserveAsync(Func<Task> process)
    {
        try
        {
            await process();
        }
        catch (Exception e)
        {
            failure ??= e;
        }
    }

    private readonly record struct Due(double Time, long Order) : IComparable<Due>
    {
        public int CompareTo(Due other) => Time < other.Time ? -1 : Time > other.Time ? 1 : Order.CompareTo(other.Order);
    }

    /// <summary>A point in simulated time that can be awaited.</summary>
    public readonly struct Moment(Simulation simulation, double time) : INotifyCompletion
    {
        /// <summary>Always false, so that even no wait at all takes its turn.</summary>
        public bool IsCompleted => false;

        /// <summary>This.</summary>
        public Moment GetAwaiter() => this;

        /// <summary>Nothing to return.</summary>
        public void GetResult()
        {
        }

        /// <inheritdoc/>
        public void OnCompleted(Action continuation) => simulation.At(time, continuation);
    }
}
