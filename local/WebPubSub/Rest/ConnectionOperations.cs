using System.Net.WebSockets;
using Microsoft.AspNetCore.Http;

namespace Fixia.Local.WebPubSub.Rest;

/// <summary>Operations on one connection.</summary>
internal static class ConnectionOperations
{
    public static IReadOnlyList<RestOperation> All { get; } =
    [
        new("HEAD", "/api/hubs/{hub}/connections/{connectionId}", Exists),
        new("DELETE", "/api/hubs/{hub}/connections/{connectionId}", Close),
        new("POST", "/api/hubs/{hub}/connections/{connectionId}/:send", SendAsync),
    ];

    private static Task Exists(RestCall call) => call.Answer(
        call.Hub.TryGet(call.ConnectionId, out _) ? StatusCodes.Status200OK : StatusCodes.Status404NotFound);

    private static Task Close(RestCall call)
    {
        if (call.Hub.TryGet(call.ConnectionId, out var connection))
        {
            connection.Close(call.CloseReason, WebSocketCloseStatus.NormalClosure);
        }

        return call.Answer(StatusCodes.Status204NoContent);
    }

    private static async Task SendAsync(RestCall call)
    {
        var message = await MessageBody.ReadAsync(call);
        call.Connection.Deliver(message);
        await call.Answer(StatusCodes.Status202Accepted);
    }
}
