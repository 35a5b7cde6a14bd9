using System.Text.Json.Serialization;

namespace Microsoft.Azure.Functions.Worker;

/// <summary>Root of the operations that an output binding can ask of the service.</summary>
[JsonConverter(typeof(WebPubSubActionJsonConverter))]
public abstract class WebPubSubAction
{
    public string ActionName => GetType().Name.Replace("Action", string.Empty, StringComparison.Ordinal);
}
