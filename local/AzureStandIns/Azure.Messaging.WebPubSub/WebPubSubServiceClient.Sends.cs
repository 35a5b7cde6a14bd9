using Azure.Core;

namespace Azure.Messaging.WebPubSub;

/// <content>Messages to all connections, a group, a user or one connection.</content>
public partial class WebPubSubServiceClient
{
    public virtual Response SendToAll(
        RequestContent content, ContentType contentType, IEnumerable<string>? excluded = null, string? filter = null, RequestContext? context = null) =>
        Send(SendMessage(string.Empty, content, contentType, excluded, filter, context), context);

    public virtual Task<Response> SendToAllAsync(
        RequestContent content, ContentType contentType, IEnumerable<string>? excluded = null, string? filter = null, RequestContext? context = null) =>
        SendAsync(SendMessage(string.Empty, content, contentType, excluded, filter, context), context);

    public virtual Response SendToAll(RequestContent content, ContentType contentType, IEnumerable<string>? excluded, RequestContext? context) =>
        SendToAll(content, contentType, excluded, filter: null, context);

    public virtual Task<Response> SendToAllAsync(RequestContent content, ContentType contentType, IEnumerable<string>? excluded, RequestContext? context) =>
        SendToAllAsync(content, contentType, excluded, filter: null, context);

    public virtual Response SendToAll(string content, ContentType contentType = default) =>
        SendToAll(Text(content), OrText(contentType), excluded: null, filter: null, context: null);

    public virtual Task<Response> SendToAllAsync(string content, ContentType contentType = default) =>
        SendToAllAsync(Text(content), OrText(contentType), excluded: null, filter: null, context: null);

    public virtual Response SendToGroup(
        string group, RequestContent content, ContentType contentType,
        IEnumerable<string>? excluded = null, string? filter = null, RequestContext? context = null) =>
        Send(SendMessage($"/groups/{Segment(group)}", content, contentType, excluded, filter, context), context);

    public virtual Task<Response> SendToGroupAsync(
        string group, RequestContent content, ContentType contentType,
        IEnumerable<string>? excluded = null, string? filter = null, RequestContext? context = null) =>
        SendAsync(SendMessage($"/groups/{Segment(group)}", content, contentType, excluded, filter, context), context);

    public virtual Response SendToGroup(
        string group, RequestContent content, ContentType contentType, IEnumerable<string>? excluded, RequestContext? context) =>
        SendToGroup(group, content, contentType, excluded, filter: null, context);

    public virtual Task<Response> SendToGroupAsync(
        string group, RequestContent content, ContentType contentType, IEnumerable<string>? excluded, RequestContext? context) =>
        SendToGroupAsync(group, content, contentType, excluded, filter: null, context);

    public virtual Response SendToGroup(string group, string content, ContentType contentType = default) =>
        SendToGroup(group, Text(content), OrText(contentType), excluded: null, filter: null, context: null);

    public virtual Task<Response> SendToGroupAsync(string group, string content, ContentType contentType = default) =>
        SendToGroupAsync(group, Text(content), OrText(contentType), excluded: null, filter: null, context: null);

    public virtual Response SendToUser(
        string userId, RequestContent content, ContentType contentType, string? filter = null, RequestContext? context = null) =>
        Send(SendMessage($"/users/{Segment(userId)}", content, contentType, excluded: null, filter, context), context);

    public virtual Task<Response> SendToUserAsync(
        string userId, RequestContent content, ContentType contentType, string? filter = null, RequestContext? context = null) =>
        SendAsync(SendMessage($"/users/{Segment(userId)}", content, contentType, excluded: null, filter, context), context);

    public virtual Response SendToUser(string userId, RequestContent content, ContentType contentType, RequestContext? context) =>
        SendToUser(userId, content, contentType, filter: null, context);

    public virtual Task<Response> SendToUserAsync(string userId, RequestContent content, ContentType contentType, RequestContext? context) =>
        SendToUserAsync(userId, content, contentType, filter: null, context);

    public virtual Response SendToUser(string userId, string content, ContentType contentType = default) =>
        SendToUser(userId, Text(content), OrText(contentType), filter: null, context: null);

    public virtual Task<Response> SendToUserAsync(string userId, string content, ContentType contentType = default) =>
        SendToUserAsync(userId, Text(content), OrText(contentType), filter: null, context: null);

    public virtual Response SendToConnection(string connectionId, RequestContent content, ContentType contentType, RequestContext? context = null) =>
        Send(SendMessage($"/connections/{Segment(connectionId)}", content, contentType, excluded: null, filter: null, context), context);

    public virtual Task<Response> SendToConnectionAsync(
        string connectionId, RequestContent content, ContentType contentType, RequestContext? context = null) =>
        SendAsync(SendMessage($"/connections/{Segment(connectionId)}", content, contentType, excluded: null, filter: null, context), context);

    public virtual Response SendToConnection(string connectionId, string content, ContentType contentType = default) =>
        SendToConnection(connectionId, Text(content), OrText(contentType));

    public virtual Task<Response> SendToConnectionAsync(string connectionId, string content, ContentType contentType = default) =>
        SendToConnectionAsync(connectionId, Text(content), OrText(contentType));

    private HttpMessage SendMessage(
        string target, RequestContent content, ContentType contentType, IEnumerable<string>? excluded, string? filter, RequestContext? context)
    {
        var message = CreateMessage(RequestMethod.Post, $"{target}/:send", Accepted, context, ("filter", filter));
        return WithContent(WithEach(message, "excluded", excluded), content, contentType);
    }

    private static RequestContent Text(string content)
    {
        ArgumentNullException.ThrowIfNull(content);
        return RequestContent.Create(content);
    }

    private static ContentType OrText(ContentType contentType) => contentType == default ? ContentType.TextPlain : contentType;
}
