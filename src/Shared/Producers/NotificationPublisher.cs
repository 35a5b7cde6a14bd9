using System.Diagnostics;
using Fixia.Shared.Announcements;
using Fixia.Shared.Data;
using Fixia.Shared.Delivery;
using Fixia.Shared.Diagnostics;
using Fixia.Shared.Notifications;
using Fixia.Shared.Schedule;

namespace Fixia.Shared.Producers;

/// <summary>The producers' side: documents are stored, and the change feed does the rest.</summary>
public sealed class NotificationPublisher(
    ContentRules rules,
    NotificationWriter writer,
    AnnouncementStore announcements,
    ActiveAnnouncements active,
    IdempotencyStore idempotency,
    NotificationKeyStore keys,
    ScheduleStore schedule,
    NotificationEditor editor,
    TimeProvider time)
{
    /// <summary>Stores the notification for every user of the request, or schedules it: one document a user.</summary>
    /// <param name="request">The request; it is checked here.</param>
    /// <param name="idempotencyKey">Repeating a key finds the documents of the first request instead of making others.</param>
    /// <param name="cancellationToken">Stops before the next creation.</param>
    /// <exception cref="InvalidRequestException">A member breaks a rule.</exception>
    /// <exception cref="IdempotencyConflictException">A key was used before, for another request, or was cancelled.</exception>
    public Task<CreatedNotifications> PublishAsync(
        NotificationRequest request, string? idempotencyKey, CancellationToken cancellationToken) =>
        FixiaActivities.RunAsync(FixiaActivities.Create, ActivityKind.Producer, async activity =>
        {
            var created = await StoreAsync(request, idempotencyKey, cancellationToken);
            var failures = created.Failures?.Count ?? 0;
            activity?.SetTag(FixiaActivities.Recipients, created.Notifications.Count + (created.Scheduled?.Count ?? 0) + failures);
            activity?.SetTag(FixiaActivities.Failures, failures);
            return created;
        });

    /// <summary>Stores an announcement once, for everybody.</summary>
    /// <inheritdoc cref="PublishAsync" path="/param"/>
    /// <inheritdoc cref="PublishAsync" path="/exception"/>
    public Task<CreatedAnnouncement> AnnounceAsync(
        AnnouncementRequest request, string? idempotencyKey, CancellationToken cancellationToken) =>
        FixiaActivities.RunAsync(
            FixiaActivities.Create, ActivityKind.Producer, _ => StoreAsync(request, idempotencyKey, cancellationToken));

    private async Task<CreatedNotifications> StoreAsync(
        NotificationRequest request, string? idempotencyKey, CancellationToken cancellationToken)
    {
        rules.Check(request);
        idempotencyKey = IdempotencyStore.Scope(request.Producer, idempotencyKey);
        var claimedAt = await idempotency.ClaimAsync(
            "notifications", idempotencyKey, request, ProducerJson.Default.NotificationRequest, cancellationToken);
        var users = request.UserIds!.Distinct(StringComparer.Ordinal).ToArray();
        var key = request.Key is null ? null : await ClaimAsync(request, users, cancellationToken);
        var sendAt = writer.LaterThanNow(request);
        var created = new Notification?[users.Length];
        var scheduled = new ScheduledSend?[users.Length];
        var failures = await PerUser.RunAsync(users, StoreAsync, cancellationToken);
        return new CreatedNotifications(
            [.. created.OfType<Notification>()],
            sendAt is null && Array.TrueForAll(scheduled, send => send is null) ? null : [.. scheduled.OfType<ScheduledSend>()],
            failures);

        async Task<bool> StoreAsync(int i, CancellationToken token)
        {
            var draft = writer.Draft(request, users[i], key?.NotificationIdOf(users[i]) ?? NewId(idempotencyKey, users[i], claimedAt));
            if (key is { IsRepeated: true })
            {
                // It may wait for another time by now, or have been sent before the time that the request names.
                if (await schedule.FindNotificationAsync(draft.UserId, draft.Id, token) is { } waiting)
                {
                    scheduled[i] = new ScheduledSend(draft.Id, draft.UserId, waiting.DueAt);
                    return true;
                }

                if (await editor.FindAsync(draft.UserId, draft.Id, token) is { } sent)
                {
                    created[i] = Notification.From(sent, readBefore: null);
                    return true;
                }
            }

            if (sendAt is { } later)
            {
                await writer.ScheduleAsync(draft, later, key?.Id, token);
                scheduled[i] = new ScheduledSend(draft.Id, draft.UserId, later);
                return true;
            }

            created[i] = await writer.StoreAsync(draft, token);
            return true;
        }
    }

    private async Task<NotificationKey> ClaimAsync(NotificationRequest request, string[] users, CancellationToken cancellationToken)
    {
        var hash = IdempotencyStore.HashOf(request, ProducerJson.Default.NotificationRequest);
        var key = await keys.ClaimAsync(Producer.Scope(request.Producer, request.Key!), users, hash, request.SendAt, cancellationToken);
        return key.RequestHash != hash ? throw new IdempotencyConflictException("This 'key' was used before, with another request; PUT changes what goes by it.")
            : await keys.IsCancelledAsync(key.Id, cancellationToken) ? throw new IdempotencyConflictException("This 'key' was cancelled.")
            : key;
    }

    private async Task<CreatedAnnouncement> StoreAsync(
        AnnouncementRequest request, string? idempotencyKey, CancellationToken cancellationToken)
    {
        rules.Check(request);
        idempotencyKey = IdempotencyStore.Scope(request.Producer, idempotencyKey);
        var claimedAt = await idempotency.ClaimAsync(
            "announcements", idempotencyKey, request, ProducerJson.Default.AnnouncementRequest, cancellationToken);
        var content = request.ToContent(UtcMillisecondsConverter.Truncate(time.GetUtcNow()));
        var expiresAt = request.ExpiresAt ?? content.CreatedAt + AnnouncementRequest.DefaultLifetime;
        var id = Announcement.NewId(NewId(idempotencyKey, "everybody", claimedAt));
        var announcement = new Announcement(id, content, expiresAt)
        {
            TimeToLive = NotificationStore.SecondsUntil(expiresAt, content.CreatedAt),
            TraceParent = FixiaActivities.CurrentTraceParent,
        };
        var stored = await announcements.CreateAsync(announcement, cancellationToken);
        active.Forget();
        return new CreatedAnnouncement(stored with { TraceParent = null });
    }

    private static string NewId(string? idempotencyKey, string userId, DateTimeOffset claimedAt) =>
        idempotencyKey is null ? NotificationId.Create(claimedAt) : NotificationId.Derive(idempotencyKey, userId, claimedAt);
}
