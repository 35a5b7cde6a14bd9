using Fixia.Shared.Diagnostics;
using Fixia.Shared.Realtime;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;

namespace Fixia.Functions.Sockets;

/// <summary>The system event <c>disconnected</c>. Nothing has to be cleaned up: the service keeps the groups.</summary>
public sealed partial class Disconnected(FixiaMetrics metrics, ILogger<Disconnected> logger)
{
    /// <summary>Counts it.</summary>
    [Function(nameof(Disconnected))]
    public void Run(
        [WebPubSubTrigger(Hub.Name, WebPubSubEventType.System, "disconnected")] DisconnectedEventRequest request)
    {
        metrics.ConnectionClosed();
        LogClosed(request.ConnectionContext.ConnectionId, request.Reason);
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Connection {ConnectionId} closed: {Reason}")]
    private partial void LogClosed(string connectionId, string? reason);
}
