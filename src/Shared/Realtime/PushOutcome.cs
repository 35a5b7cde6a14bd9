namespace Fixia.Shared.Realtime;

/// <summary>What became of a push; a dimension of the push metric.</summary>
public enum PushOutcome
{
    /// <summary>The service took it.</summary>
    Accepted,

    /// <summary>The service refused it for good.</summary>
    Rejected,

    /// <summary>It failed for a reason that passes and will be repeated.</summary>
    Failed,
}
