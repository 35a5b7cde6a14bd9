using Fixia.Shared.Notifications;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace Fixia.Functions.Http;

/// <summary><c>POST notifications/{id}/read</c>.</summary>
public sealed class MarkNotificationRead(HttpApi api, InboxMarks marks)
{
    /// <summary>Answers 204, for an unknown id too: whether an id exists at another user can't be probed.</summary>
    [Function(nameof(MarkNotificationRead))]
    public Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "notifications/{id}/read")] HttpRequest request,
        string id,
        CancellationToken cancellationToken) =>
        api.AsUserAsync(request, async userId =>
        {
            await marks.MarkReadAsync(userId, [id], cancellationToken);
            return TypedResults.NoContent();
        });
}
