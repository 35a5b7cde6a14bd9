using Fixia.Local.WebPubSub.Clients;
using Fixia.Local.WebPubSub.Hubs;
using Fixia.Local.WebPubSub.Protocol;
using Fixia.Local.WebPubSub.Rest.Filters;
using Microsoft.AspNetCore.Http;

namespace Fixia.Local.WebPubSub.Rest;

/// <summary>One call of an operation, with its names checked against the specification's patterns as they are read.</summary>
internal sealed class RestCall(
    HttpContext context, WebPubSubService service, string path, IReadOnlyDictionary<string, string> parameters)
{
    public HttpContext Context { get; } = context;

    public HttpRequest Request => Context.Request;

    /// <summary>The path as the caller wrote it.</summary>
    public string Path { get; } = path;

    public WebPubSubService Service { get; } = service;

    public CancellationToken Aborted => Context.RequestAborted;

    public Hub Hub => Names.IsHub(parameters["hub"])
        ? Service.Hubs.Get(parameters["hub"])
        : throw RestException.BadRequest("The hub's name is invalid.", "hub");

    public string Group => Names.IsGroup(parameters["group"], Service.Options.Limits.MaxGroupNameLength)
        ? parameters["group"]
        : throw RestException.BadRequest("The group's name is blank or too long.", "group");

    public string UserId => NotBlank("userId");

    public string ConnectionId => NotBlank("connectionId");

    /// <summary>The connection that the path names.</summary>
    /// <exception cref="RestException">There is none: 404.</exception>
    public ClientConnection RequireConnection(string level = "Error") => FindConnection() ?? throw RestException.NotExisted("Connection", ConnectionId, level);

    /// <summary>The connection that the path names, if there is one.</summary>
    public ClientConnection? FindConnection() => Hub.TryGet(ConnectionId, out var connection) ? connection : null;

    /// <summary>The filter of the query, if any.</summary>
    public ConnectionFilter? Filter => ConnectionFilter.Read(Request.Query["filter"]);

    /// <summary>Connection ids that the operation passes over.</summary>
    public HashSet<string> Excluded => Request.Query["excluded"].OfType<string>().ToHashSet(StringComparer.Ordinal);

    /// <summary>What closed connections are told.</summary>
    public string CloseReason => CloseReasons.ByServer(Request.Query["reason"].ToString());

    public string Parameter(string name) => parameters[name];

    public Task Answer(int status)
    {
        Context.Response.StatusCode = status;
        return Task.CompletedTask;
    }

    /// <summary>Answers whether something exists.</summary>
    public Task AnswerExistence(bool exists, string kind)
    {
        if (!exists)
        {
            Context.Response.Headers["x-ms-error-code"] = $"Warning.{kind}.NotExisted";
        }

        return Answer(exists ? StatusCodes.Status200OK : StatusCodes.Status404NotFound);
    }

    /// <summary>With an empty name the path is not one of the operation's.</summary>
    private string NotBlank(string name) => parameters[name] switch
    {
        "" => throw RestException.NotFound("There is no such operation."),
        var value when string.IsNullOrWhiteSpace(value) => throw RestException.BadRequest($"'{name}' is blank.", name),
        var value => value,
    };
}
