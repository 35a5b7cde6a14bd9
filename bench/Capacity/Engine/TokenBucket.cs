namespace Fixia.Capacity.Engine;

/// <summary>
/// A budget that refills steadily and holds what comes back in a tenth of a second. Who asks for more than there is waits in turn, as the SDKs
/// of the services do when they are throttled.
/// </summary>
public sealed class TokenBucket
{
    private readonly Simulation simulation;
    private const double Depth = 0.1;
    private readonly double rate;
    private double level;
    private double at;

    /// <summary>Creates a full bucket.</summary>
    /// <param name="simulation">Its clock.</param>
    /// <param name="name">What it is called in reports.</param>
    /// <param name="rate">What comes back in a second.</param>
    public TokenBucket(Simulation simulation, string name, double rate)
    {
        (this.simulation, this.rate, level) = (simulation, rate, rate * Depth);
        Pressure = new Pressure(name);
    }

    /// <summary>Taken so far.</summary>
    public double Taken { get; private set; }

    /// <summary>Who waited, and how long.</summary>
    public Pressure Pressure { get; }

    /// <summary>Takes an amount.</summary>
    /// <param name="amount">How much; may exceed what the bucket holds.</param>
    /// <param name="patience">The longest wait in seconds; beyond it nothing is taken.</param>
    /// <returns>Seconds to wait, or null when that would be too long.</returns>
    public double? TryTake(double amount, double patience = double.PositiveInfinity)
    {
        var now = simulation.Now;
        level = Math.Min(rate * Depth, level + ((now - at) * rate));
        at = now;
        var wait = Math.Max(0, (amount - level) / rate);
        Pressure.Waited(now, Math.Min(wait, patience));
        if (wait > patience)
        {
            return null;
        }

        level -= amount;
        Taken += amount;
        return wait;
    }
}
