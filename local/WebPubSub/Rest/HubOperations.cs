using Microsoft.AspNetCore.Http;

namespace Fixia.Local.WebPubSub.Rest;

/// <summary>Operations on all connections of a hub.</summary>
internal static class HubOperations
{
    public static IReadOnlyList<RestOperation> All { get; } =
    [
        new("POST", "/api/hubs/{hub}/:send", SendToAllAsync),
        new("POST", "/api/hubs/{hub}/:closeConnections", CloseAll),
    ];

    private static async Task SendToAllAsync(RestCall call)
    {
        var (hub, filter) = (call.Hub, call.Filter);
        var message = await MessageBody.ReadAsync(call);
        Recipients.Send(hub.Where(hub.All(), filter), message, call.Excluded);
        await call.Answer(StatusCodes.Status202Accepted);
    }

    private static Task CloseAll(RestCall call)
    {
        Recipients.Close(call.Hub.All(), call.CloseReason, call.Excluded);
        return call.Answer(StatusCodes.Status204NoContent);
    }
}
