namespace Microsoft.Azure.Functions.Worker;

/// <summary>Closes the connections of a group.</summary>
public sealed class CloseGroupConnectionsAction : WebPubSubAction
{
    public string Group { get; set; } = null!;

    public IList<string> Excluded { get; set; } = new List<string>();

    public string Reason { get; set; } = null!;
}
