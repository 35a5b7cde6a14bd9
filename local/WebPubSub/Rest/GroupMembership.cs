using System.Text.Json;
using System.Text.Json.Serialization;
using Fixia.Local.WebPubSub.Clients;
using Fixia.Local.WebPubSub.Protocol;
using Fixia.Local.WebPubSub.Rest.Filters;
using Microsoft.AspNetCore.Http;

namespace Fixia.Local.WebPubSub.Rest;

/// <summary>Operations that put connections into groups and take them out.</summary>
internal static class GroupMembership
{
    public static IReadOnlyList<RestOperation> All { get; } =
    [
        new("POST", "/api/hubs/{hub}/:addToGroups", AddFilteredAsync),
        new("POST", "/api/hubs/{hub}/:removeFromGroups", RemoveFilteredAsync),
        new("PUT", "/api/hubs/{hub}/groups/{group}/connections/{connectionId}", AddConnection),
        new("DELETE", "/api/hubs/{hub}/groups/{group}/connections/{connectionId}", RemoveConnection),
        new("DELETE", "/api/hubs/{hub}/connections/{connectionId}/groups", RemoveConnectionFromAll),
        new("PUT", "/api/hubs/{hub}/users/{userId}/groups/{group}", AddUser),
        new("DELETE", "/api/hubs/{hub}/users/{userId}/groups/{group}", RemoveUser),
        new("DELETE", "/api/hubs/{hub}/users/{userId}/groups", RemoveUserFromAll),
    ];

    private static async Task AddFilteredAsync(RestCall call)
    {
        var (hub, request) = (call.Hub, await ReadAsync(call));
        var connections = hub.Where(hub.All(), ConnectionFilter.Read(request.Filter));
        foreach (var group in request.Groups!)
        {
            Join(call, connections, group);
        }

        await call.Answer(StatusCodes.Status200OK);
    }

    private static async Task RemoveFilteredAsync(RestCall call)
    {
        var (hub, request) = (call.Hub, await ReadAsync(call));
        var connections = hub.Where(hub.All(), ConnectionFilter.Read(request.Filter));
        foreach (var group in request.Groups!)
        {
            Leave(call, connections, group);
        }

        await call.Answer(StatusCodes.Status200OK);
    }

    private static Task AddConnection(RestCall call)
    {
        var group = call.Group;
        Join(call, [call.RequireConnection()], group);
        return call.Answer(StatusCodes.Status200OK);
    }

    private static Task RemoveConnection(RestCall call)
    {
        var group = call.Group;
        if (call.FindConnection() is { } connection)
        {
            call.Hub.Leave(connection, group);
        }

        return call.Answer(StatusCodes.Status204NoContent);
    }

    private static Task RemoveConnectionFromAll(RestCall call)
    {
        if (call.FindConnection() is { } connection)
        {
            call.Hub.LeaveAll(connection);
        }

        return call.Answer(StatusCodes.Status204NoContent);
    }

    private static Task AddUser(RestCall call)
    {
        var (connections, group) = (call.Hub.OfUser(call.UserId), call.Group);
        if (connections.Length == 0)
        {
            throw RestException.NotExisted("User", call.UserId);
        }

        Join(call, connections, group);
        return call.Answer(StatusCodes.Status200OK);
    }

    private static Task RemoveUser(RestCall call)
    {
        Leave(call, call.Hub.OfUser(call.UserId), call.Group);
        return call.Answer(StatusCodes.Status204NoContent);
    }

    private static Task RemoveUserFromAll(RestCall call)
    {
        foreach (var connection in call.Hub.OfUser(call.UserId))
        {
            call.Hub.LeaveAll(connection);
        }

        return call.Answer(StatusCodes.Status204NoContent);
    }

    private static void Join(RestCall call, ClientConnection[] connections, string group)
    {
        foreach (var connection in connections)
        {
            if (!call.Hub.Join(connection, group) && call.Hub.TryGet(connection.Id, out _))
            {
                throw RestException.BadRequest("A connection is in as many groups as it can be.", "group");
            }
        }
    }

    private static void Leave(RestCall call, ClientConnection[] connections, string group)
    {
        foreach (var connection in connections)
        {
            call.Hub.Leave(connection, group);
        }
    }

    private static async Task<GroupsRequest> ReadAsync(RestCall call)
    {
        if (!call.Request.HasJsonContentType())
        {
            throw RestException.UnsupportedMediaType("The content type is application/json.");
        }

        try
        {
            var request = await call.Request.ReadFromJsonAsync(GroupsJson.Default.GroupsRequest, call.Aborted);
            return request?.Groups is { Length: > 0 } groups
                && groups.All(group => Names.IsGroup(group ?? "", call.Service.Options.Limits.MaxGroupNameLength))
                ? request
                : throw RestException.BadRequest("'groups' must name at least one group, and only valid ones.", "groups");
        }
        catch (JsonException)
        {
            throw RestException.BadRequest("The body is not the documented JSON.");
        }
    }
}

/// <summary>Body of <c>:addToGroups</c> and <c>:removeFromGroups</c>.</summary>
internal sealed record GroupsRequest(string[]? Groups, string? Filter);

/// <summary>Serialisation of <see cref="GroupsRequest"/>.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, PropertyNameCaseInsensitive = true)]
[JsonSerializable(typeof(GroupsRequest))]
internal sealed partial class GroupsJson : JsonSerializerContext;
