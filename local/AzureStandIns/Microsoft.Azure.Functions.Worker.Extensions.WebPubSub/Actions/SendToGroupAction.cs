using System.Text.Json.Serialization;

namespace Microsoft.Azure.Functions.Worker;

/// <summary>Sends a message to a group.</summary>
public class SendToGroupAction : WebPubSubAction
{
    public string Group { get; set; } = null!;

    [JsonConverter(typeof(BinaryDataJsonConverter))]
    public BinaryData Data { get; set; } = null!;

    public WebPubSubDataType DataType { get; set; } = WebPubSubDataType.Text;

    public IList<string> Excluded { get; set; } = new List<string>();
}
