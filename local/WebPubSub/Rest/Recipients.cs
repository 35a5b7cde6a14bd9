using System.Net.WebSockets;
using Fixia.Local.WebPubSub.Clients;
using Fixia.Local.WebPubSub.Protocol;

namespace Fixia.Local.WebPubSub.Rest;

/// <summary>What operations do with the connections that they name.</summary>
internal static class Recipients
{
    public static void Send(ClientConnection[] connections, ServerMessage message, HashSet<string> excluded)
    {
        foreach (var connection in connections)
        {
            if (excluded.Count == 0 || !excluded.Contains(connection.Id))
            {
                connection.Deliver(message);
            }
        }
    }

    public static void Close(ClientConnection[] connections, string reason, HashSet<string> excluded)
    {
        foreach (var connection in connections)
        {
            if (!excluded.Contains(connection.Id))
            {
                connection.Close(reason, WebSocketCloseStatus.NormalClosure, description: "");
            }
        }
    }
}
