using Fixia.Local.WebPubSub.Http;
using Microsoft.AspNetCore.Http;

namespace Fixia.Local.WebPubSub.Clients;

/// <summary>Runs one socket of a connection from its handshake to its end.</summary>
internal static class SocketRun
{
    public static async Task RunAsync(HttpContext context, ClientConnection connection, ClientTransport transport, IClientReceiver receiver)
    {
        ClientClose? close = null;
        try
        {
            var subprotocol = connection.Identity.Subprotocol;
            var stream = await WebSocketHandshake.AcceptAsync(context, subprotocol);
            close = await transport.RunAsync(stream, subprotocol, receiver, context.RequestAborted);
        }
        finally
        {
            connection.Detach(transport, close);
        }
    }
}
