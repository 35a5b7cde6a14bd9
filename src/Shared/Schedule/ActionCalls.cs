using Fixia.Shared.Data;
using Fixia.Shared.Notifications;
using Fixia.Shared.Webhooks;

namespace Fixia.Shared.Schedule;

/// <summary>Sees to it that producers hear which buttons were pressed.</summary>
public sealed class ActionCalls(ScheduleStore schedule, WebhookSender webhooks, TimeProvider time)
{
    /// <summary>Before a button is pressed: its producer is to be called.</summary>
    /// <returns>Null where nobody listens, which costs nothing.</returns>
    public async Task<ActionCall?> AskAsync(NotificationDocument notification, CancellationToken cancellationToken) => webhooks.Reaches(notification.Producer)
        ? await WriteAsync(notification.UserId, notification.Id, notification.Producer, acted: null, cancellationToken)
        : null;

    /// <summary>Afterwards: this is what it is to hear. Where another one has the call in hand by now, that one finds out by itself.</summary>
    public Task TellAsync(ActionCall call, ActedData acted, CancellationToken cancellationToken) =>
        schedule.TryWriteAsync(call with { Acted = acted }, cancellationToken);

    /// <summary>What a producer could not be told is tried again from the start.</summary>
    public Task AgainAsync(string? producer, ActedData acted, CancellationToken cancellationToken) =>
        WriteAsync(acted.UserId, acted.NotificationId, producer, acted, cancellationToken);

    private async Task<ActionCall> WriteAsync(string userId, string notificationId, string? producer, ActedData? acted, CancellationToken cancellationToken)
    {
        while (true)
        {
            // Anew, also where there is one: it may be about to be dropped, because nothing was pressed so far.
            var id = ActionCall.IdOf(userId, notificationId);
            var stored = await schedule.FindCallAsync(userId, id, cancellationToken);
            var now = UtcMillisecondsConverter.Truncate(time.GetUtcNow());
            var call = new ActionCall
            {
                Id = id,
                UserId = userId,
                NotificationId = notificationId,
                Producer = producer,
                AskedAt = now,
                DueAt = now,
                Acted = acted,
                ETag = stored?.ETag,
            };
            if (await schedule.TryWriteAsync(call, cancellationToken) is { } written)
            {
                return written;
            }
        }
    }
}
