namespace Fixia.Local.FunctionsHost.Invocations;

/// <summary>
/// How often and after which delays a failed invocation is tried again
/// (https://learn.microsoft.com/azure/azure-functions/functions-bindings-error-pages#retry-policies).
/// </summary>
/// <param name="MaxRetryCount">How many retries there are at the most; -1 means no limit.</param>
/// <param name="Minimum">The shortest delay before a retry.</param>
/// <param name="Maximum">The longest delay before a retry.</param>
internal sealed record RetryPolicy(int MaxRetryCount, TimeSpan Minimum, TimeSpan Maximum)
{
    private const double Jitter = 0.2;

    /// <summary>What a function without a policy gets: a failure is not tried again.</summary>
    public static RetryPolicy None { get; } = new(0, TimeSpan.Zero, TimeSpan.Zero);

    /// <summary>Whether there is a retry of that number, counted from 1.</summary>
    public bool Allows(int retry) => MaxRetryCount < 0 || retry <= MaxRetryCount;

    /// <summary>
    /// The delay before the retry of that number: the minimum before the first, then twice as long each time, give or take
    /// a fifth, up to the maximum.
    /// </summary>
    public TimeSpan Delay(int retry, Random random)
    {
        if (retry == 1)
        {
            return Minimum;
        }

        var delay = Minimum * Math.Pow(2, Math.Min(retry - 1, 32)) * (1 - Jitter + (2 * Jitter * random.NextDouble()));
        return delay > Maximum ? Maximum : delay < Minimum ? Minimum : delay;
    }
}
