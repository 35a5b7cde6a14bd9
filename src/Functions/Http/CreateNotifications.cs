using Fixia.Shared.Json;
using Fixia.Shared.Notifications;
using Microsoft.AspNetCore.Http;
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

    /// <summary>Answers 201 with <see cref="CreatedNotifications"/>. The function key is the producer's key.</summary>
    [Function(nameof(CreateNotifications))]
    public Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "notifications")] HttpRequest request,
        CancellationToken cancellationToken) =>
        api.AsProducerAsync(request, async () =>
        {
            var body = await RequestBody.ReadAsync(request, FixiaJsonContext.Default.NotificationRequest, cancellationToken);
            string? key = request.Headers[IdempotencyKey];
            var created = await publisher.PublishAsync(body, key, cancellationToken);
            return TypedResults.Json(
                created, FixiaJsonContext.Default.CreatedNotifications, statusCode: StatusCodes.Status201Created);
        });
}
