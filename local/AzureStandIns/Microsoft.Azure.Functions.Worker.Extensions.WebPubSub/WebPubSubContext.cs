using System.Text.Json.Serialization;

namespace Microsoft.Azure.Functions.Worker;

/// <summary>The event behind a plain HTTP function, as its input binding sees it.</summary>
[JsonConverter(typeof(WebPubSubContextJsonConverter))]
public sealed class WebPubSubContext
{
    [JsonPropertyName("request")]
    public WebPubSubEventRequest Request { get; set; } = null!;

    [JsonPropertyName("response")]
    public WebPubSubSimpleResponse Response { get; set; } = null!;

    [JsonPropertyName("errorMessage")]
    public string ErrorMessage { get; set; } = null!;

    [JsonPropertyName("hasError")]
    public bool HasError { get; set; }

    [JsonPropertyName("isPreflight")]
    public bool IsPreflight { get; set; }
}
