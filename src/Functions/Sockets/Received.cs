using Fixia.Shared.Events;
using Fixia.Shared.Identity;
using Fixia.Shared.Json;
using Fixia.Shared.Realtime;
using Fixia.Shared.Receipts;
using Microsoft.Azure.Functions.Worker;

namespace Fixia.Functions.Sockets;

/// <summary>The user event <c>received</c>.</summary>
public sealed class Received(UserEvents events, UserLimits limits, ReceiptStore receipts)
{
    /// <summary>Keeps what the caller's device received. There is no reply.</summary>
    [Function(nameof(Received))]
    public Task<UserEventResponse?> RunAsync(
        [WebPubSubTrigger(Hub.Name, WebPubSubEventType.User, EventNames.Received)] UserEventRequest request,
        CancellationToken cancellationToken) =>
        events.AnswerAsync(request, EventNames.Received, async (userId, payload) =>
        {
            if (limits.TakeReceipt(userId) is { } wait)
            {
                return UserEvents.TooMany(EventNames.Received, wait);
            }

            await receipts.KeepAsync(userId, RequestJson.Read(payload.Span, FixiaJsonContext.Default.ReceivedPayload), cancellationToken);
            return null;
        });
}
