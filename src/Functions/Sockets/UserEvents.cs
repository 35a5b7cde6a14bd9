using Fixia.Shared;
using Fixia.Shared.Data;
using Fixia.Shared.Events;
using Fixia.Shared.Identity;
using Fixia.Shared.Realtime;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;

namespace Fixia.Functions.Sockets;

/// <summary>
/// What every user event shares: the caller is the user of the connection, and whatever goes wrong is answered as an
/// <c>error</c> event with a 2xx, because the service may drop the connection of a client whose event fails.
/// </summary>
public sealed partial class UserEvents(UserLimits limits, ILogger<UserEvents> logger)
{
    /// <summary>Most bytes of a payload: a hundred ids of full length fit.</summary>
    public const int MaxPayloadBytes = 64 * 1024;

    /// <summary>Runs <paramref name="handle"/> for the connection's user; its result goes back to that connection.</summary>
    public async Task<UserEventResponse?> AnswerAsync(
        UserEventRequest request, string eventName, Func<string, ReadOnlyMemory<byte>, Task<ServerEvent?>> handle)
    {
        var answer = await RunAsync(request, eventName, handle);
        return answer is null ? null : new UserEventResponse(answer.ToMessage(), WebPubSubDataType.Json);
    }

    private async Task<ServerEvent?> RunAsync(
        UserEventRequest request, string eventName, Func<string, ReadOnlyMemory<byte>, Task<ServerEvent?>> handle)
    {
        if (WireUserId.Decode(request.ConnectionContext.UserId) is not { } userId)
        {
            return new EventError(EventErrorCodes.Unauthorized, "The connection belongs to no user.", eventName);
        }

        if (limits.TakeEvent(userId) is { } wait)
        {
            return TooMany(eventName, wait);
        }

        try
        {
            return await handle(userId, Payload(request));
        }
        catch (InvalidRequestException e)
        {
            return new EventError(EventErrorCodes.InvalidRequest, e.Message, eventName);
        }
        catch (Exception e) when (StoreFailures.IsTransient(e))
        {
            LogUnavailable(eventName, e.GetType().Name);
            return new EventError(EventErrorCodes.Unavailable, "The service is busy; try again in a few seconds.", eventName);
        }
        catch (Exception e)
        {
            LogFailed(e, eventName);
            return new EventError(EventErrorCodes.Internal, "The event failed; it was logged.", eventName);
        }
    }

    /// <summary>That a user has sent more than is taken.</summary>
    /// <param name="eventName">The event.</param>
    /// <param name="wait">How long to wait.</param>
    public static EventError TooMany(string eventName, TimeSpan wait) => new(
        EventErrorCodes.RateLimited, "Too many events; try again after the time in 'retryAfterMs'.", eventName, (int)Math.Ceiling(wait.TotalMilliseconds));

    private static ReadOnlyMemory<byte> Payload(UserEventRequest request)
    {
        var payload = request.Data?.ToMemory() ?? default;
        return payload.Length <= MaxPayloadBytes
            ? payload
            : throw new InvalidRequestException($"The payload is larger than {MaxPayloadBytes} bytes.");
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Event} could not be answered for now: {Reason}")]
    private partial void LogUnavailable(string @event, string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Event} failed")]
    private partial void LogFailed(Exception exception, string @event);
}
