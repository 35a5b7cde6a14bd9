using Fixia.Shared.Json;
using Fixia.Shared.Producers;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Azure.Functions.Worker;

namespace Fixia.Functions.Http;

/// <summary><c>POST notifications</c>, for producers: one notification for one or many users.</summary>
public sealed class CreateNotifications(HttpApi api, NotificationPublisher publisher)
{
    /// <summary>
    /// Makes a repetition harmless: the same key finds what the first request created
    /// (draft-ietf-httpapi-idempotency-key-header).
    /// </summary>
    public const string IdempotencyKey = "Idempotency-Key";

    /// <summary>
    /// Answers 201 with <see cref="CreatedNotifications"/>; 207 when some users could not be served, 503 when none could.
    /// The function key is the producer's key.
    /// </summary>
    [Function(nameof(CreateNotifications))]
    public Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "notifications")] HttpRequest request,
        CancellationToken cancellationToken) =>
        api.AsProducerAsync(request, async () =>
        {
            var body = await RequestBody.ReadAsync(request, FixiaJsonContext.Default.NotificationRequest, cancellationToken);
            string? key = request.Headers[IdempotencyKey];
            var created = await publisher.PublishAsync(body, key, cancellationToken);
            return created switch
            {
                { Failures: null } => Answer(created, StatusCodes.Status201Created),
                { Notifications.Count: > 0 } => Answer(created, StatusCodes.Status207MultiStatus),
                _ => Problems.Unavailable(request, retryAfter: null),
            };
        });

    private static JsonHttpResult<CreatedNotifications> Answer(CreatedNotifications created, int status) =>
        TypedResults.Json(created, FixiaJsonContext.Default.CreatedNotifications, statusCode: status);
}
