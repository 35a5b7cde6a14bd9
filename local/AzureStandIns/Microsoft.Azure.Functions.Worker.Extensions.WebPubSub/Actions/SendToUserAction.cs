using System.Text.Json.Serialization;

namespace Microsoft.Azure.Functions.Worker;

/// <summary>Sends a message to a user.</summary>
public sealed class SendToUserAction : WebPubSubAction
{
    public string UserId { get; set; } = null!;

    [JsonConverter(typeof(BinaryDataJsonConverter))]
    public BinaryData Data { get; set; } = null!;

    public WebPubSubDataType DataType { get; set; } = WebPubSubDataType.Text;
}
