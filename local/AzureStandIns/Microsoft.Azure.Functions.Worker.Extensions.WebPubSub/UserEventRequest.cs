using System.Text.Json.Serialization;

namespace Microsoft.Azure.Functions.Worker;

/// <summary>A client sent a message or a custom event.</summary>
public sealed class UserEventRequest : WebPubSubEventRequest
{
    [JsonPropertyName("data")]
    [JsonConverter(typeof(BinaryDataJsonConverter))]
    public BinaryData Data { get; set; } = null!;

    [JsonPropertyName("dataType")]
    public WebPubSubDataType DataType { get; set; }

    public static UserEventResponse CreateResponse(string data, WebPubSubDataType dataType = WebPubSubDataType.Text) => new(data, dataType);

    public static UserEventResponse CreateResponse(BinaryData data, WebPubSubDataType dataType) => new(data, dataType);

    public static EventErrorResponse CreateErrorResponse(WebPubSubErrorCode code, string message) => new(code, message);
}
