using System.Collections.Immutable;

namespace Fixia.Local.WebPubSub.Clients;

/// <summary>
/// What a connection may do to groups: reference-permission. A role is a permission's name, for every group, or the name,
/// a dot and a group.
/// </summary>
internal sealed class Permissions(IEnumerable<string> roles)
{
    public const string SendToGroup = "webpubsub.sendToGroup";
    public const string JoinLeaveGroup = "webpubsub.joinLeaveGroup";

    private ImmutableHashSet<string> _roles = [.. roles];

    public bool Has(string permission, string? group) =>
        _roles.Contains(permission) || (group is not null && _roles.Contains(RoleOf(permission, group)));

    public void Grant(string permission, string? group) =>
        ImmutableInterlocked.Update(ref _roles, static (set, role) => set.Add(role), RoleOf(permission, group));

    public void Revoke(string permission, string? group) =>
        ImmutableInterlocked.Update(ref _roles, static (set, role) => set.Remove(role), RoleOf(permission, group));

    private static string RoleOf(string permission, string? group) => group is null ? permission : $"{permission}.{group}";
}
