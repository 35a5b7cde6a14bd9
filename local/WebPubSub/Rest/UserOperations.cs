using Microsoft.AspNetCore.Http;

namespace Fixia.Local.WebPubSub.Rest;

/// <summary>Operations on the connections of a user.</summary>
internal static class UserOperations
{
    public static IReadOnlyList<RestOperation> All { get; } =
    [
        new("HEAD", "/api/hubs/{hub}/users/{userId}", Exists),
        new("POST", "/api/hubs/{hub}/users/{userId}/:send", SendAsync),
        new("POST", "/api/hubs/{hub}/users/{userId}/:closeConnections", Close),
    ];

    private static Task Exists(RestCall call) => call.AnswerExistence(call.Hub.OfUser(call.UserId).Length > 0, "User");

    private static async Task SendAsync(RestCall call)
    {
        var (hub, userId, filter) = (call.Hub, call.UserId, call.Filter);
        var message = await MessageBody.ReadAsync(call);
        Recipients.Send(hub.Where(hub.OfUser(userId), filter), message, excluded: []);
        await call.Answer(StatusCodes.Status202Accepted);
    }

    private static Task Close(RestCall call)
    {
        Recipients.Close(call.Hub.OfUser(call.UserId), call.CloseReason, call.Excluded);
        return call.Answer(StatusCodes.Status204NoContent);
    }
}
