namespace Fixia.Local.Stack;

/// <summary>How the local stack runs. A port of 0 takes a free one.</summary>
public sealed record StackOptions
{
    /// <summary>The port of the Functions host, and of the page.</summary>
    public int FunctionsPort { get; init; }

    /// <summary>The port of the Web PubSub endpoint.</summary>
    public int WebPubSubPort { get; init; }

    /// <summary>The port of the Cosmos DB endpoint.</summary>
    public int CosmosPort { get; init; }

    /// <summary>Where data and generated secrets live; made when missing.</summary>
    public required string DataDirectory { get; init; }

    /// <summary>The built page; null serves none.</summary>
    public string? PageDirectory { get; init; }

    /// <summary>App settings on top of the stack's own, under their names in Azure (<c>Realtime__PollInterval</c>).</summary>
    public IReadOnlyDictionary<string, string?> Settings { get; init; } = new Dictionary<string, string?>();
}
