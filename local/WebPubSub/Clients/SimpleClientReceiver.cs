using System.Net.WebSockets;
using Fixia.Local.WebPubSub.Protocol;

namespace Fixia.Local.WebPubSub.Clients;

/// <summary>
/// A simple client: each frame is a <c>message</c> event or a message to its group (concept-client-protocols, The simple
/// WebSocket client; reference-cloud-events, User event message).
/// </summary>
internal sealed class SimpleClientReceiver(ClientConnection connection, SimpleClientMode mode) : IClientReceiver
{
    public async ValueTask OnMessageAsync(DataType frame, ReadOnlyMemory<byte> message, CancellationToken cancellationToken)
    {
        var data = new MessageData(frame, message.ToArray());
        if (mode.Group is null)
        {
            await connection.Upstream.UserEvent(connection, "message", data, ackId: null);
        }
        else if (connection.Permissions.Has(Permissions.SendToGroup, mode.Group))
        {
            GroupMessage.Publish(connection, mode.Group, data, mode.NoEcho, expiresAt: 0);
        }
        else
        {
            // A simple client has no acks: being closed is the only way to learn of it.
            connection.Close(CloseReasons.NotPermitted, WebSocketCloseStatus.PolicyViolation);
        }
    }

    public void OnMessageTooBig() => connection.Close(CloseReasons.MessageTooBig, WebSocketCloseStatus.MessageTooBig);
}
