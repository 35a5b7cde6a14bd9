using Fixia.Shared.Inboxes;
using Fixia.Shared.Json;
using Fixia.Shared.Notifications;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace Fixia.Functions.Http;

/// <summary>
/// What a user does with the own notifications. Each mark answers 204, for an unknown id too: whether an id exists at
/// another user can't be probed.
/// </summary>
public sealed class MarksApi(HttpApi api, InboxMarks marks, InboxActions actions)
{
    /// <summary><c>POST notifications/{id}/read</c>.</summary>
    [Function(nameof(MarkNotificationRead))]
    public Task<IResult> MarkNotificationRead(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "notifications/{id}/read")] HttpRequest request,
        string id,
        CancellationToken cancellationToken) =>
        MarkAsync(request, userId => marks.MarkReadAsync(userId, [id], cancellationToken));

    /// <summary><c>POST notifications/{id}/unread</c>: unread again, also where everything was marked read.</summary>
    [Function(nameof(MarkNotificationUnread))]
    public Task<IResult> MarkNotificationUnread(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "notifications/{id}/unread")] HttpRequest request,
        string id,
        CancellationToken cancellationToken) =>
        MarkAsync(request, userId => marks.MarkUnreadAsync(userId, [id], cancellationToken));

    /// <summary>
    /// <c>POST notifications/{id}/restore?unread=</c>: out of the archive or a snooze, or back after a delete while its tombstone lasts.
    /// </summary>
    [Function(nameof(RestoreNotification))]
    public Task<IResult> RestoreNotification(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "notifications/{id}/restore")] HttpRequest request,
        string id,
        CancellationToken cancellationToken) =>
        MarkAsync(request, userId => marks.RestoreAsync(userId, [id], QueryParameters.Flag(request, "unread"), cancellationToken));

    /// <summary><c>POST notifications/{id}/archive</c>: out of the feed, and read; listed under <c>archived=true</c>.</summary>
    [Function(nameof(ArchiveNotification))]
    public Task<IResult> ArchiveNotification(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "notifications/{id}/archive")] HttpRequest request,
        string id,
        CancellationToken cancellationToken) =>
        MarkAsync(request, userId => marks.RemoveAsync(userId, [id], NotificationRemoval.Archived, cancellationToken));

    /// <summary><c>DELETE notifications/{id}</c>: gone for the user, on every device.</summary>
    [Function(nameof(DeleteNotification))]
    public Task<IResult> DeleteNotification(
        [HttpTrigger(AuthorizationLevel.Anonymous, "delete", Route = "notifications/{id}")] HttpRequest request,
        string id,
        CancellationToken cancellationToken) =>
        MarkAsync(request, userId => marks.RemoveAsync(userId, [id], NotificationRemoval.Deleted, cancellationToken));

    /// <summary>
    /// <c>POST notifications/{id}/actions/{action}</c>: presses a button. Answers the <see cref="NotificationOutcome"/>; 409 with it when
    /// another button was pressed first, 404 when there is no such button in the list.
    /// </summary>
    [Function(nameof(PressAction))]
    public Task<IResult> PressAction(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "notifications/{id}/actions/{action}")] HttpRequest request,
        string id,
        string action,
        CancellationToken cancellationToken) =>
        api.AsUserAsync(request, async userId => await actions.PressAsync(userId, id, action, cancellationToken) switch
        {
            null => Problems.NotFound("You have no such notification, or it has no such button."),
            { } outcome when outcome.Action != action => Problems.Decided(outcome),
            { } outcome => TypedResults.Json(outcome, FixiaJsonContext.Default.NotificationOutcome),
        });

    /// <summary><c>POST notifications/read-all</c>. The body may be a <see cref="ShownRequest"/>: what is newer stays unread.</summary>
    [Function(nameof(MarkAllRead))]
    public Task<IResult> MarkAllRead(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "notifications/read-all")] HttpRequest request,
        CancellationToken cancellationToken) =>
        MarkAsync(request, async userId => await marks.MarkAllReadAsync(userId, await ReadShownAsync(request, cancellationToken), cancellationToken));

    /// <summary><c>POST notifications/seen</c>: the bell was opened; the badge clears, nothing is read. A body as for <c>read-all</c>.</summary>
    [Function(nameof(MarkSeen))]
    public Task<IResult> MarkSeen(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "notifications/seen")] HttpRequest request,
        CancellationToken cancellationToken) =>
        MarkAsync(request, async userId => await marks.MarkSeenAsync(userId, await ReadShownAsync(request, cancellationToken), cancellationToken));

    /// <summary>Older clients send no body.</summary>
    private static async Task<DateTimeOffset?> ReadShownAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        var body = await RequestBody.ReadBytesAsync(request, cancellationToken);
        return body.Length == 0 ? null : RequestJson.Read(body.Span, FixiaJsonContext.Default.ShownRequest).Before;
    }

    /// <summary><c>POST notifications/marks</c>: one thing with several. The body is a <see cref="MarksRequest"/>.</summary>
    [Function(nameof(MarkNotifications))]
    public Task<IResult> MarkNotifications(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "notifications/marks")] HttpRequest request,
        CancellationToken cancellationToken) =>
        MarkAsync(request, async userId =>
            await marks.MarkAsync(userId, await RequestBody.ReadAsync(request, FixiaJsonContext.Default.MarksRequest, cancellationToken), cancellationToken));

    /// <summary>
    /// <c>POST notifications/archive-read</c>: archives what is read, some at a time. A body as for <c>read-all</c>. Answers
    /// <see cref="ArchivedRead"/>.
    /// </summary>
    [Function(nameof(ArchiveRead))]
    public Task<IResult> ArchiveRead(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "notifications/archive-read")] HttpRequest request,
        CancellationToken cancellationToken) =>
        api.AsUserAsync(request, async userId =>
        {
            var before = await ReadShownAsync(request, cancellationToken);
            return TypedResults.Json(await marks.ArchiveReadAsync(userId, before, cancellationToken), FixiaJsonContext.Default.ArchivedRead);
        });

    private Task<IResult> MarkAsync(HttpRequest request, Func<string, Task> mark) =>
        api.AsUserAsync(request, async userId =>
        {
            await mark(userId);
            return TypedResults.NoContent();
        });
}
