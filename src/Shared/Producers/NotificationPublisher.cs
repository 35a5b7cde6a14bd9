using System.Diagnostics;
using Fixia.Shared.Announcements;
using Fixia.Shared.Data;
using Fixia.Shared.Delivery;
using Fixia.Shared.Diagnostics;
using Fixia.Shared.Notifications;
using Microsoft.Azure.Cosmos;

namespace Fixia.Shared.Producers;

/// <summary>The producers' side: documents are stored, and the change feed does the rest.</summary>
public sealed class NotificationPublisher(
    ContentRules rules,
    NotificationStore notifications,
    AnnouncementStore announcements,
    ActiveAnnouncements active,
    IdempotencyStore idempotency,
    FastLane fastLane,
    TimeProvider time)
{
    /// <summary>How many creations of one request run side by side.</summary>
    private const int Parallelism = 16;

    /// <summary>
    /// When a document is stored, not when its request came first: a mark-all-read that lies between two attempts must not
    /// cover what the second one creates.
    /// </summary>
    private DateTimeOffset Now => UtcMillisecondsConverter.Truncate(time.GetUtcNow());

    /// <summary>Stores the notification for every user of the request: one document a user.</summary>
    /// <param name="request">The request; it is checked here.</param>
    /// <param name="idempotencyKey">Repeating a key finds the documents of the first request instead of making others.</param>
    /// <param name="cancellationToken">Stops before the next creation.</param>
    /// <exception cref="InvalidRequestException">A member breaks a rule.</exception>
    /// <exception cref="IdempotencyConflictException">The key was used before, for another request.</exception>
    public Task<CreatedNotifications> PublishAsync(
        NotificationRequest request, string? idempotencyKey, CancellationToken cancellationToken) =>
        FixiaActivities.RunAsync(FixiaActivities.Create, ActivityKind.Producer, async activity =>
        {
            var created = await StoreAsync(request, idempotencyKey, cancellationToken);
            var failures = created.Failures?.Count ?? 0;
            activity?.SetTag(FixiaActivities.Recipients, created.Notifications.Count + failures);
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
        var claimedAt = await idempotency.ClaimAsync(
            "notifications", idempotencyKey, request, ProducerJson.Default.NotificationRequest, cancellationToken);
        var users = request.UserIds!.Distinct(StringComparer.Ordinal).ToArray();
        var created = new Notification?[users.Length];
        var failures = new FailedUser?[users.Length];
        var options = new ParallelOptions { MaxDegreeOfParallelism = Parallelism, CancellationToken = cancellationToken };
        await Parallel.ForAsync(0, users.Length, options, async (i, token) =>
        {
            try
            {
                var document = await notifications.CreateAsync(Draft(request, users[i], NewId(idempotencyKey, users[i], claimedAt)), token);
                created[i] = Notification.From(document, readBefore: null);
                await fastLane.PushAsync(created[i]!, token);
            }
            catch (CosmosException e) when (StoreFailures.IsTransient(e))
            {
                failures[i] = new FailedUser(users[i], (int)e.StatusCode == 429 ? 429 : 503);
            }
        });
        var failed = failures.OfType<FailedUser>().ToArray();
        return new CreatedNotifications([.. created.OfType<Notification>()], failed.Length == 0 ? null : failed);
    }

    private async Task<CreatedAnnouncement> StoreAsync(
        AnnouncementRequest request, string? idempotencyKey, CancellationToken cancellationToken)
    {
        rules.Check(request);
        var claimedAt = await idempotency.ClaimAsync(
            "announcements", idempotencyKey, request, ProducerJson.Default.AnnouncementRequest, cancellationToken);
        var content = request.ToContent(Now);
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

    private NotificationDocument Draft(NotificationRequest request, string userId, string id)
    {
        var content = request.ToContent(Now);
        return new NotificationDocument(id, userId, content)
        {
            ExpiresAt = request.ExpiresAt,
            TimeToLive = request.ExpiresAt is { } expiresAt ? NotificationStore.SecondsUntil(expiresAt, content.CreatedAt) : null,
            TraceParent = FixiaActivities.CurrentTraceParent,
        };
    }

    private static string NewId(string? idempotencyKey, string userId, DateTimeOffset claimedAt) =>
        idempotencyKey is null ? NotificationId.Create(claimedAt) : NotificationId.Derive(idempotencyKey, userId, claimedAt);
}
