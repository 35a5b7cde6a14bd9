using System.Text.Json;
using Fixia.Shared.Data;
using Fixia.Shared.Notifications;
using Fixia.Shared.Schedule;
using Fixia.Shared.Users;

namespace Fixia.Shared.Delivery;

/// <summary>
/// Turns changes of the container <c>scheduled</c> into queue messages that come when the work is due. As the change feed brings
/// every document, none can be stored and then not be woken.
/// </summary>
public sealed class ScheduleEnqueuer(ChangeReader reader, NotificationReader notifications, UserFanOut fanOut, ScheduleQueue queue, TimeProvider time)
{
    private readonly ChangeSource<ScheduledDocument> source = new(
        FixiaDatabase.Scheduled, "user_id", (JsonElement json, out string? flaw) => Read(json, notifications, out flaw));

    /// <summary>Enqueues a batch.</summary>
    /// <param name="changes">The batch, as the trigger hands it over: a JSON array.</param>
    /// <param name="cancellationToken">Stops before the next user.</param>
    /// <exception cref="AggregateException">The queue did not take some messages; the batch must be processed again.</exception>
    public async Task EnqueueAsync(string changes, CancellationToken cancellationToken)
    {
        var scheduled = await reader.ReadAsync(source, changes, cancellationToken);

        // The message that led to a claim is in the queue until its work is done.
        var waiting = scheduled.Where(document => document.ClaimedAt is null);
        await fanOut.RunAsync(source.Container, waiting.GroupBy(document => document.UserId), EnqueueAsync, cancellationToken);
    }

    private static ScheduledDocument? Read(JsonElement json, NotificationReader notifications, out string? flaw)
    {
        var members = new MemberReader(json);
        var (id, userId, etag) = (members.RequiredText("id"), members.RequiredText("user_id"), members.RequiredText("_etag"));
        if (!UserId.IsValid(userId))
        {
            members.Refuse("user_id", UserId.Rule);
        }

        flaw = members.Flaw;
        return flaw is null ? ScheduleStore.Read(userId, id, new StoredDocument(json, etag), notifications, out flaw) : null;
    }

    private async Task EnqueueAsync(string userId, IReadOnlyList<ScheduledDocument> documents, CancellationToken cancellationToken)
    {
        foreach (var versions in documents.GroupBy(document => document.Id))
        {
            await queue.SendAsync(ScheduledMessage.Of(versions.Last()), time.GetUtcNow(), cancellationToken);
        }
    }
}
