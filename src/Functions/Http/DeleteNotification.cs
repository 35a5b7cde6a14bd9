using Fixia.Shared.Notifications;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace Fixia.Functions.Http;

/// <summary><c>DELETE notifications/{id}</c>: gone for the user, on every device.</summary>
public sealed class DeleteNotification(HttpApi api, InboxMarks marks)
{
    /// <summary>Answers 204, for an unknown id too.</summary>
    [Function(nameof(DeleteNotification))]
    public Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "delete", Route = "notifications/{id}")] HttpRequest request,
        string id,
        CancellationToken cancellationToken) =>
        api.AsUserAsync(request, async userId =>
        {
            await marks.RemoveAsync(userId, id, NotificationRemoval.Deleted, cancellationToken);
            return TypedResults.NoContent();
        });
}
