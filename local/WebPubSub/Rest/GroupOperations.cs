using Microsoft.AspNetCore.Http;

namespace Fixia.Local.WebPubSub.Rest;

/// <summary>Operations on the connections of a group.</summary>
internal static class GroupOperations
{
    public static IReadOnlyList<RestOperation> All { get; } =
    [
        new("HEAD", "/api/hubs/{hub}/groups/{group}", Exists),
        new("POST", "/api/hubs/{hub}/groups/{group}/:send", SendAsync),
        new("POST", "/api/hubs/{hub}/groups/{group}/:closeConnections", Close),
    ];

    private static Task Exists(RestCall call) => call.AnswerExistence(call.Hub.InGroup(call.Group).Length > 0, "Group");

    private static async Task SendAsync(RestCall call)
    {
        var (hub, group, filter) = (call.Hub, call.Group, call.Filter);
        var message = await MessageBody.ReadAsync(call, group);
        Recipients.Send(hub.Where(hub.InGroup(group), filter), message, call.Excluded);
        await call.Answer(StatusCodes.Status202Accepted);
    }

    private static Task Close(RestCall call)
    {
        Recipients.Close(call.Hub.InGroup(call.Group), call.CloseReason, call.Excluded);
        return call.Answer(StatusCodes.Status204NoContent);
    }
}
