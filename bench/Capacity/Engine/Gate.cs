using System.Runtime.CompilerServices;

namespace Fixia.Capacity.Engine;

/// <summary>A number of places, and a queue of those who want one.</summary>
public sealed class Gate(Simulation simulation, string name, int places)
{
    private readonly Simulation simulation = simulation;
    private readonly Queue<(double At, Action Continue)> waiting = new();
    private int free = places;

    /// <summary>How many wait.</summary>
    public int Waiting => waiting.Count;

    /// <summary>How many places are taken.</summary>
    public int Taken { get; private set; }

    /// <summary>Who waited, and how long.</summary>
    public Pressure Pressure { get; } = new(name);

    /// <summary>Awaits a place. <see cref="Leave"/> gives it back.</summary>
    public Entry EnterAsync()
    {
        var enters = free > 0 && waiting.Count == 0;
        if (enters)
        {
            Take(simulation.Now);
        }

        return new Entry(this, enters);
    }

    /// <summary>Gives a place back: to who has waited longest.</summary>
    public void Leave()
    {
        Taken--;
        free++;
        Admit();
    }

    /// <summary>More places.</summary>
    public void Grow(int more)
    {
        free += more;
        Admit();
    }

    private void Admit()
    {
        while (free > 0 && waiting.TryDequeue(out var next))
        {
            Take(next.At);
            simulation.At(simulation.Now, next.Continue);
        }
    }

    private void Take(double since)
    {
        free--;
        Taken++;
        Pressure.Waited(since, simulation.Now - since);
    }

    /// <summary>A place that can be awaited.</summary>
    public readonly struct Entry(Gate gate, bool entered) : INotifyCompletion
    {
        /// <summary>Whether a place was free.</summary>
        public bool IsCompleted => entered;

        /// <summary>This.</summary>
        public Entry GetAwaiter() => this;

        /// <summary>Nothing to return.</summary>
        public void GetResult()
        {
        }

        /// <inheritdoc/>
        public void OnCompleted(Action continuation) => gate.waiting.Enqueue((gate.simulation.Now, continuation));
    }
}
