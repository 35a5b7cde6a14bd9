using System.Text.Json.Serialization;

namespace Fixia.Local.WebPubSub.Upstream;

/// <summary>Bodies of the system events: reference-cloud-events.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, PropertyNameCaseInsensitive = true)]
[JsonSerializable(typeof(ConnectEventBody))]
[JsonSerializable(typeof(ConnectEventAnswer))]
[JsonSerializable(typeof(DisconnectedEventBody))]
internal sealed partial class UpstreamJson : JsonSerializerContext;

/// <summary>Body of <c>connect</c>.</summary>
internal sealed record ConnectEventBody(
    IReadOnlyDictionary<string, string[]> Claims,
    IReadOnlyDictionary<string, string[]> Query,
    IReadOnlyDictionary<string, string[]> Headers,
    IReadOnlyList<string> Subprotocols,
    IReadOnlyList<ClientCertificate> ClientCertificates);

/// <summary>A certificate that the client showed. There is none over plain http.</summary>
internal sealed record ClientCertificate(string Thumbprint, string Content);

/// <summary>A handler's 200 to <c>connect</c>.</summary>
internal sealed record ConnectEventAnswer(string? UserId, string[]? Groups, string[]? Roles, string? Subprotocol);

/// <summary>Body of <c>disconnected</c>.</summary>
internal sealed record DisconnectedEventBody(string Reason);
