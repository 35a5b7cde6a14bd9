using System.Text.Json.Serialization;

namespace Microsoft.Azure.Functions.Worker;

/// <summary>How the content of a message is encoded.</summary>
[JsonConverter(typeof(JsonStringEnumConverter))]
public enum WebPubSubDataType
{
    Binary = 0,
    Json = 1,
    Text = 2,
}
