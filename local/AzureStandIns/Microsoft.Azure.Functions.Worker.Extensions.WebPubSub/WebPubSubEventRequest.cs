using System.Text.Json.Serialization;

namespace Microsoft.Azure.Functions.Worker;

/// <summary>Root of the events that a function can be triggered by.</summary>
public abstract class WebPubSubEventRequest
{
    [JsonPropertyName("connectionContext")]
    public WebPubSubConnectionContext ConnectionContext { get; set; } = null!;
}
