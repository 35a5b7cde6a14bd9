using System.Text.Json.Serialization;

namespace Microsoft.Azure.Functions.Worker;

/// <summary>The abuse-protection handshake of the service.</summary>
public sealed class PreflightRequest : WebPubSubEventRequest
{
    [JsonPropertyName("isValid")]
    public bool IsValid { get; set; }
}
