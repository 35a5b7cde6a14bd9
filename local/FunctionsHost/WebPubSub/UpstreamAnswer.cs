using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace Fixia.Local.FunctionsHost.WebPubSub;

/// <summary>
/// What a function gives, as the HTTP answer to the service
/// (https://learn.microsoft.com/azure/azure-web-pubsub/reference-cloud-events, "Success response format").
/// </summary>
internal static class UpstreamAnswer
{
    private static readonly JsonSerializerOptions WithoutNulls = new() { DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull };

    public static Task WriteAsync(HttpResponse http, object? answer, CloudEvent cloudEvent, CancellationToken cancellationToken)
    {
        switch (answer)
        {
            case UserEventResponse { Data: not null } message:
                SetStates(http, cloudEvent, message.ConnectionStates);
                http.ContentType = ContentTypeOf(message.DataType);
                http.ContentLength = message.Data.ToMemory().Length;
                return http.Body.WriteAsync(message.Data.ToMemory(), cancellationToken).AsTask();

            case UserEventResponse statesOnly:
                SetStates(http, cloudEvent, statesOnly.ConnectionStates);
                http.StatusCode = StatusCodes.Status204NoContent;
                return Task.CompletedTask;

            case ConnectEventResponse accepted:
                SetStates(http, cloudEvent, accepted.ConnectionStates);
                return http.WriteAsJsonAsync(
                    new { userId = accepted.UserId, groups = accepted.Groups, subprotocol = accepted.Subprotocol, roles = accepted.Roles },
                    WithoutNulls,
                    cancellationToken);

            case EventErrorResponse refused:
                http.StatusCode = StatusOf(refused.Code);
                http.ContentType = "text/plain";
                return http.WriteAsync(refused.ErrorMessage ?? string.Empty, cancellationToken);

            default:
                // The service reads 200 with a body as a message to the client, so nothing to say is 204 where it waits
                // for an answer; elsewhere any 2xx will do.
                http.StatusCode = IsAwaited(cloudEvent) ? StatusCodes.Status204NoContent : StatusCodes.Status200OK;
                return Task.CompletedTask;
        }
    }

    /// <summary>Whether the service waits for the answer: to user events and to <c>connect</c>.</summary>
    public static bool IsAwaited(CloudEvent cloudEvent) =>
        cloudEvent.Type == WebPubSubEventType.User || cloudEvent.Name.Equals("connect", StringComparison.OrdinalIgnoreCase);

    private static void SetStates(HttpResponse http, CloudEvent cloudEvent, IReadOnlyDictionary<string, BinaryData>? changes)
    {
        if (cloudEvent.States.Changed(changes) is { } header)
        {
            http.Headers[ConnectionStates.Header] = header;
        }
    }

    private static string ContentTypeOf(WebPubSubDataType type) => type switch
    {
        WebPubSubDataType.Text => "text/plain",
        WebPubSubDataType.Json => "application/json",
        _ => "application/octet-stream",
    };

    private static int StatusOf(WebPubSubErrorCode code) => code switch
    {
        WebPubSubErrorCode.Unauthorized => StatusCodes.Status401Unauthorized,
        WebPubSubErrorCode.UserError => StatusCodes.Status400BadRequest,
        _ => StatusCodes.Status500InternalServerError,
    };
}
