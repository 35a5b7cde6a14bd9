namespace Fixia.Local.WebPubSub.Clients;

/// <summary>Runs one socket of a connection from its handshake to its end.</summary>
internal static class SocketRun
{
    public static async Task RunAsync(ClientConnection connection, ClientTransport transport, IClientReceiver receiver)
    {
        ClientClose? close = null;
        try
        {
            close = await transport.RunAsync(receiver);
        }
        finally
        {
            connection.Detach(transport, close);
        }
    }
}
