using System.Net.WebSockets;
using Fixia.Local.WebPubSub.Faults;
using Fixia.Local.WebPubSub.Http;
using Fixia.Local.WebPubSub.Hubs;
using Fixia.Local.WebPubSub.Protocol;
using Fixia.Local.WebPubSub.Upstream;
using Microsoft.AspNetCore.Http;

namespace Fixia.Local.WebPubSub.Clients;

/// <summary><c>/client/hubs/{hub}</c> and <c>/client/?hub={hub}</c>: concept-client-protocols, Service endpoints.</summary>
internal sealed class ClientEndpoint(WebPubSubService service)
{
    private readonly ClientAuthentication _authentication = new(service);
    private readonly ConnectEvent _connectEvent = new(service);
    private readonly Recovery _recovery = new(service);

    public async Task HandleAsync(HttpContext context)
    {
        if (HubNameOf(context) is not { } name)
        {
            await ErrorBody.WriteAsync(context, StatusCodes.Status404NotFound, "Error.NotFound", "Clients connect to /client/hubs/{hub}.");
            return;
        }

        if (!WebSocketHandshake.IsRequested(context))
        {
            await ErrorBody.WriteAsync(context, StatusCodes.Status400BadRequest, "Error.BadRequest", "Clients connect with a WebSocket handshake.");
            return;
        }

        if (!Names.IsHub(name))
        {
            await ErrorBody.WriteAsync(context, StatusCodes.Status400BadRequest, "Error.BadRequest", "The hub's name is invalid.", "hub");
            return;
        }

        var hub = service.Hubs.Get(name);
        if (service.Faults.Take(FaultKind.ClientRefused, hub.Name) is not null)
        {
            await ErrorBody.WriteAsync(context, StatusCodes.Status503ServiceUnavailable, "Error.ServiceUnavailable", "A fault on command: unavailable.");
            return;
        }

        if (WebSocketHandshake.CheckOrRefuse(context))
        {
            await (Recovery.IsRequested(context) ? _recovery.RunAsync(context, hub) : ConnectAsync(context, hub));
        }
    }

    private async Task ConnectAsync(HttpContext context, Hub hub)
    {
        try
        {
            var claims = await _authentication.AuthenticateAsync(context, hub);
            var identity = await _connectEvent.RaiseAsync(context, hub, claims);
            var mode = SimpleClientMode.Read(context, identity, service.Options.Limits.MaxGroupNameLength);
            await RunAsync(context, hub, identity, mode);
        }
        catch (ClientRefusedException refusal)
        {
            Log.Refused(service.Logger, hub.Name, refusal.Status, refusal.Message);
            await refusal.AnswerAsync(context);
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            Log.RequestFailed(service.Logger, context.Request.Method, context.Request.Path, error);
            throw;
        }
    }

    private async Task RunAsync(HttpContext context, Hub hub, ClientIdentity identity, SimpleClientMode mode)
    {
        var connection = new ClientConnection(identity, hub, service);
        var transport = new ClientTransport(service.Options);

        // It is in the hub before the client can know that it is connected: what is sent from then on is not lost.
        connection.TryAttach(transport, _recovery.Greet(connection));
        hub.Add(connection, identity.Groups);
        connection.Upstream.Connected(connection);
        Log.Connected(service.Logger, connection.Id, hub.Name, identity.Subprotocol);
        await SocketRun.RunAsync(context, connection, transport, ClientReceiver.For(connection, mode, service));
    }

    private static string? HubNameOf(HttpContext context) =>
        RequestTarget.SegmentsOf(RequestTarget.PathOf(context)) switch
        {
            [_, "hubs", var hub] => hub,
            [_] or [_, ""] when context.Request.Query["hub"].ToString() is { Length: > 0 } hub => hub,
            _ => null,
        };
}
