namespace Microsoft.Azure.Functions.Worker;

/// <summary>Closes one connection.</summary>
public sealed class CloseClientConnectionAction : WebPubSubAction
{
    public string ConnectionId { get; set; } = null!;

    public string Reason { get; set; } = null!;
}
