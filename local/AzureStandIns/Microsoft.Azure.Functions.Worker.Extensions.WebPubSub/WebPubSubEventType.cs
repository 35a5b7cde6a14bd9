using System.Text.Json.Serialization;

namespace Microsoft.Azure.Functions.Worker;

/// <summary>Whether the service or a client raised an event.</summary>
[JsonConverter(typeof(JsonStringEnumConverter))]
public enum WebPubSubEventType
{
    System = 0,
    User = 1,
}
