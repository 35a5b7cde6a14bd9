namespace Microsoft.Azure.Functions.Worker;

/// <summary>Takes a permission from a connection.</summary>
public sealed class RevokePermissionAction : WebPubSubAction
{
    public string ConnectionId { get; set; } = null!;

    public WebPubSubPermission Permission { get; set; }

    public string TargetName { get; set; } = null!;
}
