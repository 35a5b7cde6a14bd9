namespace Microsoft.Azure.Functions.Worker;

/// <summary>Closes every connection of the hub.</summary>
public sealed class CloseAllConnectionsAction : WebPubSubAction
{
    public IList<string> Excluded { get; set; } = new List<string>();

    public string Reason { get; set; } = null!;
}
