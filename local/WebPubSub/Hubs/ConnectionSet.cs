using Fixia.Local.WebPubSub.Clients;

namespace Fixia.Local.WebPubSub.Hubs;

/// <summary>
/// Connections of a hub, a group or a user. Members change under the hub's lock; senders walk an array that is built
/// once after a change and never written to again.
/// </summary>
internal sealed class ConnectionSet
{
    private readonly HashSet<ClientConnection> _members = [];
    private ClientConnection[]? _snapshot = [];

    public bool IsEmpty => _members.Count == 0;

    public bool Add(ClientConnection connection) => _members.Add(connection) && Changed();

    public bool Remove(ClientConnection connection) => _members.Remove(connection) && Changed();

    public ClientConnection[] Snapshot() => _snapshot ??= [.. _members];

    private bool Changed()
    {
        _snapshot = null;
        return true;
    }
}
