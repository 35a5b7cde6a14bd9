using System.Text.Json;
using Fixia.Shared;
using Fixia.Shared.Data;
using Fixia.Shared.Delivery;
using Fixia.Shared.Json;
using Fixia.Shared.Notifications;
using Fixia.Shared.Operations;
using Fixia.Shared.Users;
using Fixia.Shared.Producers;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Cosmos;
using Microsoft.Azure.Functions.Worker;

namespace Fixia.Functions.Http;

/// <summary>What operators do with work that failed for a reason that does not pass.</summary>
public sealed class DeadLettersApi(HttpApi api, DeadLetterStore letters, Redrive redrive)
{
    private const string Path = "dead-letters/{id}";
    private const int LongestName = 63;
    private const int DefaultPageSize = 20;
    private const int MaxPageSize = 100;

    /// <summary>
    /// <c>GET dead-letters</c>: what failed last first, without the work itself. <c>container</c> and <c>user_id</c> choose, <c>limit</c>
    /// and <c>cursor</c> page. Answers <see cref="DeadLetterPage"/>.
    /// </summary>
    [Function(nameof(ReadDeadLetters))]
    public Task<IResult> ReadDeadLetters(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "dead-letters")] HttpRequest request,
        CancellationToken cancellationToken) =>
        api.AsProducerAsync(request, ProducerRight.Operate, async _ =>
        {
            var limit = QueryParameters.Limit(request, DefaultPageSize, MaxPageSize);
            var cursor = Find(request, "cursor") is { } text ? FeedCursor.Parse(text) : (FeedCursor?)null;
            var user = Find(request, "user_id");
            if (user is not null && !UserId.IsValid(user))
            {
                throw new InvalidRequestException($"'user_id' {UserId.Rule}", "user_id");
            }

            var container = QueryParameters.Text(request, "container", LongestName);

            var found = await letters.ReadAsync(container, user, cursor, limit + 1, cancellationToken);
            var page = found.Take(limit).ToList();
            var next = found.Count > limit ? new FeedCursor(page[^1].SetAsideAt, page[^1].Id).ToString() : null;
            return TypedResults.Json(new DeadLetterPage(page, next), FixiaJsonContext.Default.DeadLetterPage);
        });

    /// <summary><c>GET dead-letters/{id}</c>: one with the work itself. Answers <see cref="DeadLetter"/>, 404 for an unknown one.</summary>
    [Function(nameof(ReadDeadLetter))]
    public Task<IResult> ReadDeadLetter(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = Path)] HttpRequest request,
        string id,
        CancellationToken cancellationToken) =>
        api.AsProducerAsync(request, ProducerRight.Operate, async _ => await letters.FindAsync(Check(id), cancellationToken) is { } letter
            ? TypedResults.Json(letter, FixiaJsonContext.Default.DeadLetter)
            : Unknown());

    /// <summary>
    /// <c>POST dead-letters/{id}/redrive</c>: tries it again, and forgets it; what fails again comes back. Answers 204, 404 for an unknown
    /// one, 409 when the work itself could not be kept.
    /// </summary>
    [Function(nameof(RedriveDeadLetter))]
    public Task<IResult> RedriveDeadLetter(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = $"{Path}/redrive")] HttpRequest request,
        string id,
        CancellationToken cancellationToken) =>
        api.AsProducerAsync(request, ProducerRight.Operate, async _ =>
        {
            try
            {
                return await redrive.RunAsync(Check(id), cancellationToken) ? TypedResults.NoContent() : Unknown();
            }
            catch (LostWorkException e)
            {
                return Problems.Conflict(e.Message);
            }
            catch (Exception e) when (e is JsonException || (e is CosmosException store && !StoreFailures.IsTransient(store)))
            {
                return Problems.Conflict($"It fails again: {DeadLetterStore.ReasonOf(e)}.");
            }
        });

    /// <summary><c>DELETE dead-letters/{id}</c>: forgets one. Answers 204, 404 for an unknown one.</summary>
    [Function(nameof(DeleteDeadLetter))]
    public Task<IResult> DeleteDeadLetter(
        [HttpTrigger(AuthorizationLevel.Function, "delete", Route = Path)] HttpRequest request,
        string id,
        CancellationToken cancellationToken) =>
        api.AsProducerAsync(request, ProducerRight.Operate, async _ => await letters.DeleteAsync(Check(id), cancellationToken) ? TypedResults.NoContent() : Unknown());

    private static string? Find(HttpRequest request, string name) => request.Query[name].ToString() is { Length: > 0 } text ? text : null;

    private static string Check(string id) =>
        NotificationId.CanExist(id) ? id : throw new InvalidRequestException("'id' must be that of a dead letter.", "id");

    private static IResult Unknown() => Problems.NotFound("There is no such dead letter.");
}
