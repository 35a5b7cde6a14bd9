namespace Microsoft.Azure.Functions.Worker;

/// <summary>Adds a connection to a group.</summary>
public sealed class AddConnectionToGroupAction : WebPubSubAction
{
    public string ConnectionId { get; set; } = null!;

    public string Group { get; set; } = null!;
}
