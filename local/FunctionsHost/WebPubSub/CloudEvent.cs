using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace Fixia.Local.FunctionsHost.WebPubSub;

/// <summary>
/// The attributes of an event, which the service sends as headers
/// (https://learn.microsoft.com/azure/azure-web-pubsub/reference-cloud-events).
/// </summary>
internal sealed record CloudEvent(
    WebPubSubEventType Type, string Name, string Hub, string ConnectionId, string? UserId, string? Signature, string Origin,
    ConnectionStates States, IReadOnlyDictionary<string, string[]> Headers)
{
    private const string SystemPrefix = "azure.webpubsub.sys.";
    private const string UserPrefix = "azure.webpubsub.user.";

    /// <summary>Reads the attributes; null when one that every event has is missing.</summary>
    public static CloudEvent? Read(IHeaderDictionary headers)
    {
        var type = TypeOf(headers["ce-type"].ToString());
        string name = headers["ce-eventName"].ToString(), hub = headers["ce-hub"].ToString();
        string connectionId = headers["ce-connectionId"].ToString(), origin = headers[AbuseProtection.RequestOrigin].ToString();
        if (type is null || name.Length == 0 || hub.Length == 0 || connectionId.Length == 0 || origin.Length == 0)
        {
            return null;
        }

        return new CloudEvent(
            type.Value, name, hub, connectionId, Optional(headers, "ce-userId"), Optional(headers, "ce-signature"), origin,
            ConnectionStates.Decode(Optional(headers, ConnectionStates.Header)),
            headers.ToDictionary(header => header.Key, header => header.Value.OfType<string>().ToArray(), StringComparer.OrdinalIgnoreCase));
    }

    private static WebPubSubEventType? TypeOf(string type) =>
        type.StartsWith(SystemPrefix, StringComparison.OrdinalIgnoreCase) ? WebPubSubEventType.System
        : type.StartsWith(UserPrefix, StringComparison.OrdinalIgnoreCase) ? WebPubSubEventType.User
        : null;

    private static string? Optional(IHeaderDictionary headers, string name) =>
        headers.TryGetValue(name, out var value) ? value.ToString() : null;
}
