namespace Fixia.Shared.Batches;

/// <summary>What becomes of a batch.</summary>
public static class BatchState
{
    /// <summary>Some of its chunks wait.</summary>
    public const string Running = "running";

    /// <summary>Every user was served, or failed for good.</summary>
    public const string Done = "done";

    /// <summary>Its producer stopped it; a chunk that was in work then may still have been finished, and who was served of one that was to be tried again is counted.</summary>
    public const string Stopped = "stopped";
}
