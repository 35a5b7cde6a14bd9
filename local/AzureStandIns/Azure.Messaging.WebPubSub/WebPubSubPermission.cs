namespace Azure.Messaging.WebPubSub;

/// <summary>A permission that a connection can be granted at run time.</summary>
public enum WebPubSubPermission
{
    SendToGroup = 1,
    JoinLeaveGroup = 2,
}
