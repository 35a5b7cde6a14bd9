namespace Fixia.Local.Stack;

/// <summary>What a stack starts itself.</summary>
[Flags]
public enum StackParts
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>The Cosmos DB endpoint.</summary>
    Cosmos = 1,

    /// <summary>The Web PubSub endpoint.</summary>
    WebPubSub = 2,

    /// <summary>The Functions host, with the page.</summary>
    Functions = 4,

    /// <summary>Azurite, for what is scheduled, and for a Functions host that keeps its state in Azure Storage.</summary>
    Storage = 8,

    /// <summary>All but storage: enough for whatever happens at once.</summary>
    WithoutStorage = Cosmos | WebPubSub | Functions,

    /// <summary>All that the product talks to.</summary>
    All = WithoutStorage | Storage,
}
