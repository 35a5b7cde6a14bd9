using System.Text.Json.Serialization;

namespace Microsoft.Azure.Functions.Worker;

/// <summary>A permission that a connection can be granted at run time.</summary>
[JsonConverter(typeof(JsonStringEnumConverter))]
public enum WebPubSubPermission
{
    SendToGroup = 1,
    JoinLeaveGroup = 2,
}
