using System.Text.Json.Serialization;

namespace Microsoft.Azure.Functions.Worker;

/// <summary>Refuses an event; the service then drops the connection.</summary>
public class EventErrorResponse : WebPubSubEventResponse
{
    public EventErrorResponse()
    {
    }

    public EventErrorResponse(WebPubSubErrorCode code, string message = null!)
    {
        Code = code;
        ErrorMessage = message;
    }

    [JsonPropertyName("code")]
    public WebPubSubErrorCode Code { get; set; } = WebPubSubErrorCode.ServerError;

    [JsonPropertyName("errorMessage")]
    public string ErrorMessage { get; set; } = null!;
}
