using System.Globalization;
using Microsoft.Azure.Functions.Worker;

namespace Fixia.Local.FunctionsHost.CosmosDB;

/// <summary>
/// How often and after which delays a failed batch is tried again
/// (https://learn.microsoft.com/azure/azure-functions/functions-bindings-error-pages#retry-policies).
/// </summary>
internal sealed record RetryPolicy(int MaxRetryCount, TimeSpan Minimum, TimeSpan Maximum)
{
    private const double Jitter = 0.2;

    /// <summary>The policy of a function; without one, a failed batch is not tried again.</summary>
    public static RetryPolicy Of(RetryAttribute? attribute) => attribute switch
    {
        FixedDelayRetryAttribute fixedDelay => new(attribute.MaxRetryCount, Interval(fixedDelay.DelayInterval), Interval(fixedDelay.DelayInterval)),
        ExponentialBackoffRetryAttribute backoff => new(attribute.MaxRetryCount, Interval(backoff.MinimumInterval), Interval(backoff.MaximumInterval)),
        _ => new(0, TimeSpan.Zero, TimeSpan.Zero),
    };

    /// <summary>Whether there is a retry of that number, counted from 1; -1 retries mean no limit.</summary>
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

    private static TimeSpan Interval(string text) => TimeSpan.Parse(text, CultureInfo.InvariantCulture);
}
