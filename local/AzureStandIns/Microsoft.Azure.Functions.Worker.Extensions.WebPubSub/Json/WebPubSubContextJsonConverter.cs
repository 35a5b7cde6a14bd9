using System.Text.Json;
using System.Text.Json.Serialization;

namespace Microsoft.Azure.Functions.Worker;

/// <summary>Reads a <see cref="WebPubSubContext"/>, choosing the request's type by its event; contexts are never written.</summary>
internal sealed class WebPubSubContextJsonConverter : JsonConverter<WebPubSubContext>
{
    public override WebPubSubContext Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        using var document = JsonDocument.ParseValue(ref reader);
        var root = document.RootElement;
        var isPreflight = root.GetProperty("isPreflight").GetBoolean();
        return new WebPubSubContext
        {
            Request = ReadRequest(root.GetProperty("request"), isPreflight),
            Response = root.GetProperty("response").Deserialize<WebPubSubSimpleResponse>()!,
            ErrorMessage = root.GetProperty("errorMessage").GetString()!,
            HasError = root.GetProperty("hasError").GetBoolean(),
            IsPreflight = isPreflight,
        };
    }

    public override void Write(Utf8JsonWriter writer, WebPubSubContext value, JsonSerializerOptions options) =>
        throw new NotSupportedException("Contexts are inputs of functions: they are read only.");

    private static WebPubSubEventRequest ReadRequest(JsonElement request, bool isPreflight)
    {
        if (isPreflight)
        {
            return request.Deserialize<PreflightRequest>()!;
        }

        var context = request.GetProperty("connectionContext").Deserialize<WebPubSubConnectionContext>()!;
        return (context.EventType, context.EventName) switch
        {
            (WebPubSubEventType.User, _) => request.Deserialize<UserEventRequest>()!,
            (_, "connect") => request.Deserialize<ConnectEventRequest>()!,
            (_, "connected") => request.Deserialize<ConnectedEventRequest>()!,
            (_, "disconnected") => request.Deserialize<DisconnectedEventRequest>()!,
            _ => throw new JsonException($"There is no system event {context.EventName}."),
        };
    }
}
