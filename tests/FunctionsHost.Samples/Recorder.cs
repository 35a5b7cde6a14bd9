using System.Collections.Concurrent;

namespace FunctionsHost.Samples;

/// <summary>What the samples have seen, for the tests to ask, and how the tests make them wait or fail.</summary>
public sealed class Recorder
{
    private readonly ConcurrentQueue<(string What, object? Value)> _seen = new();

    public TaskCompletionSource Started { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public TaskCompletionSource Release { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Functions that wait in turn.</summary>
    public Waiting Waiting { get; } = new();

    /// <summary>Whether timers wait in <see cref="Waiting"/>.</summary>
    public bool MakesTimersWait { get; init; }

    /// <summary>How many more change-feed batches fail.</summary>
    public int FailuresLeft { get; set; }

    /// <summary>Whether change-feed batches wait for <see cref="Release"/>.</summary>
    public bool MakesChangesWait { get; init; }

    /// <summary>Whether a batch that is cancelled while it waits ends as if it had succeeded.</summary>
    public bool TakesCancellationForSuccess { get; init; }

    public void Add(string what, object? value = null) => _seen.Enqueue((what, value));

    public IReadOnlyList<object?> Seen(string what) => [.. _seen.Where(seen => seen.What == what).Select(seen => seen.Value)];
}
