using System.Text.Json.Serialization;

namespace Microsoft.Azure.Functions.Worker;

/// <summary>Sends a message to one connection.</summary>
public class SendToConnectionAction : WebPubSubAction
{
    public string ConnectionId { get; set; } = null!;

    [JsonConverter(typeof(BinaryDataJsonConverter))]
    public BinaryData Data { get; set; } = null!;

    public WebPubSubDataType DataType { get; set; } = WebPubSubDataType.Text;
}
