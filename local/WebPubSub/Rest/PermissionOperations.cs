using Fixia.Local.WebPubSub.Clients;
using Fixia.Local.WebPubSub.Protocol;
using Microsoft.AspNetCore.Http;

namespace Fixia.Local.WebPubSub.Rest;

/// <summary>Operations on what a connection may do to the group that <c>targetName</c> names.</summary>
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
        var (permission, group) = (PermissionOf(call), TargetOf(call));
        call.RequireConnection("Info").Permissions.Grant(permission, group);
        return call.Answer(StatusCodes.Status200OK);
    }

    private static Task Revoke(RestCall call)
    {
        var (permission, group) = (PermissionOf(call), TargetOf(call));
        call.FindConnection()?.Permissions.Revoke(permission, group);
        return call.Answer(StatusCodes.Status204NoContent);
    }

    private static Task Check(RestCall call)
    {
        var (permission, group) = (PermissionOf(call), TargetOf(call));
        return call.RequireConnection("Info").Permissions.Has(permission, group)
            ? call.Answer(StatusCodes.Status200OK)
            : throw RestException.NotExisted("Connection", call.ConnectionId, "Info");
    }

    private static string PermissionOf(RestCall call) => call.Parameter("permission") switch
    {
        var name when name.Equals("sendToGroup", StringComparison.OrdinalIgnoreCase) => Permissions.SendToGroup,
        var name when name.Equals("joinLeaveGroup", StringComparison.OrdinalIgnoreCase) => Permissions.JoinLeaveGroup,
        _ => throw RestException.BadRequest("The permission is sendToGroup or joinLeaveGroup.", "permission"),
    };

    private static string TargetOf(RestCall call)
    {
        var target = call.Request.Query["targetName"].ToString();
        return Names.IsGroup(target, call.Service.Options.Limits.MaxGroupNameLength)
            ? target
            : throw RestException.BadRequest("'targetName' must name a group.", "targetName");
    }
}
