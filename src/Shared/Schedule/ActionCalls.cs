using Fixia.Shared.Data;
using Fixia.Shared.Webhooks;

namespace Fixia.Shared.Schedule;

/// <summary>Sees to it that a producer hears which button was pressed.</summary>
public sealed class ActionCalls(ScheduleStore schedule, WebhookSender webhooks, TimeProvider time)
{
    /// <summary>Has the producer of a notification called. Costs nothing where nobody listens.</summary>
    /// <param name="producer">Its name; null for who has none.</param>
    /// <param name="userId">The owner of the notification.</param>
    /// <param name="notificationId">The notification.</param>
    /// <param name="cancellationToken">Stops between two attempts.</param>
    public async Task EnsureAsync(string? producer, string userId, string notificationId, CancellationToken cancellationToken)
    {
        ActionCall? written = null;
        while (written is null && webhooks.Reaches(producer))
        {
            // Anew, also where there is one: it may be about to be dropped, because nothing was pressed so far.
            var stored = await schedule.FindCallAsync(userId, ActionCall.IdOf(userId, notificationId), cancellationToken);
            var call = ActionCall.Of(userId, notificationId, UtcMillisecondsConverter.Truncate(time.GetUtcNow()));
            written = await schedule.TryWriteAsync(call with { ETag = stored?.ETag }, cancellationToken);
        }
    }
}
