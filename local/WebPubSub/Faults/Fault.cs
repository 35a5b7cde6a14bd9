namespace Fixia.Local.WebPubSub.Faults;

/// <summary>One way to misbehave, by probability, by count, or both.</summary>
public sealed record Fault
{
    /// <summary>What goes wrong.</summary>
    public required FaultKind Kind { get; init; }

    /// <summary>The only hub that it happens to; null for every hub.</summary>
    public string? Hub { get; init; }

    /// <summary>How likely it happens each time it could: 0 to 1.</summary>
    public double Probability { get; init; } = 1;

    /// <summary>How often it happens before it is over; null for without end.</summary>
    public int? Count { get; init; }

    /// <summary>How long a delaying fault delays.</summary>
    public TimeSpan Delay { get; init; }

    /// <summary>What <c>Retry-After</c> of a 429 says, in whole seconds.</summary>
    public TimeSpan RetryAfter { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Checks every value.</summary>
    /// <exception cref="ArgumentException">A value is out of its range; the message names it.</exception>
    public void Validate()
    {
        if (!Enum.IsDefined(Kind))
        {
            throw new ArgumentException($"{nameof(Kind)} {Kind} does not exist.");
        }

        if (Probability is not (>= 0 and <= 1))
        {
            throw new ArgumentException($"{nameof(Probability)} must be 0 to 1, not {Probability}.");
        }

        if (Count <= 0)
        {
            throw new ArgumentException($"{nameof(Count)} must be more than 0, not {Count}.");
        }

        if (Delay < TimeSpan.Zero || RetryAfter < TimeSpan.Zero)
        {
            throw new ArgumentException($"{nameof(Delay)} and {nameof(RetryAfter)} must not be less than 0.");
        }

        if (Delay == TimeSpan.Zero && Kind is (FaultKind.RestDelayed or FaultKind.UpstreamDelayed))
        {
            throw new ArgumentException($"{nameof(Delay)} must be more than 0 for {Kind}.");
        }
    }
}
