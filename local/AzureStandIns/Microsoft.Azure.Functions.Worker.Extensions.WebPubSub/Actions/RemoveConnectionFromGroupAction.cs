namespace Microsoft.Azure.Functions.Worker;

/// <summary>Removes a connection from a group.</summary>
public sealed class RemoveConnectionFromGroupAction : WebPubSubAction
{
    public string ConnectionId { get; set; } = null!;

    public string Group { get; set; } = null!;
}
