namespace Microsoft.Azure.Functions.Worker;

/// <summary>Root of the retry policies of a function; -1 retries means no limit.</summary>
[AttributeUsage(AttributeTargets.Method)]
public abstract class RetryAttribute : Attribute
{
    public RetryAttribute()
    {
    }

    public int MaxRetryCount { get; set; }
}
