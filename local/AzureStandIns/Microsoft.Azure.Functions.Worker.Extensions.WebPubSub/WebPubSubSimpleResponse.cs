using System.Text.Json.Serialization;

namespace Microsoft.Azure.Functions.Worker;

/// <summary>An HTTP answer that the host has made for an HTTP function.</summary>
public sealed class WebPubSubSimpleResponse
{
    [JsonPropertyName("body")]
    public string Body { get; set; } = null!;

    [JsonPropertyName("status")]
    public int Status { get; set; }

    [JsonPropertyName("headers")]
    public Dictionary<string, string[]> Headers { get; set; } = null!;
}
