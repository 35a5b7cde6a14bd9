using System.Net.WebSockets;
using Fixia.Local.WebPubSub.Http;
using Fixia.Local.WebPubSub.Hubs;
using Fixia.Local.WebPubSub.Protocol;
using Microsoft.AspNetCore.Http;

namespace Fixia.Local.WebPubSub.Clients;

/// <summary>Recovery of a reliable connection: client-spec 1.4 and 2.2.</summary>
internal sealed class Recovery(WebPubSubService service)
{
    public static bool IsRequested(HttpContext context) => context.Request.Query.ContainsKey("awps_connection_id");

    /// <summary>The <c>connected</c> message of a new connection, with its reconnection token when it can be recovered.</summary>
    public ReadOnlyMemory<byte> Greet(ClientConnection connection) => connection.Kind switch
    {
        ClientKind.Simple => default,
        ClientKind.Json => ServerJson.Connected(connection.UserId, connection.Id, reconnectionToken: null),
        _ => ServerJson.Connected(connection.UserId, connection.Id, IssueToken(connection)),
    };

    /// <summary>Gives a connection its next socket, or closes that socket with 1008 when the connection is gone.</summary>
    public async Task RunAsync(HttpContext context, Hub hub)
    {
        var transport = new ClientTransport(service.Options);
        if (await FindAsync(context, hub) is { } connection && connection.TryAttach(transport))
        {
            Log.Recovered(service.Logger, connection.Id);
            await SocketRun.RunAsync(context, connection, transport, ClientReceiver.For(connection, SimpleClientMode.SendEvent, service));
            return;
        }

        transport.Finish(default, WebSocketCloseStatus.PolicyViolation, CloseReasons.CannotRecover);
        var subprotocol = Subprotocol.Default(WebSocketHandshake.SubprotocolsOf(context));
        var stream = await WebSocketHandshake.AcceptAsync(context, subprotocol);
        await transport.RunAsync(stream, subprotocol, ClientReceiver.Deaf, context.RequestAborted);
    }

    /// <summary>The connection, if the token is its own: only reliable ones were ever given one.</summary>
    private async Task<ClientConnection?> FindAsync(HttpContext context, Hub hub)
    {
        var connectionId = context.Request.Query["awps_connection_id"].ToString();
        var token = context.Request.Query["awps_reconnection_token"].ToString();
        return await service.Key.ValidateAsync(token, audience => audience == AudienceOf(hub, connectionId)) is not null
            && hub.TryGet(connectionId, out var connection)
            ? connection
            : null;
    }

    private string IssueToken(ClientConnection connection) => service.Key.Issue(
        AudienceOf(connection.Hub, connection.Id), service.Options.Timeouts.ReconnectionToken, new Dictionary<string, object>());

    /// <summary>What a reconnection token is good for: this connection and nothing else.</summary>
    private static string AudienceOf(Hub hub, string connectionId) => $"webpubsub:reconnect:{hub.Name}:{connectionId}";
}
