using Fixia.Shared.Json;
using Fixia.Shared.Producers;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace Fixia.Functions.Http;

/// <summary><c>POST announcements</c>, for producers: one notification for everybody, stored once.</summary>
public sealed class CreateAnnouncement(HttpApi api, NotificationPublisher publisher)
{
    /// <summary>Answers 201 with <see cref="CreatedAnnouncement"/>.</summary>
    [Function(nameof(CreateAnnouncement))]
    public Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "announcements")] HttpRequest request,
        CancellationToken cancellationToken) =>
        api.AsProducerAsync(request, async () =>
        {
            var body = await RequestBody.ReadAsync(request, FixiaJsonContext.Default.AnnouncementRequest, cancellationToken);
            string? key = request.Headers[CreateNotifications.IdempotencyKey];
            var created = await publisher.AnnounceAsync(body, key, cancellationToken);
            return TypedResults.Json(created, FixiaJsonContext.Default.CreatedAnnouncement, statusCode: StatusCodes.Status201Created);
        });
}
