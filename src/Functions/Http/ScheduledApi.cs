using Fixia.Shared;
using Fixia.Shared.Json;
using Fixia.Shared.Notifications;
using Fixia.Shared.Producers;
using Fixia.Shared.Schedule;
using Fixia.Shared.Users;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace Fixia.Functions.Http;

/// <summary>What operators see and stop of what is to come.</summary>
public sealed class ScheduledApi(HttpApi api, ScheduleReader schedule, ScheduleCancellation cancellation)
{
    private const int DefaultPageSize = 20;
    private const int MaxPageSize = 100;
    private const int LongestKind = 20;

    /// <summary>
    /// <c>GET scheduled?kind=&amp;user_id=&amp;cursor=&amp;limit=</c>: what is to come, what is due first at the beginning. Answers
    /// <see cref="ScheduledPage"/>.
    /// </summary>
    [Function(nameof(ReadScheduled))]
    public Task<IResult> ReadScheduled(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "scheduled")] HttpRequest request,
        CancellationToken cancellationToken) =>
        api.AsProducerAsync(request, ProducerRight.Operate, async _ =>
        {
            var limit = QueryParameters.Limit(request, DefaultPageSize, MaxPageSize);
            var kind = QueryParameters.Text(request, "kind", LongestKind);
            if (kind is not null && !ScheduledKind.All.Contains(kind))
            {
                throw new InvalidRequestException($"'kind' must be one of {string.Join(", ", ScheduledKind.All)}.", "kind");
            }

            var user = Find(request, "user_id");
            if (user is not null && !UserId.IsValid(user))
            {
                throw new InvalidRequestException($"'user_id' {UserId.Rule}", "user_id");
            }

            var page = await schedule.ReadAsync(kind, user, Find(request, "cursor"), limit, cancellationToken);
            return TypedResults.Json(page, FixiaJsonContext.Default.ScheduledPage);
        });

    /// <summary>
    /// <c>DELETE users/{userId}/scheduled/{id}</c>: a notification that waits is never sent to that user. Answers 204, 404 when none of
    /// that id waits, 409 when it was sent meanwhile.
    /// </summary>
    [Function(nameof(CancelScheduled))]
    public Task<IResult> CancelScheduled(
        [HttpTrigger(AuthorizationLevel.Function, "delete", Route = "users/{userId}/scheduled/{id}")] HttpRequest request,
        string userId,
        string id,
        CancellationToken cancellationToken) =>
        api.AsProducerAsync(request, ProducerRight.Operate, async _ =>
        {
            var user = UserPath.Read(userId);
            if (!NotificationId.CanExist(id))
            {
                throw new InvalidRequestException($"'id' {NotificationId.Rule}", "id");
            }

            return await cancellation.CancelAsync(user, id, cancellationToken) switch
            {
                true => TypedResults.NoContent(),
                false => Problems.Conflict("It was sent already."),
                null => Problems.NotFound("No such notification waits."),
            };
        });

    private static string? Find(HttpRequest request, string name) => request.Query[name].ToString() is { Length: > 0 } text ? text : null;
}
