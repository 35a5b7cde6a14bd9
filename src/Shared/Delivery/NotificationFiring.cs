using Fixia.Shared.Data;
using Fixia.Shared.Notifications;
using Fixia.Shared.Schedule;

namespace Fixia.Shared.Delivery;

/// <summary>
/// Stores a notification when it is due; the change feed then pushes it as every other. The document is the truth: it is claimed,
/// the notification is stored under the id that was given before, and the document deleted. An instance that dies in between leaves
/// the claim, and the next one finds the notification stored.
/// </summary>
public sealed class NotificationFiring(
    ScheduleStore schedule, DueWork work, NotificationKeyStore keys, NotificationStore notifications, FastLane fastLane, TimeProvider time)
{
    /// <summary>Does what a queue message asks for, if it is still to be done.</summary>
    /// <exception cref="QueueFailedException">The queue did not take a message for later.</exception>
    /// <exception cref="Microsoft.Azure.Cosmos.CosmosException">The store failed: look again when the claim has run out.</exception>
    /// <exception cref="System.Text.Json.JsonException">What is scheduled can't be read.</exception>
    public async Task FireAsync(ScheduledMessage message, CancellationToken cancellationToken)
    {
        var claimed = await work.ClaimAsync(
            message,
            () => schedule.FindNotificationAsync(message.UserId, message.Id, cancellationToken),
            tryPutOff: (_, _) => Task.FromResult(false),
            cancellationToken);
        if (claimed is null)
        {
            return;
        }

        var isCancelled = claimed.KeyId is { } key && await keys.IsCancelledAsync(key, cancellationToken);
        var now = UtcMillisecondsConverter.Truncate(time.GetUtcNow());
        if (!isCancelled && !(claimed.Notification.ExpiresAt <= now))
        {
            await SendAsync(claimed.Notification, now, cancellationToken);
        }

        await schedule.TryDeleteAsync(claimed, cancellationToken);
    }

    private async Task SendAsync(NotificationDocument notification, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var stored = await notifications.CreateAsync(
            notification with
            {
                CreatedAt = now,
                TimeToLive = notification.ExpiresAt is { } expiresAt ? NotificationStore.SecondsUntil(expiresAt, now) : null,
            },
            cancellationToken);
        await fastLane.PushAsync(Notification.From(stored, readBefore: null), cancellationToken);
    }
}
