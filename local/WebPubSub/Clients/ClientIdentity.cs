namespace Fixia.Local.WebPubSub.Clients;

/// <summary>Who a connection is, as its token and the connect event handler settled it.</summary>
internal sealed record ClientIdentity(string ConnectionId, string? UserId, string? Subprotocol)
{
    public IReadOnlyList<string> Roles { get; init; } = [];

    public IReadOnlyList<string> Groups { get; init; } = [];

    /// <summary>The connection state that the connect event handler set.</summary>
    public string? State { get; init; }
}
