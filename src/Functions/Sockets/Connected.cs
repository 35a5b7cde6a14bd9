using Fixia.Shared.Diagnostics;
using Fixia.Shared.Events;
using Fixia.Shared.Realtime;
using Microsoft.Azure.Functions.Worker;

namespace Fixia.Functions.Sockets;

/// <summary>The system event <c>connected</c>: the device is told that it is live.</summary>
public sealed class Connected(UserChannel channel, FixiaMetrics metrics, TimeProvider time)
{
    /// <summary>Sends <c>connection-confirmed</c> to the one connection.</summary>
    [Function(nameof(Connected))]
    public Task RunAsync(
        [WebPubSubTrigger(Hub.Name, WebPubSubEventType.System, "connected")] ConnectedEventRequest request,
        CancellationToken cancellationToken)
    {
        metrics.ConnectionOpened();
        var connection = request.ConnectionContext;
        return channel.SendToConnectionAsync(
            connection.ConnectionId,
            new ConnectionConfirmed(connection.UserId, connection.ConnectionId, time.GetUtcNow()),
            cancellationToken);
    }
}
