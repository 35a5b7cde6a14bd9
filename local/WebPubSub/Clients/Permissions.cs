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

    public bool Has(string permission, string? group) =>
        _roles.Contains(permission)
        || (group is not null && (_roles.Contains(RoleOf(permission, group)) || Matches(permission, group)));

    public void Grant(string permission, string? group) =>
        ImmutableInterlocked.Update(ref _roles, static (set, role) => set.Add(role), RoleOf(permission, group));

    /// <summary>Takes back exactly what a grant of the same group, or of every group, gives; a pattern stays.</summary>
    public void Revoke(string permission, string? group) =>
        ImmutableInterlocked.Update(ref _roles, static (set, role) => set.Remove(role), RoleOf(permission, group));

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

    private static string RoleOf(string permission, string? group) => group is null ? permission : $"{permission}.{group}";
}
