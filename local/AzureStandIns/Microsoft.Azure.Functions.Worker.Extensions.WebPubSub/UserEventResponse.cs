using System.Text.Json.Serialization;

namespace Microsoft.Azure.Functions.Worker;

/// <summary>A message back to the client that raised the event, and its new connection states.</summary>
public class UserEventResponse : WebPubSubEventResponse
{
    private Dictionary<string, BinaryData>? _states = [];

    public UserEventResponse()
    {
    }

    public UserEventResponse(BinaryData data, WebPubSubDataType dataType)
    {
        Data = data;
        DataType = dataType;
    }

    public UserEventResponse(string data, WebPubSubDataType dataType = WebPubSubDataType.Text)
        : this(BinaryData.FromString(data), dataType)
    {
    }

    [JsonPropertyName("states")]
    [JsonConverter(typeof(ConnectionStatesJsonConverter))]
    public IReadOnlyDictionary<string, BinaryData> ConnectionStates => _states!;

    [JsonPropertyName("data")]
    [JsonConverter(typeof(BinaryDataJsonConverter))]
    public BinaryData Data { get; set; } = null!;

    [JsonPropertyName("dataType")]
    public WebPubSubDataType DataType { get; set; }

    public void ClearStates() => _states = null;

    public void SetState(string key, BinaryData value) => (_states ??= [])[key] = value;

    public void SetState(string key, object value) => SetState(key, BinaryData.FromObjectAsJson(value));
}
