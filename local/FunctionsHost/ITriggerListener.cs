namespace Fixia.Local.FunctionsHost;

/// <summary>One trigger that fetches its work itself: a change feed, a queue or a schedule.</summary>
internal interface ITriggerListener
{
    /// <summary>Completes when it listens, or when it was stopped before it could.</summary>
    Task Started { get; }

    /// <summary>
    /// Fetches no more, and waits that long for the work that runs. The host's stopping token has been cancelled before.
    /// </summary>
    Task StopAsync(TimeSpan timeout);
}
