namespace Microsoft.Azure.Functions.Worker;

/// <summary>Adds a user to a group.</summary>
public sealed class AddUserToGroupAction : WebPubSubAction
{
    public string UserId { get; set; } = null!;

    public string Group { get; set; } = null!;
}
