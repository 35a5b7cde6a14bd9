using Azure.Core;
using Azure.Messaging.WebPubSub.Internal;

namespace Azure.Messaging.WebPubSub;

/// <content>Who is in which group.</content>
public partial class WebPubSubServiceClient
{
    public virtual Pageable<WebPubSubGroupMember> ListConnectionsInGroup(
        string group, int? maxpagesize = null, int? maxCount = null, string? continuationToken = null) =>
        new GroupMemberPageable(nextLink => Send(ListMessage(group, maxpagesize, maxCount, continuationToken, nextLink), context: null));

    public virtual AsyncPageable<WebPubSubGroupMember> ListConnectionsInGroupAsync(
        string group, int? maxpagesize = null, int? maxCount = null, string? continuationToken = null) =>
        new GroupMemberAsyncPageable((nextLink, cancellationToken) => SendAsync(
            ListMessage(group, maxpagesize, maxCount, continuationToken, nextLink),
            new RequestContext { CancellationToken = cancellationToken }));

    public virtual Response AddConnectionsToGroups(IEnumerable<string> groups, string filter, RequestContext? context = null) =>
        Send(FilterMessage("/:addToGroups", groups, NotNull(filter, nameof(filter)), context), context);

    public virtual Task<Response> AddConnectionsToGroupsAsync(IEnumerable<string> groups, string filter, RequestContext? context = null) =>
        SendAsync(FilterMessage("/:addToGroups", groups, NotNull(filter, nameof(filter)), context), context);

    public virtual Response RemoveConnectionsFromGroups(IEnumerable<string> groups, string? filter = null, RequestContext? context = null) =>
        Send(FilterMessage("/:removeFromGroups", groups, filter, context), context);

    public virtual Task<Response> RemoveConnectionsFromGroupsAsync(
        IEnumerable<string> groups, string? filter = null, RequestContext? context = null) =>
        SendAsync(FilterMessage("/:removeFromGroups", groups, filter, context), context);

    public virtual Response AddConnectionToGroup(string group, string connectionId, RequestContext? context = null) =>
        Send(CreateMessage(RequestMethod.Put, GroupConnection(group, connectionId), Ok, context), context);

    public virtual Task<Response> AddConnectionToGroupAsync(string group, string connectionId, RequestContext? context = null) =>
        SendAsync(CreateMessage(RequestMethod.Put, GroupConnection(group, connectionId), Ok, context), context);

    public virtual Response RemoveConnectionFromGroup(string group, string connectionId, RequestContext? context = null) =>
        Send(CreateMessage(RequestMethod.Delete, GroupConnection(group, connectionId), NoContent, context), context);

    public virtual Task<Response> RemoveConnectionFromGroupAsync(string group, string connectionId, RequestContext? context = null) =>
        SendAsync(CreateMessage(RequestMethod.Delete, GroupConnection(group, connectionId), NoContent, context), context);

    public virtual Response RemoveConnectionFromAllGroups(string connectionId, RequestContext? context = null) =>
        Send(CreateMessage(RequestMethod.Delete, $"/connections/{Segment(connectionId)}/groups", NoContent, context), context);

    public virtual Task<Response> RemoveConnectionFromAllGroupsAsync(string connectionId, RequestContext? context = null) =>
        SendAsync(CreateMessage(RequestMethod.Delete, $"/connections/{Segment(connectionId)}/groups", NoContent, context), context);

    public virtual Response AddUserToGroup(string group, string userId, RequestContext? context = null) =>
        Send(CreateMessage(RequestMethod.Put, UserGroup(userId, group), Ok, context), context);

    public virtual Task<Response> AddUserToGroupAsync(string group, string userId, RequestContext? context = null) =>
        SendAsync(CreateMessage(RequestMethod.Put, UserGroup(userId, group), Ok, context), context);

    public virtual Response RemoveUserFromGroup(string group, string userId, RequestContext? context = null) =>
        Send(CreateMessage(RequestMethod.Delete, UserGroup(userId, group), NoContent, context), context);

    public virtual Task<Response> RemoveUserFromGroupAsync(string group, string userId, RequestContext? context = null) =>
        SendAsync(CreateMessage(RequestMethod.Delete, UserGroup(userId, group), NoContent, context), context);

    public virtual Response RemoveUserFromAllGroups(string userId, RequestContext? context = null) =>
        Send(CreateMessage(RequestMethod.Delete, $"/users/{Segment(userId)}/groups", NoContent, context), context);

    public virtual Task<Response> RemoveUserFromAllGroupsAsync(string userId, RequestContext? context = null) =>
        SendAsync(CreateMessage(RequestMethod.Delete, $"/users/{Segment(userId)}/groups", NoContent, context), context);

    private HttpMessage ListMessage(string group, int? pageSize, int? maxCount, string? continuationToken, string? nextLink)
    {
        var message = CreateMessage(
            RequestMethod.Get, $"/groups/{Segment(group)}/connections", Ok, context: null,
            ("maxpagesize", Number(pageSize)), ("top", Number(maxCount)), ("continuationToken", continuationToken));
        if (nextLink is not null)
        {
            message.Request.Uri.Reset(new Uri(Endpoint, nextLink));
        }

        return message;
    }

    private HttpMessage FilterMessage(string operation, IEnumerable<string> groups, string? filter, RequestContext? context) =>
        WithContent(
            CreateMessage(RequestMethod.Post, operation, Ok, context),
            RequestContent.Create(new { filter, groups = NotNull(groups, nameof(groups)) }),
            ContentType.ApplicationJson);

    private static string GroupConnection(string group, string connectionId) => $"/groups/{Segment(group)}/connections/{Segment(connectionId)}";

    private static string UserGroup(string userId, string group) => $"/users/{Segment(userId)}/groups/{Segment(group)}";

    private static string? Number(int? value) => value?.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
