using System.Text.Json.Serialization;

namespace Microsoft.Azure.Functions.Worker;

/// <summary>Why a function refuses an event; the host answers 401, 400 or 500.</summary>
[JsonConverter(typeof(JsonStringEnumConverter))]
public enum WebPubSubErrorCode
{
    Unauthorized = 0,
    UserError = 1,
    ServerError = 2,
}
