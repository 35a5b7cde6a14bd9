namespace Fixia.Local.WebPubSub.Protocol;

/// <summary>The subprotocols of the service (concept-client-protocols) and how they are negotiated.</summary>
internal static class Subprotocol
{
    public const string Json = "json.webpubsub.azure.v1";
    public const string ReliableJson = "json.reliable.webpubsub.azure.v1";

    private static readonly string[] Unsupported =
        ["protobuf.webpubsub.azure.v1", "protobuf.reliable.webpubsub.azure.v1", "mqtt", "mqttv3.1"];

    /// <summary>The subprotocol that a client gets when no connect handler chose one; null is a simple client.</summary>
    public static string? Default(IEnumerable<string> requested) =>
        requested.FirstOrDefault(name => KindOf(name) != ClientKind.Simple);

    /// <summary>Whether a client asked only for service subprotocols that this endpoint does not play.</summary>
    public static bool IsUnsupported(IReadOnlyList<string> requested) =>
        requested.Count > 0 && requested.All(name => Unsupported.Contains(name, StringComparer.OrdinalIgnoreCase));

    public static ClientKind KindOf(string? subprotocol) => subprotocol?.ToLowerInvariant() switch
    {
        Json => ClientKind.Json,
        ReliableJson => ClientKind.ReliableJson,
        _ => ClientKind.Simple,
    };
}
