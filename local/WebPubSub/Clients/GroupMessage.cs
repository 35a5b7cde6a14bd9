using Fixia.Local.WebPubSub.Protocol;

namespace Fixia.Local.WebPubSub.Clients;

/// <summary>A client's message to a group.</summary>
internal static class GroupMessage
{
    public static void Publish(ClientConnection sender, string group, MessageData data, bool noEcho, long expiresAt)
    {
        var message = ServerMessage.FromGroup(group, sender.UserId, data, expiresAt);
        foreach (var member in sender.Hub.InGroup(group))
        {
            if (!noEcho || member != sender)
            {
                member.Deliver(message);
            }
        }
    }
}
