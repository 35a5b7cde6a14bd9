using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace Fixia.Local.FunctionsHost.WebPubSub;

/// <summary>
/// What a function gives, as the HTTP answer to the service
/// (https://learn.microsoft.com/azure/azure-web-pubsub/reference-cloud-events, "Success response format").
/// </summary>
internal static class UpstreamAnswer
{
    private static readonly string[] ConnectMembers = ["userId", "groups", "subprotocol", "roles"];

    /// <param name="http">The answer to the service.</param>
    /// <param name="json">What the function gave: a response or an error response; null for nothing.</param>
    /// <param name="cloudEvent">The event that it answers.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    public static async Task WriteAsync(HttpResponse http, string? json, CloudEvent cloudEvent, CancellationToken cancellationToken)
    {
        // Nothing to say is 200 without a body, also where the service waits for an answer.
        if (json is null || !cloudEvent.IsAwaited)
        {
            return;
        }

        using var document = JsonDocument.Parse(json);
        var answer = document.RootElement;
        if (answer.ValueKind != JsonValueKind.Object)
        {
            return;
        }

        if (Text(answer, "code") is { } code)
        {
            http.StatusCode = StatusOf(code);
            http.ContentType = "text/plain";
            await http.WriteAsync(Text(answer, "errorMessage") ?? string.Empty, cancellationToken);
            return;
        }

        if (answer.TryGetProperty("states", out var states) && cloudEvent.States.Changed(states) is { } header)
        {
            http.Headers[ConnectionStates.Header] = header;
        }

        var body = cloudEvent.Type == CloudEvent.User ? Text(answer, "data") : ConnectBody(answer);
        if (body is not null)
        {
            http.ContentType = cloudEvent.Type == CloudEvent.User ? ContentTypeOf(Text(answer, "dataType")) : "application/json";
            var bytes = Encoding.UTF8.GetBytes(body);
            http.ContentLength = bytes.Length;
            await http.Body.WriteAsync(bytes, cancellationToken);
        }
    }

    private static string ConnectBody(JsonElement answer) => new JsonObject(
        answer.EnumerateObject()
            .Where(member => ConnectMembers.Contains(member.Name) && member.Value.ValueKind != JsonValueKind.Null)
            .Select(member => KeyValuePair.Create(member.Name, JsonNode.Parse(member.Value.GetRawText())))).ToJsonString();

    private static string? Text(JsonElement answer, string member) =>
        answer.TryGetProperty(member, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static string ContentTypeOf(string? dataType) => dataType?.ToLowerInvariant() switch
    {
        "text" => "text/plain",
        "json" => "application/json",
        _ => "application/octet-stream",
    };

    private static int StatusOf(string code) => code.ToLowerInvariant() switch
    {
        "unauthorized" => StatusCodes.Status401Unauthorized,
        "usererror" => StatusCodes.Status400BadRequest,
        _ => StatusCodes.Status500InternalServerError,
    };
}
