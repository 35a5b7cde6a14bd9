using Fixia.Shared.Notifications;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace Fixia.Functions.Http;

/// <summary><c>POST notifications/seen</c>: the bell was opened; the badge clears, nothing is read.</summary>
public sealed class MarkSeen(HttpApi api, InboxMarks marks)
{
    /// <summary>Answers 204.</summary>
    [Function(nameof(MarkSeen))]
    public Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "notifications/seen")] HttpRequest request,
        CancellationToken cancellationToken) =>
        api.AsUserAsync(request, async userId =>
        {
            await marks.MarkSeenAsync(userId, cancellationToken);
            return TypedResults.NoContent();
        });
}
