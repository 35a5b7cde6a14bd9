using Fixia.Local.WebPubSub.Protocol;
using Microsoft.AspNetCore.Http;

namespace Fixia.Local.WebPubSub.Clients;

/// <summary>
/// What a simple client's frames mean: concept-client-protocols, The simple WebSocket client.
/// <paramref name="Group"/> is where they are published; null raises a <c>message</c> event with each.
/// </summary>
internal sealed record SimpleClientMode(string? Group)
{
    public static SimpleClientMode SendEvent { get; } = new(Group: null);

    /// <exception cref="ClientRefusedException">The mode is unknown or its group is missing.</exception>
    public static SimpleClientMode Read(HttpContext context, ClientIdentity identity)
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

        return context.Request.Query["group"] is [{ } group] && Names.IsGroup(group)
            ? new SimpleClientMode(group)
            : throw ClientRefusedException.BadRequest("The mode sendToGroup needs one valid group.", "group");
    }
}
