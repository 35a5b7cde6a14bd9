namespace Microsoft.Azure.Functions.Worker;

/// <summary>Retries a failed invocation after delays that grow from the minimum to the maximum interval.</summary>
public sealed class ExponentialBackoffRetryAttribute : RetryAttribute
{
    public ExponentialBackoffRetryAttribute(int maxRetryCount, string minimumInterval, string maximumInterval)
    {
        MinimumInterval = RetryInterval.Validated(minimumInterval, nameof(minimumInterval));
        MaximumInterval = RetryInterval.Validated(maximumInterval, nameof(maximumInterval));
        MaxRetryCount = maxRetryCount;
    }

    public string MinimumInterval { get; }

    public string MaximumInterval { get; }
}
