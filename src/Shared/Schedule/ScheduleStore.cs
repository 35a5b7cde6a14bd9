using System.Net;
using Fixia.Shared.Data;
using Fixia.Shared.Notifications;
using Microsoft.Azure.Cosmos;

namespace Fixia.Shared.Schedule;

/// <summary>
/// The container <c>scheduled</c>. Every write is conditional: of two that want to move, fire or drop the same document one does.
/// </summary>
public sealed class ScheduleStore(CosmosClient client, TimeProvider time)
{
    private readonly Container container = client.GetContainer(FixiaDatabase.Name, FixiaDatabase.Scheduled);

    /// <summary>The summary that a user is to get; null when there is none. One point read.</summary>
    public async Task<QuietSummary?> FindAsync(string userId, CancellationToken cancellationToken) =>
        await container.FindAsync(QuietSummary.DocumentId, new PartitionKey(userId), cancellationToken) is { } stored
            ? QuietSummary.Read(userId, stored)
            : null;

    /// <summary>Stores a summary in place of the version that it was made of, or as the first one.</summary>
    /// <returns>What is stored; null when somebody else was faster.</returns>
    public async Task<QuietSummary?> TryWriteAsync(QuietSummary summary, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var next = summary with { TimeToLive = NotificationStore.SecondsUntil(Later(summary.DueAt, now) + QuietSummary.Lifetime, now) };
        var partition = new PartitionKey(summary.UserId);
        try
        {
            var written = summary.ETag is { } etag
                ? await container.ReplaceItemAsync(next, next.Id, partition, new ItemRequestOptions { IfMatchEtag = etag }, cancellationToken)
                : await container.CreateItemAsync(next, partition, cancellationToken: cancellationToken);
            return next with { ETag = written.ETag };
        }
        catch (CosmosException e) when (e.StatusCode is HttpStatusCode.Conflict or HttpStatusCode.PreconditionFailed or HttpStatusCode.NotFound)
        {
            return null;
        }
    }

    /// <summary>Deletes the version of a summary that was read.</summary>
    /// <returns>False when there is another version by now, or none.</returns>
    public async Task<bool> TryDeleteAsync(QuietSummary summary, CancellationToken cancellationToken)
    {
        using var response = await container.DeleteItemStreamAsync(
            summary.Id, new PartitionKey(summary.UserId), new ItemRequestOptions { IfMatchEtag = summary.ETag }, cancellationToken);
        if (response.StatusCode is HttpStatusCode.PreconditionFailed or HttpStatusCode.NotFound)
        {
            return false;
        }

        response.EnsureSuccessStatusCode();
        return true;
    }

    private static DateTimeOffset Later(DateTimeOffset one, DateTimeOffset other) => one > other ? one : other;
}
