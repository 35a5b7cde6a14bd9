namespace FunctionsHost.Samples;

/// <summary>Functions that wait until a test lets them go on, and how many of them do.</summary>
public sealed class Waiting : IDisposable
{
    private int _count;

    /// <summary>Each release lets one function go on.</summary>
    public SemaphoreSlim Gate { get; } = new(0);

    /// <returns>How many wait now.</returns>
    public int Enter() => Interlocked.Increment(ref _count);

    public void Leave() => Interlocked.Decrement(ref _count);

    public void Dispose() => Gate.Dispose();
}
