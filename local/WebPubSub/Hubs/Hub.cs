using System.Diagnostics.CodeAnalysis;
using Fixia.Local.WebPubSub.Clients;
using Fixia.Local.WebPubSub.Rest.Filters;
using Fixia.Local.WebPubSub.Upstream;

namespace Fixia.Local.WebPubSub.Hubs;

/// <summary>
/// A hub: its connections, who is in which group, and its event handlers. Groups and users exist while they have a
/// connection (key-concepts, Terms).
/// </summary>
internal sealed class Hub(string name, int maxGroupsPerConnection)
{
    private readonly Lock _gate = new();
    private readonly ConnectionSet _all = new();
    private readonly Dictionary<string, ClientConnection> _byId = new(StringComparer.Ordinal);
    private readonly Dictionary<string, ConnectionSet> _groups = new(StringComparer.Ordinal);
    private readonly Dictionary<string, ConnectionSet> _users = new(StringComparer.Ordinal);

    public string Name { get; } = name;

    /// <summary>Event handlers in priority order; replaced as a whole.</summary>
    public HubUpstream Upstream { get; set; } = HubUpstream.None;

    /// <summary>Adds a connection and puts it into its first groups, as one step for every sender.</summary>
    public void Add(ClientConnection connection, IEnumerable<string> groups)
    {
        lock (_gate)
        {
            _byId.Add(connection.Id, connection);
            _all.Add(connection);
            if (connection.UserId is { } userId)
            {
                SetOf(_users, userId).Add(connection);
            }

            foreach (var group in groups)
            {
                JoinLocked(connection, group);
            }
        }
    }

    /// <summary>Removes a connection from the hub, its user and all its groups.</summary>
    public void Remove(ClientConnection connection)
    {
        lock (_gate)
        {
            if (!_byId.Remove(connection.Id))
            {
                return;
            }

            _all.Remove(connection);
            if (connection.UserId is { } userId)
            {
                RemoveFrom(_users, userId, connection);
            }

            LeaveAllLocked(connection);
        }
    }

    public bool TryGet(string connectionId, [NotNullWhen(true)] out ClientConnection? connection)
    {
        lock (_gate)
        {
            return _byId.TryGetValue(connectionId, out connection);
        }
    }

    public ClientConnection[] All()
    {
        lock (_gate)
        {
            return _all.Snapshot();
        }
    }

    public ClientConnection[] InGroup(string group) => Snapshot(_groups, group);

    public ClientConnection[] OfUser(string userId) => Snapshot(_users, userId);

    /// <summary>Those of some connections that match a filter; all of them when there is none.</summary>
    public ClientConnection[] Where(ClientConnection[] connections, ConnectionFilter? filter)
    {
        if (filter is null)
        {
            return connections;
        }

        lock (_gate)
        {
            return Array.FindAll(connections, filter.Matches);
        }
    }

    /// <summary>Puts a connection into a group; joining twice is joining once.</summary>
    /// <returns>False when the connection is gone or is in as many groups as it can be.</returns>
    public bool Join(ClientConnection connection, string group)
    {
        lock (_gate)
        {
            return _byId.ContainsKey(connection.Id) && JoinLocked(connection, group);
        }
    }

    public void Leave(ClientConnection connection, string group)
    {
        lock (_gate)
        {
            if (connection.Groups.Remove(group))
            {
                RemoveFrom(_groups, group, connection);
            }
        }
    }

    public void LeaveAll(ClientConnection connection)
    {
        lock (_gate)
        {
            LeaveAllLocked(connection);
        }
    }

    private bool JoinLocked(ClientConnection connection, string group)
    {
        if (connection.Groups.Contains(group))
        {
            return true;
        }

        if (connection.Groups.Count >= maxGroupsPerConnection)
        {
            return false;
        }

        connection.Groups.Add(group);
        SetOf(_groups, group).Add(connection);
        return true;
    }

    private void LeaveAllLocked(ClientConnection connection)
    {
        foreach (var group in connection.Groups)
        {
            RemoveFrom(_groups, group, connection);
        }

        connection.Groups.Clear();
    }

    private ClientConnection[] Snapshot(Dictionary<string, ConnectionSet> sets, string key)
    {
        lock (_gate)
        {
            return sets.TryGetValue(key, out var set) ? set.Snapshot() : [];
        }
    }

    private static ConnectionSet SetOf(Dictionary<string, ConnectionSet> sets, string key)
    {
        if (!sets.TryGetValue(key, out var set))
        {
            sets.Add(key, set = new ConnectionSet());
        }

        return set;
    }

    private static void RemoveFrom(Dictionary<string, ConnectionSet> sets, string key, ClientConnection connection)
    {
        if (sets.TryGetValue(key, out var set) && set.Remove(connection) && set.IsEmpty)
        {
            sets.Remove(key);
        }
    }
}
