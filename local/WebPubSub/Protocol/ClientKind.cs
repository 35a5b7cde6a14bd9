namespace Fixia.Local.WebPubSub.Protocol;

/// <summary>How a client is spoken to.</summary>
internal enum ClientKind
{
    /// <summary>Frames carry the payload itself.</summary>
    Simple,

    /// <summary><c>json.webpubsub.azure.v1</c>.</summary>
    Json,

    /// <summary><c>json.reliable.webpubsub.azure.v1</c>.</summary>
    ReliableJson,
}
