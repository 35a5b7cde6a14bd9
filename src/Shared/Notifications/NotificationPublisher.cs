using Fixia.Shared.Json;

namespace Fixia.Shared.Notifications;

/// <summary>The producers' side: one document a user. The change feed does the rest.</summary>
public sealed class NotificationPublisher(NotificationStore notifications, TimeProvider time)
{
    /// <summary>Most characters of an idempotency key.</summary>
    public const int MaxIdempotencyKeyLength = 255;

    /// <summary>How many creations of one request run side by side.</summary>
    private const int Parallelism = 16;

    /// <summary>Creates the notification for every user of the request.</summary>
    /// <param name="request">The request; it is validated here.</param>
    /// <param name="idempotencyKey">Repeating a key finds the documents of the first request instead of making others.</param>
    /// <param name="cancellationToken">Stops before the next creation.</param>
    /// <exception cref="InvalidRequestException">A member breaks a rule.</exception>
    /// <exception cref="IdempotencyConflictException">The key was used before, for another request.</exception>
    public async Task<CreatedNotifications> PublishAsync(
        NotificationRequest request, string? idempotencyKey, CancellationToken cancellationToken)
    {
        request.Validate();
        if (idempotencyKey is { Length: 0 or > MaxIdempotencyKeyLength })
        {
            throw new InvalidRequestException($"'Idempotency-Key' needs 1 to {MaxIdempotencyKeyLength} characters.", "Idempotency-Key");
        }

        var createdAt = UtcMillisecondsConverter.Truncate(time.GetUtcNow());
        var users = request.UserIds!.Distinct(StringComparer.Ordinal).ToArray();
        var created = new Notification[users.Length];
        var options = new ParallelOptions { MaxDegreeOfParallelism = Parallelism, CancellationToken = cancellationToken };
        await Parallel.ForAsync(0, users.Length, options, async (i, token) =>
        {
            var document = Draft(request, users[i], idempotencyKey, createdAt);
            var stored = await notifications.CreateAsync(document, token);
            if (!SaysTheSame(stored, document))
            {
                throw new IdempotencyConflictException();
            }

            created[i] = Notification.From(stored, readBefore: null);
        });
        return new CreatedNotifications(created);
    }

    private static NotificationDocument Draft(NotificationRequest request, string userId, string? idempotencyKey, DateTimeOffset createdAt) => new()
    {
        Id = idempotencyKey is null ? NotificationId.Create(createdAt) : NotificationId.Derive(idempotencyKey, userId),
        UserId = userId,
        Type = request.Type!,
        Priority = request.Priority ?? NotificationPriority.Normal,
        Title = request.Title!,
        Message = request.Message!,
        ActionUrl = request.ActionUrl,
        CreatedAt = createdAt,
    };

    private static bool SaysTheSame(NotificationDocument stored, NotificationDocument wanted) =>
        stored.Type == wanted.Type
        && stored.Priority == wanted.Priority
        && stored.Title == wanted.Title
        && stored.Message == wanted.Message
        && stored.ActionUrl == wanted.ActionUrl;
}
