namespace Fixia.Shared.Realtime;

/// <summary>Web PubSub could not be reached for a reason that passes: a batch is processed again, an HTTP caller told to wait.</summary>
public sealed class PushFailedException(string message, Exception inner, TimeSpan? retryAfter = null) : Exception(message, inner)
{
    /// <summary>How long the service asked to wait; null when it said nothing.</summary>
    public TimeSpan? RetryAfter { get; } = retryAfter;
}
