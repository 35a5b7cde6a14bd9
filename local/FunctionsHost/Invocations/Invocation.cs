namespace Fixia.Local.FunctionsHost.Invocations;

/// <summary>One run of a function: what its trigger hands to it.</summary>
/// <param name="Function">The function.</param>
/// <param name="Input">The value of the trigger's own parameter.</param>
internal sealed record Invocation(Function Function, TriggerValue Input)
{
    /// <summary>Known to the worker, to its HTTP server and to the logs.</summary>
    public string Id { get; } = Guid.CreateVersion7().ToString();

    /// <summary>What further parameters are bound from, by their names.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; init; } = new Dictionary<string, string>();

    /// <summary>Which attempt this is, where the trigger repeats failed ones.</summary>
    public RetryAttempt? Retry { get; init; }
}

/// <summary>The how-manieth retry an invocation is, of how many; -1 of them means no limit.</summary>
internal readonly record struct RetryAttempt(int Count, int MaxCount);
