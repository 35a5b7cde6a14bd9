namespace Microsoft.Azure.Functions.Worker;

/// <summary>Removes a user from a group.</summary>
public sealed class RemoveUserFromGroupAction : WebPubSubAction
{
    public string UserId { get; set; } = null!;

    public string Group { get; set; } = null!;
}
