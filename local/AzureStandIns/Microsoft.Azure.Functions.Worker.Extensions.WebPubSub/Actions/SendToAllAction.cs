using System.Text.Json.Serialization;

namespace Microsoft.Azure.Functions.Worker;

/// <summary>Sends a message to every connection of the hub.</summary>
public sealed class SendToAllAction : WebPubSubAction
{
    [JsonConverter(typeof(BinaryDataJsonConverter))]
    public BinaryData Data { get; set; } = null!;

    public WebPubSubDataType DataType { get; set; } = WebPubSubDataType.Text;

    public IList<string> Excluded { get; set; } = new List<string>();
}
