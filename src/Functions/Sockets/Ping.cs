using Fixia.Shared.Events;
using Fixia.Shared.Realtime;
using Microsoft.Azure.Functions.Worker;

namespace Fixia.Functions.Sockets;

/// <summary>The user event <c>ping</c>. Its payload is the client's business and is not read.</summary>
public sealed class Ping(UserEvents events, TimeProvider time)
{
    /// <summary>Answers <c>pong</c>.</summary>
    [Function(nameof(Ping))]
    public Task<UserEventResponse?> RunAsync(
        [WebPubSubTrigger(Hub.Name, WebPubSubEventType.User, EventNames.Ping)] UserEventRequest request) =>
        events.AnswerAsync(request, EventNames.Ping, (_, _) => Task.FromResult<ServerEvent?>(new Pong(time.GetUtcNow())));
}
