using System.Collections.Immutable;

namespace Fixia.Local.WebPubSub.Clients;

/// <summary>
/// What a connection may do to groups: reference-permission and concept-wildcard-group-roles. A role is a permission's
/// name, for every group; the name, a dot and a group; or the plural of the name, a dot and a pattern of groups.
/// </summary>
internal sealed class Permissions(IReadOnlyList<string> roles)
{
    public const string SendToGroup = "webpubsub.sendToGroup";
    public const string JoinLeaveGroup = "webpubsub.joinLeaveGroup";

    private readonly GroupPattern[] _sendPatterns = PatternsOf(roles, SendToGroup);
    private readonly GroupPattern[] _joinPatterns = PatternsOf(roles, JoinLeaveGroup);
    private ImmutableHashSet<string> _roles = [.. roles];
    private ImmutableHashSet<string> _revoked = [];

    public bool Has(string permission, string group)
    {
        var role = RoleOf(permission, group);
        return !_revoked.Contains(role)
            && (_roles.Contains(permission) || _roles.Contains(role) || Matches(permission, group));
    }

    public void Grant(string permission, string group)
    {
        var role = RoleOf(permission, group);
        ImmutableInterlocked.Update(ref _roles, static (set, role) => set.Add(role), role);
        ImmutableInterlocked.Update(ref _revoked, static (set, role) => set.Remove(role), role);
    }

    /// <summary>Takes the permission for one group away, also from a role that is about more than this group.</summary>
    public void Revoke(string permission, string group)
    {
        var role = RoleOf(permission, group);
        ImmutableInterlocked.Update(ref _revoked, static (set, role) => set.Add(role), role);
        ImmutableInterlocked.Update(ref _roles, static (set, role) => set.Remove(role), role);
    }

    private bool Matches(string permission, string group) =>
        (permission == SendToGroup ? _sendPatterns : _joinPatterns).Any(pattern => pattern.Matches(group));

    private static GroupPattern[] PatternsOf(IReadOnlyList<string> roles, string permission)
    {
        var prefix = permission + "s.";
        return [.. roles
            .Where(role => role.StartsWith(prefix, StringComparison.Ordinal))
            .Select(role => GroupPattern.TryRead(role[prefix.Length..]))
            .OfType<GroupPattern>()];
    }

    private static string RoleOf(string permission, string group) => $"{permission}.{group}";
}
