using Fixia.Shared.Notifications;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace Fixia.Functions.Http;

/// <summary><c>POST notifications/{id}/archive</c>: out of the feed, and read; listed under <c>archived=true</c>.</summary>
public sealed class ArchiveNotification(HttpApi api, InboxMarks marks)
{
    /// <summary>Answers 204, for an unknown id too.</summary>
    [Function(nameof(ArchiveNotification))]
    public Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "notifications/{id}/archive")] HttpRequest request,
        string id,
        CancellationToken cancellationToken) =>
        api.AsUserAsync(request, async userId =>
        {
            await marks.RemoveAsync(userId, id, NotificationRemoval.Archived, cancellationToken);
            return TypedResults.NoContent();
        });
}
