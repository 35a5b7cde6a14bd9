using Azure.Core;

namespace Azure.Messaging.WebPubSub;

/// <content>Closing connections, and asking whether they exist.</content>
public partial class WebPubSubServiceClient
{
    public virtual Response CloseAllConnections(IEnumerable<string>? excluded = null, string? reason = null, RequestContext? context = null) =>
        Send(CloseMessage(string.Empty, excluded, reason, context), context);

    public virtual Task<Response> CloseAllConnectionsAsync(
        IEnumerable<string>? excluded = null, string? reason = null, RequestContext? context = null) =>
        SendAsync(CloseMessage(string.Empty, excluded, reason, context), context);

    public virtual Response CloseConnection(string connectionId, string? reason = null, RequestContext? context = null) =>
        Send(CreateMessage(RequestMethod.Delete, $"/connections/{Segment(connectionId)}", NoContent, context, ("reason", reason)), context);

    public virtual Task<Response> CloseConnectionAsync(string connectionId, string? reason = null, RequestContext? context = null) =>
        SendAsync(CreateMessage(RequestMethod.Delete, $"/connections/{Segment(connectionId)}", NoContent, context, ("reason", reason)), context);

    public virtual Response CloseGroupConnections(
        string group, IEnumerable<string>? excluded = null, string? reason = null, RequestContext? context = null) =>
        Send(CloseMessage($"/groups/{Segment(group)}", excluded, reason, context), context);

    public virtual Task<Response> CloseGroupConnectionsAsync(
        string group, IEnumerable<string>? excluded = null, string? reason = null, RequestContext? context = null) =>
        SendAsync(CloseMessage($"/groups/{Segment(group)}", excluded, reason, context), context);

    public virtual Response CloseUserConnections(
        string userId, IEnumerable<string>? excluded = null, string? reason = null, RequestContext? context = null) =>
        Send(CloseMessage($"/users/{Segment(userId)}", excluded, reason, context), context);

    public virtual Task<Response> CloseUserConnectionsAsync(
        string userId, IEnumerable<string>? excluded = null, string? reason = null, RequestContext? context = null) =>
        SendAsync(CloseMessage($"/users/{Segment(userId)}", excluded, reason, context), context);

    public virtual Response<bool> ConnectionExists(string connectionId, RequestContext? context = null) =>
        Check(CreateMessage(RequestMethod.Head, $"/connections/{Segment(connectionId)}", OkOrNotFound, context), context);

    public virtual Task<Response<bool>> ConnectionExistsAsync(string connectionId, RequestContext? context = null) =>
        CheckAsync(CreateMessage(RequestMethod.Head, $"/connections/{Segment(connectionId)}", OkOrNotFound, context), context);

    public virtual Response<bool> GroupExists(string group, RequestContext? context = null) =>
        Check(CreateMessage(RequestMethod.Head, $"/groups/{Segment(group)}", OkOrNotFound, context), context);

    public virtual Task<Response<bool>> GroupExistsAsync(string group, RequestContext? context = null) =>
        CheckAsync(CreateMessage(RequestMethod.Head, $"/groups/{Segment(group)}", OkOrNotFound, context), context);

    public virtual Response<bool> UserExists(string userId, RequestContext? context = null) =>
        Check(CreateMessage(RequestMethod.Head, $"/users/{Segment(userId)}", OkOrNotFound, context), context);

    public virtual Task<Response<bool>> UserExistsAsync(string userId, RequestContext? context = null) =>
        CheckAsync(CreateMessage(RequestMethod.Head, $"/users/{Segment(userId)}", OkOrNotFound, context), context);

    private HttpMessage CloseMessage(string target, IEnumerable<string>? excluded, string? reason, RequestContext? context) =>
        WithEach(
            CreateMessage(RequestMethod.Post, $"{target}/:closeConnections", NoContent, context, ("reason", reason)),
            "excluded",
            excluded);
}
