namespace Microsoft.Azure.Functions.Worker;

/// <summary>Retries a failed invocation after a fixed delay, written <c>hh:mm:ss</c>.</summary>
public sealed class FixedDelayRetryAttribute : RetryAttribute
{
    public FixedDelayRetryAttribute(int maxRetryCount, string delayInterval)
    {
        DelayInterval = RetryInterval.Validated(delayInterval, nameof(delayInterval));
        MaxRetryCount = maxRetryCount;
    }

    public string DelayInterval { get; }
}
