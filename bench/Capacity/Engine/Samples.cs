namespace Fixia.Capacity.Engine;

/// <summary>Durations in seconds, and their percentiles.</summary>
/// <param name="initial">Those that are known already.</param>
public sealed class Samples(params IEnumerable<double> initial)
{
    private readonly List<double> values = [.. initial];
    private bool sorted;

    /// <summary>How many there are.</summary>
    public int Count => values.Count;

    /// <summary>The longest; NaN when there is none.</summary>
    public double Last => At(1);

    /// <summary>Adds one.</summary>
    public void Add(double seconds)
    {
        values.Add(seconds);
        sorted = false;
    }

    /// <summary>The smallest value that at least this share of all does not exceed; NaN when there is none.</summary>
    public double At(double share)
    {
        if (!sorted)
        {
            values.Sort();
            sorted = true;
        }

        return values.Count == 0 ? double.NaN : values[Math.Max(0, (int)Math.Ceiling(share * values.Count) - 1)];
    }
}
