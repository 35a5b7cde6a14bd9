using Fixia.Shared.Data;
using Fixia.Shared.Delivery;
using Fixia.Shared.Diagnostics;
using Fixia.Shared.Notifications;
using Fixia.Shared.Schedule;

namespace Fixia.Shared.Producers;

/// <summary>Stores what a request says for one user, now or to be sent later. Idempotent by the id.</summary>
public sealed class NotificationWriter(NotificationStore notifications, ScheduleStore schedule, FastLane fastLane, TimeProvider time)
{
    /// <summary>
    /// When a document is stored, not when its request came first: a mark-all-read that lies between two attempts must not
    /// cover what the second one creates.
    /// </summary>
    private DateTimeOffset Now => UtcMillisecondsConverter.Truncate(time.GetUtcNow());

    /// <summary>When a request is to be sent; null for now.</summary>
    public DateTimeOffset? LaterThanNow(NotificationRequest request) =>
        request.SendAt > Now ? UtcMillisecondsConverter.Truncate(request.SendAt.Value) : null;

    /// <summary>Whether nobody is to get it any more.</summary>
    public bool IsExpired(NotificationRequest request) => request.ExpiresAt <= Now;

    /// <summary>What is to be stored for a user.</summary>
    /// <param name="request">A request that was checked.</param>
    /// <param name="userId">The user.</param>
    /// <param name="id">The id of the notification.</param>
    public NotificationDocument Draft(NotificationRequest request, string userId, string id)
    {
        var content = request.ToContent(Now);
        return new NotificationDocument(id, userId, content)
        {
            GroupKey = request.GroupKey,
            Actions = request.Actions,
            ExpiresAt = request.ExpiresAt,
            TimeToLive = request.ExpiresAt is { } expiresAt ? NotificationStore.SecondsUntil(expiresAt, content.CreatedAt) : null,
            TraceParent = FixiaActivities.CurrentTraceParent,
            Producer = request.Producer,
        };
    }

    /// <summary>Stores a draft, and pushes what is critical.</summary>
    /// <returns>What is stored under the id.</returns>
    public async Task<Notification> StoreAsync(NotificationDocument draft, CancellationToken cancellationToken)
    {
        var stored = Notification.From(await notifications.CreateAsync(draft, cancellationToken), readBefore: null);
        await fastLane.PushAsync(stored, cancellationToken);
        return stored;
    }

    /// <summary>Has a draft stored later. One that is scheduled under the id already is that of an earlier attempt.</summary>
    public Task ScheduleAsync(NotificationDocument draft, DateTimeOffset sendAt, string? keyId, CancellationToken cancellationToken) =>
        schedule.TryWriteAsync(ScheduledNotification.Of(draft, sendAt, keyId), cancellationToken);

    /// <summary>Whether an id was stored for a user, or is to be. Two point reads; one of what waits, which is looked for first, lest it be sent in between.</summary>
    public async Task<bool> WasStoredAsync(string userId, string id, CancellationToken cancellationToken) =>
        await schedule.ExistsAsync(userId, id, cancellationToken) || await notifications.ExistsAsync(userId, id, cancellationToken);
}
