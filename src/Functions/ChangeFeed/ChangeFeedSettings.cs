namespace Fixia.Functions.ChangeFeed;

/// <summary>The settings that both change-feed triggers share.</summary>
internal static class ChangeFeedSettings
{
    /// <summary>
    /// How long a trigger waits after it found nothing, in ms: the larger part of the delivery latency. The default of
    /// 5,000 would be all of it; each look at an idle feed costs about one request unit.
    /// </summary>
    public const int PollDelayMs = 100;

    /// <summary>The same for a feed that moves a few times a week, in ms.</summary>
    public const int RarePollDelayMs = 1000;

    /// <summary>
    /// After how long without a sign of life, in ms, an instance that reads a feed counts as dead and another one takes
    /// over. The default of 60,000 would be a minute without a push after a crash. A lease that moves too early costs
    /// only a batch that is delivered twice.
    /// </summary>
    public const int LeaseExpirationMs = 15_000;

    /// <summary>How often an instance gives that sign of life, in ms: one write of a small document.</summary>
    public const int LeaseRenewMs = 5_000;

    /// <summary>How often instances look for leases to take over, in ms.</summary>
    public const int LeaseAcquireMs = 5_000;

    /// <summary>Most documents of a batch.</summary>
    public const int MaxItems = 200;
}
