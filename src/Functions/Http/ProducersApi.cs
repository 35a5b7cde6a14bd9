using Fixia.Shared.Json;
using Fixia.Shared.Producers;
using Fixia.Shared.Realtime;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Azure.Functions.Worker;

namespace Fixia.Functions.Http;

/// <summary>What producers call, with a function key and perhaps a key of their own.</summary>
public sealed class ProducersApi(HttpApi api, NotificationPublisher publisher, UserChannel channel)
{
    /// <summary>
    /// Makes a repetition harmless: the same key finds what the first request created
    /// (draft-ietf-httpapi-idempotency-key-header).
    /// </summary>
    public const string IdempotencyKey = "Idempotency-Key";

    private const string DisconnectReason = "The session was ended.";

    /// <summary>
    /// <c>POST notifications</c>: one notification for one or many users. Answers 201 with
    /// <see cref="CreatedNotifications"/>, 202 when it is for later; 207 when some users could not be served, 503 when none could.
    /// </summary>
    [Function(nameof(CreateNotifications))]
    public Task<IResult> CreateNotifications(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "notifications")] HttpRequest request,
        CancellationToken cancellationToken) =>
        api.AsProducerAsync(request, ProducerRight.Notify, async producer =>
        {
            var body = await RequestBody.ReadAsync(request, FixiaJsonContext.Default.NotificationRequest, cancellationToken);
            var created = await publisher.PublishAsync(body with { Producer = producer.Name }, KeyOf(request), cancellationToken);
            return created switch
            {
                { Failures: null } => Answer(created, created.Scheduled is null ? StatusCodes.Status201Created : StatusCodes.Status202Accepted),
                { Notifications.Count: > 0 } or { Scheduled.Count: > 0 } => Answer(created, StatusCodes.Status207MultiStatus),
                _ => Problems.Unavailable(request, retryAfter: null),
            };
        });

    /// <summary><c>POST announcements</c>: one notification for everybody, stored once. Answers 201 with <see cref="CreatedAnnouncement"/>.</summary>
    [Function(nameof(CreateAnnouncement))]
    public Task<IResult> CreateAnnouncement(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "announcements")] HttpRequest request,
        CancellationToken cancellationToken) =>
        api.AsProducerAsync(request, ProducerRight.Announce, async producer =>
        {
            var body = await RequestBody.ReadAsync(request, FixiaJsonContext.Default.AnnouncementRequest, cancellationToken);
            var created = await publisher.AnnounceAsync(body with { Producer = producer.Name }, KeyOf(request), cancellationToken);
            return TypedResults.Json(created, FixiaJsonContext.Default.CreatedAnnouncement, statusCode: StatusCodes.Status201Created);
        });

    /// <summary>
    /// <c>GET users/{userId}/presence</c>. Answers <see cref="Presence"/>; for an unknown user too, who is simply not
    /// connected.
    /// </summary>
    [Function(nameof(ReadPresence))]
    public Task<IResult> ReadPresence(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "users/{userId}/presence")] HttpRequest request,
        string userId,
        CancellationToken cancellationToken) =>
        api.AsProducerAsync(request, ProducerRight.Notify, async _ =>
            TypedResults.Json(await channel.FindAsync(UserPath.Read(userId), cancellationToken), FixiaJsonContext.Default.Presence));

    /// <summary>
    /// <c>POST users/{userId}/disconnect</c>: a logout or a ban must close the sockets, because the service checks a token
    /// only when a client connects. Answers 204. Whoever still holds a valid token can connect again.
    /// </summary>
    [Function(nameof(DisconnectUser))]
    public Task<IResult> DisconnectUser(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "users/{userId}/disconnect")] HttpRequest request,
        string userId,
        CancellationToken cancellationToken) =>
        api.AsProducerAsync(request, ProducerRight.Disconnect, async _ =>
        {
            await channel.DisconnectAsync(UserPath.Read(userId), DisconnectReason, cancellationToken);
            return TypedResults.NoContent();
        });

    /// <summary>The request's idempotency key; null when it has none.</summary>
    internal static string? KeyOf(HttpRequest request) => request.Headers[IdempotencyKey];

    private static JsonHttpResult<CreatedNotifications> Answer(CreatedNotifications created, int status) =>
        TypedResults.Json(created, FixiaJsonContext.Default.CreatedNotifications, statusCode: status);
}
