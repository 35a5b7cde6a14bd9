using Azure.Core;

namespace Azure.Messaging.WebPubSub;

/// <content>What a connection may do at run time.</content>
public partial class WebPubSubServiceClient
{
    public virtual Response GrantPermission(
        WebPubSubPermission permission, string connectionId, string? targetName = null, RequestContext? context = null) =>
        Send(PermissionMessage(RequestMethod.Put, permission, connectionId, targetName, Ok, context), context);

    public virtual Task<Response> GrantPermissionAsync(
        WebPubSubPermission permission, string connectionId, string? targetName = null, RequestContext? context = null) =>
        SendAsync(PermissionMessage(RequestMethod.Put, permission, connectionId, targetName, Ok, context), context);

    public virtual Response RevokePermission(
        WebPubSubPermission permission, string connectionId, string? targetName = null, RequestContext? context = null) =>
        Send(PermissionMessage(RequestMethod.Delete, permission, connectionId, targetName, NoContent, context), context);

    public virtual Task<Response> RevokePermissionAsync(
        WebPubSubPermission permission, string connectionId, string? targetName = null, RequestContext? context = null) =>
        SendAsync(PermissionMessage(RequestMethod.Delete, permission, connectionId, targetName, NoContent, context), context);

    public virtual Response<bool> CheckPermission(
        WebPubSubPermission permission, string connectionId, string? targetName = null, RequestContext? context = null) =>
        Check(PermissionMessage(RequestMethod.Head, permission, connectionId, targetName, OkOrNotFound, context), context);

    public virtual Task<Response<bool>> CheckPermissionAsync(
        WebPubSubPermission permission, string connectionId, string? targetName = null, RequestContext? context = null) =>
        CheckAsync(PermissionMessage(RequestMethod.Head, permission, connectionId, targetName, OkOrNotFound, context), context);

    private HttpMessage PermissionMessage(
        RequestMethod method, WebPubSubPermission permission, string connectionId, string? targetName, ResponseClassifier success, RequestContext? context)
    {
        var name = permission switch
        {
            WebPubSubPermission.SendToGroup => "sendToGroup",
            WebPubSubPermission.JoinLeaveGroup => "joinLeaveGroup",
            _ => throw new ArgumentOutOfRangeException(nameof(permission), permission, "There is no such permission."),
        };
        return CreateMessage(
            method, $"/permissions/{name}/connections/{Segment(connectionId)}", success, context, ("targetName", targetName));
    }
}
