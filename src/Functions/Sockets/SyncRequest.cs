using System.Diagnostics;
using Fixia.Shared.Diagnostics;
using Fixia.Shared.Events;
using Fixia.Shared.Inboxes;
using Fixia.Shared.Json;
using Fixia.Shared.Notifications;
using Fixia.Shared.Realtime;
using Microsoft.Azure.Functions.Worker;

namespace Fixia.Functions.Sockets;

/// <summary>The user event <c>notification:sync-request</c>.</summary>
public sealed class SyncRequest(UserEvents events, Inbox inbox, FixiaMetrics metrics)
{
    /// <summary>Answers <c>notification:sync-response</c> with what the device missed.</summary>
    [Function(nameof(SyncRequest))]
    public Task<UserEventResponse?> RunAsync(
        [WebPubSubTrigger(Hub.Name, WebPubSubEventType.User, EventNames.SyncRequest)] UserEventRequest request,
        CancellationToken cancellationToken) =>
        events.AnswerAsync(request, EventNames.SyncRequest, async (userId, payload) =>
        {
            var wanted = payload.IsEmpty
                ? new SyncRequestPayload()
                : RequestJson.Read(payload.Span, FixiaJsonContext.Default.SyncRequestPayload);
            return await FixiaActivities.RunAsync(FixiaActivities.Sync, ActivityKind.Internal, async activity =>
            {
                var response = await inbox.SyncAsync(userId, wanted, cancellationToken);
                metrics.Synced(response.Notifications.Count);
                activity?.SetTag(FixiaActivities.Page, response.Notifications.Count);
                return response;
            });
        });
}
