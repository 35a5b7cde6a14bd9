using Fixia.Local.WebPubSub.Protocol;
using Microsoft.AspNetCore.Http;

namespace Fixia.Local.WebPubSub.Clients;

/// <summary>
/// What a simple client's frames mean: concept-client-protocols, The simple WebSocket client.
/// <paramref name="Group"/> is where they are published, with <paramref name="NoEcho"/> to all but the sender; null raises a
/// <c>message</c> event with each.
/// </summary>
internal sealed record SimpleClientMode(string? Group, bool NoEcho = false)
{
    public static SimpleClientMode SendEvent { get; } = new(Group: null);

    /// <exception cref="ClientRefusedException">The mode is unknown, its group is missing, or noEcho is no truth value.</exception>
    public static SimpleClientMode Read(HttpContext context, ClientIdentity identity, int maxGroupNameLength)
    {
        // Of repeated parameters the last counts.
        var query = context.Request.Query;
        var mode = query["webpubsub_mode"].LastOrDefault() ?? "";
        if (mode.Length == 0 || mode.Equals("sendEvent", StringComparison.OrdinalIgnoreCase))
        {
            return SendEvent;
        }

        if (!mode.Equals("sendToGroup", StringComparison.OrdinalIgnoreCase))
        {
            throw ClientRefusedException.BadRequest("The mode is sendEvent or sendToGroup.", "webpubsub_mode");
        }

        if (Subprotocol.KindOf(identity.Subprotocol) != ClientKind.Simple)
        {
            return SendEvent;
        }

        return query["group"].LastOrDefault() is { } group && Names.IsGroup(group, maxGroupNameLength)
            ? new SimpleClientMode(group, NoEchoOf(context.Request))
            : throw ClientRefusedException.BadRequest("The mode sendToGroup needs a valid group.", "group");
    }

    private static bool NoEchoOf(HttpRequest request) => request.Query["noEcho"].LastOrDefault() switch
    {
        null or "" => false,
        var text when bool.TryParse(text, out var noEcho) => noEcho,
        _ => throw ClientRefusedException.BadRequest("noEcho is true or false.", "noEcho"),
    };
}
