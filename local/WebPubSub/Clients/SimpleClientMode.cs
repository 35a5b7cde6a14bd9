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
        var mode = context.Request.Query["webpubsub_mode"].ToString();
        if (identity.Subprotocol is Subprotocol.Json or Subprotocol.ReliableJson || mode is "" or "sendEvent")
        {
            return SendEvent;
        }

        if (mode != "sendToGroup")
        {
            throw ClientRefusedException.BadRequest("The mode is sendEvent or sendToGroup.", "webpubsub_mode");
        }

        return context.Request.Query["group"] is [{ } group] && Names.IsGroup(group, maxGroupNameLength)
            ? new SimpleClientMode(group, NoEchoOf(context.Request))
            : throw ClientRefusedException.BadRequest("The mode sendToGroup needs one valid group.", "group");
    }

    private static bool NoEchoOf(HttpRequest request) => request.Query["noEcho"].ToString() switch
    {
        "" => false,
        var text when bool.TryParse(text, out var noEcho) => noEcho,
        _ => throw ClientRefusedException.BadRequest("noEcho is true or false.", "noEcho"),
    };
}
