using Microsoft.AspNetCore.Http;

namespace Fixia.Local.FunctionsHost.WebPubSub;

/// <summary>
/// The attributes of an event, which the service sends as headers
/// (https://learn.microsoft.com/azure/azure-web-pubsub/reference-cloud-events).
/// </summary>
internal sealed record CloudEvent(
    string Type, string Name, string Hub, string ConnectionId, string? UserId, string? Signature, string Origin,
    ConnectionStates States, IReadOnlyDictionary<string, string[]> Headers)
{
    /// <summary>The type of events that clients raise.</summary>
    public const string User = "User";

    /// <summary>The type of events that the service raises.</summary>
    public const string System = "System";

    private const string SystemPrefix = "azure.webpubsub.sys.";
    private const string UserPrefix = "azure.webpubsub.user.";

    /// <summary>Whether the service waits for the answer: to user events and to <c>connect</c>.</summary>
    public bool IsAwaited => Type == User || Name.Equals("connect", StringComparison.OrdinalIgnoreCase);

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
            type, name, hub, connectionId, Optional(headers, "ce-userId"), Optional(headers, "ce-signature"), origin,
            ConnectionStates.Decode(Optional(headers, ConnectionStates.Header)),
            headers.ToDictionary(header => header.Key, header => header.Value.OfType<string>().ToArray(), StringComparer.OrdinalIgnoreCase));
    }

    private static string? TypeOf(string type) =>
        type.StartsWith(SystemPrefix, StringComparison.OrdinalIgnoreCase) ? System
        : type.StartsWith(UserPrefix, StringComparison.OrdinalIgnoreCase) ? User
        : null;

    private static string? Optional(IHeaderDictionary headers, string name) =>
        headers.TryGetValue(name, out var value) ? value.ToString() : null;
}
