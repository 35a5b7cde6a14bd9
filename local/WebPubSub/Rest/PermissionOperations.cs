using Fixia.Local.WebPubSub.Clients;
using Fixia.Local.WebPubSub.Protocol;
using Microsoft.AspNetCore.Http;

namespace Fixia.Local.WebPubSub.Rest;

/// <summary>Operations on what a connection may do. Without <c>targetName</c> they are about every group.</summary>
internal static class PermissionOperations
{
    private const string Path = "/api/hubs/{hub}/permissions/{permission}/connections/{connectionId}";

    public static IReadOnlyList<RestOperation> All { get; } =
    [
        new("PUT", Path, Grant),
        new("DELETE", Path, Revoke),
        new("HEAD", Path, Check),
    ];

    private static Task Grant(RestCall call)
    {
        call.Connection.Permissions.Grant(PermissionOf(call), TargetOf(call));
        return call.Answer(StatusCodes.Status200OK);
    }

    private static Task Revoke(RestCall call)
    {
        call.Connection.Permissions.Revoke(PermissionOf(call), TargetOf(call));
        return call.Answer(StatusCodes.Status204NoContent);
    }

    private static Task Check(RestCall call) => call.Answer(
        call.Connection.Permissions.Has(PermissionOf(call), TargetOf(call)) ? StatusCodes.Status200OK : StatusCodes.Status404NotFound);

    private static string PermissionOf(RestCall call) => call.Parameter("permission") switch
    {
        var name when name.Equals("sendToGroup", StringComparison.OrdinalIgnoreCase) => Permissions.SendToGroup,
        var name when name.Equals("joinLeaveGroup", StringComparison.OrdinalIgnoreCase) => Permissions.JoinLeaveGroup,
        _ => throw RestException.BadRequest("The permission is sendToGroup or joinLeaveGroup.", "permission"),
    };

    private static string? TargetOf(RestCall call)
    {
        var target = call.Request.Query["targetName"].ToString();
        if (target.Length == 0)
        {
            return null;
        }

        return Names.IsGroup(target, call.Service.Options.Limits.MaxGroupNameLength)
            ? target
            : throw RestException.BadRequest("The group's name is blank or too long.", "targetName");
    }
}
