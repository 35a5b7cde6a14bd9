namespace Microsoft.Azure.Functions.Worker;

/// <summary>Removes a user from all groups.</summary>
public sealed class RemoveUserFromAllGroupsAction : WebPubSubAction
{
    public string UserId { get; set; } = null!;
}
