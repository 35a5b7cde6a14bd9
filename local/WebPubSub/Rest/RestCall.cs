using Fixia.Local.WebPubSub.Hubs;
using Fixia.Local.WebPubSub.Protocol;
using Microsoft.AspNetCore.Http;

namespace Fixia.Local.WebPubSub.Rest;

/// <summary>One call of an operation, with its names checked against the specification's patterns as they are read.</summary>
internal sealed class RestCall(HttpContext context, WebPubSubService service, IReadOnlyDictionary<string, string> path)
{
    private const string DefaultCloseReason = Clients.CloseReasons.ByServer;

    public HttpContext Context { get; } = context;

    public HttpRequest Request => Context.Request;

    public WebPubSubService Service { get; } = service;

    public CancellationToken Aborted => Context.RequestAborted;

    public Hub Hub => Names.IsHub(path["hub"])
        ? Service.Hubs.Get(path["hub"])
        : throw RestException.BadRequest("The hub's name is invalid.", "hub");

    public string Group => Names.IsGroup(path["group"], Service.Options.Limits.MaxGroupNameLength)
        ? path["group"]
        : throw RestException.BadRequest("The group's name is blank or too long.", "group");

    public string UserId => NotEmpty("userId");

    public string ConnectionId => NotEmpty("connectionId");

    /// <summary>Connection ids that the operation passes over.</summary>
    public HashSet<string> Excluded => Request.Query["excluded"].OfType<string>().ToHashSet(StringComparer.Ordinal);

    /// <summary>What closed connections are told.</summary>
    public string CloseReason => Request.Query["reason"].ToString() is { Length: > 0 } reason ? reason : DefaultCloseReason;

    public Task Answer(int status)
    {
        Context.Response.StatusCode = status;
        return Task.CompletedTask;
    }

    private string NotEmpty(string name) =>
        path[name].Length > 0 ? path[name] : throw RestException.BadRequest($"'{name}' is empty.", name);
}
