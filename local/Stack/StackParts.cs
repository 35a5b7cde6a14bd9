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

    /// <summary>Azurite, for a Functions host that needs Azure Storage. The product and the host of this repository don't.</summary>
    Storage = 8,

    /// <summary>All that the product talks to.</summary>
    All = Cosmos | WebPubSub | Functions,
}
