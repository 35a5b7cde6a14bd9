using System.Text.Json.Serialization;

namespace Microsoft.Azure.Functions.Worker;

/// <summary>A client has gone, and why.</summary>
public sealed class DisconnectedEventRequest : WebPubSubEventRequest
{
    [JsonPropertyName("reason")]
    public string Reason { get; set; } = null!;
}
