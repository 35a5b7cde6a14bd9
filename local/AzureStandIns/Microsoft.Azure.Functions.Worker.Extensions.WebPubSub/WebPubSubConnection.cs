using System.Text.Json.Serialization;

namespace Microsoft.Azure.Functions.Worker;

/// <summary>Where a web client connects, and with which token.</summary>
public sealed class WebPubSubConnection
{
    [JsonPropertyName("baseUrl")]
    public Uri BaseUri { get; set; } = null!;

    [JsonPropertyName("url")]
    public Uri Uri { get; set; } = null!;

    public string AccessToken { get; set; } = null!;
}
