using System.Text.Json.Serialization;

namespace Microsoft.Azure.Functions.Worker;

/// <summary>A client asks to connect; the answer decides.</summary>
public sealed class ConnectEventRequest : WebPubSubEventRequest
{
    [JsonPropertyName("claims")]
    public IReadOnlyDictionary<string, string[]> Claims { get; set; } = null!;

    [JsonPropertyName("query")]
    public IReadOnlyDictionary<string, string[]> Query { get; set; } = null!;

    [JsonPropertyName("headers")]
    public IReadOnlyDictionary<string, string[]> Headers { get; set; } = null!;

    [JsonPropertyName("subprotocols")]
    public IReadOnlyList<string> Subprotocols { get; set; } = null!;

    [JsonPropertyName("clientCertificates")]
    public IReadOnlyList<WebPubSubClientCertificate> ClientCertificates { get; set; } = null!;

    public static ConnectEventResponse CreateResponse(
        string userId, IEnumerable<string> groups, string subprotocol, IEnumerable<string> roles) =>
        new(userId, groups, subprotocol, roles);

    public static EventErrorResponse CreateErrorResponse(WebPubSubErrorCode code, string message) => new(code, message);
}
