using Fixia.Shared.Diagnostics;
using Fixia.Shared.Events;
using Fixia.Shared.Realtime;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Options;

namespace Fixia.Functions.Sockets;

/// <summary>The system event <c>connected</c>: the device is told that it is live.</summary>
public sealed class Connected(UserChannel channel, FixiaMetrics metrics, IOptions<RealtimeOptions> options, TimeProvider time)
{
    /// <summary>Sends <c>connection-confirmed</c> to the one connection, unless it belongs to no user or that is switched off.</summary>
    [Function(nameof(Connected))]
    public Task RunAsync(
        [WebPubSubTrigger(Hub.Name, WebPubSubEventType.System, "connected")] ConnectedEventRequest request,
        CancellationToken cancellationToken)
    {
        metrics.ConnectionOpened();
        var connection = request.ConnectionContext;
        return options.Value.ConfirmConnections && WireUserId.Decode(connection.UserId) is { } userId
            ? channel.SendToConnectionAsync(
                connection.ConnectionId, new ConnectionConfirmed(userId, connection.ConnectionId, time.GetUtcNow()), cancellationToken)
            : Task.CompletedTask;
    }
}
