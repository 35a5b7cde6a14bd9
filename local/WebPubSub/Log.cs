using Microsoft.Extensions.Logging;

namespace Fixia.Local.WebPubSub;

/// <summary>What the endpoint logs. No token, key or payload.</summary>
internal static partial class Log
{
    [LoggerMessage(1, LogLevel.Information, "Web PubSub endpoint listens at {Endpoint}")]
    public static partial void Listening(ILogger logger, Uri endpoint);

    [LoggerMessage(2, LogLevel.Debug, "Client {ConnectionId} of hub {Hub} connected with subprotocol {Subprotocol}")]
    public static partial void Connected(ILogger logger, string connectionId, string hub, string? subprotocol);

    [LoggerMessage(3, LogLevel.Debug, "Client {ConnectionId} recovered")]
    public static partial void Recovered(ILogger logger, string connectionId);

    [LoggerMessage(8, LogLevel.Debug, "Client {ConnectionId} lost its socket and can recover")]
    public static partial void SocketLost(ILogger logger, string connectionId);

    [LoggerMessage(9, LogLevel.Debug, "Client {ConnectionId} is disconnected: {Reason}")]
    public static partial void Disconnected(ILogger logger, string connectionId, string reason);

    [LoggerMessage(4, LogLevel.Debug, "A client of hub {Hub} was refused with {Status}: {Reason}")]
    public static partial void Refused(ILogger logger, string hub, int status, string reason);

    [LoggerMessage(5, LogLevel.Warning, "Event {Event} of client {ConnectionId} was answered {Status}")]
    public static partial void EventRefused(ILogger logger, string @event, string connectionId, int status);

    [LoggerMessage(6, LogLevel.Warning, "Event {Event} of client {ConnectionId} failed: {Reason}")]
    public static partial void EventFailed(ILogger logger, string @event, string connectionId, string reason);

    [LoggerMessage(10, LogLevel.Warning, "Event {Event} of client {ConnectionId} is sent again: {Reason}")]
    public static partial void EventRetried(ILogger logger, string @event, string connectionId, string reason);

    [LoggerMessage(7, LogLevel.Error, "{Method} {Path} failed")]
    public static partial void RequestFailed(ILogger logger, string method, string path, Exception error);
}
