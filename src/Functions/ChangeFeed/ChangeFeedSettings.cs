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

    /// <summary>Most documents of a batch.</summary>
    public const int MaxItems = 200;
}
