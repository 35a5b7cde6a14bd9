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

    private static Task Exists(RestCall call) => call.AnswerExistence(call.FindConnection() is not null, "Connection");

    private static Task Close(RestCall call)
    {
        call.FindConnection()?.Close(call.CloseReason, WebSocketCloseStatus.NormalClosure, description: "");
        return call.Answer(StatusCodes.Status204NoContent);
    }

    /// <summary>A connection that is not there is no error: a send is fire and forget.</summary>
    private static async Task SendAsync(RestCall call)
    {
        var message = await MessageBody.ReadAsync(call);
        call.FindConnection()?.Deliver(message);
        await call.Answer(StatusCodes.Status202Accepted);
    }
}
