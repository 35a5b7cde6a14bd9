namespace Microsoft.Azure.Functions.Worker;

/// <summary>Grants a permission to a connection.</summary>
public sealed class GrantPermissionAction : WebPubSubAction
{
    public string ConnectionId { get; set; } = null!;

    public WebPubSubPermission Permission { get; set; }

    public string TargetName { get; set; } = null!;
}
