namespace Azure.Messaging.WebPubSub;

/// <summary>One connection of a group, as the service lists it.</summary>
public class WebPubSubGroupMember(string connectionId)
{
    public string ConnectionId { get; } = connectionId;

    public string? UserId { get; set; }
}
