using Fixia.Shared.Notifications;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace Fixia.Functions.Http;

/// <summary><c>POST notifications/read-all</c>.</summary>
public sealed class MarkAllRead(HttpApi api, InboxMarks marks)
{
    /// <summary>Answers 204.</summary>
    [Function(nameof(MarkAllRead))]
    public Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "notifications/read-all")] HttpRequest request,
        CancellationToken cancellationToken) =>
        api.AsUserAsync(request, async userId =>
        {
            await marks.MarkAllReadAsync(userId, cancellationToken);
            return TypedResults.NoContent();
        });
}
