using System.Text.Json.Serialization;

namespace Microsoft.Azure.Functions.Worker;

/// <summary>The connection and event that a request is about, read from CloudEvents headers.</summary>
public sealed class WebPubSubConnectionContext
{
    [JsonPropertyName("eventType")]
    public WebPubSubEventType EventType { get; set; }

    [JsonPropertyName("eventName")]
    public string EventName { get; set; } = null!;

    [JsonPropertyName("hub")]
    public string Hub { get; set; } = null!;

    [JsonPropertyName("connectionId")]
    public string ConnectionId { get; set; } = null!;

    [JsonPropertyName("userId")]
    public string UserId { get; set; } = null!;

    [JsonPropertyName("signature")]
    public string Signature { get; set; } = null!;

    [JsonPropertyName("origin")]
    public string Origin { get; set; } = null!;

    [JsonPropertyName("states")]
    [JsonConverter(typeof(ConnectionStatesJsonConverter))]
    public IReadOnlyDictionary<string, BinaryData> ConnectionStates { get; set; } = null!;

    [JsonPropertyName("headers")]
    public IReadOnlyDictionary<string, string[]> Headers { get; set; } = null!;
}
