using Fixia.Shared.Events;
using Fixia.Shared.Inboxes;
using Fixia.Shared.Json;
using Fixia.Shared.Notifications;
using Fixia.Shared.Realtime;
using Microsoft.Azure.Functions.Worker;

namespace Fixia.Functions.Sockets;

/// <summary>The user event <c>notification:mark-read</c>.</summary>
public sealed class MarkRead(UserEvents events, InboxMarks marks)
{
    /// <summary>
    /// Marks the caller's notifications read. There is no reply: the change feed tells every device of the user, this one
    /// included.
    /// </summary>
    [Function(nameof(MarkRead))]
    public Task<UserEventResponse?> RunAsync(
        [WebPubSubTrigger(Hub.Name, WebPubSubEventType.User, EventNames.MarkRead)] UserEventRequest request,
        CancellationToken cancellationToken) =>
        events.AnswerAsync(request, EventNames.MarkRead, async (userId, payload) =>
        {
            var ids = RequestJson.Read(payload.Span, FixiaJsonContext.Default.MarkReadPayload).ToIds();
            await marks.MarkReadAsync(userId, ids, cancellationToken);
            return null;
        });
}
