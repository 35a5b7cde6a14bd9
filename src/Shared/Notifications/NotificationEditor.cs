using System.Net;
using Fixia.Shared.Data;
using Microsoft.Azure.Cosmos;

namespace Fixia.Shared.Notifications;

/// <summary>What a producer does to a notification that a user has already. Failures of the store surface as <see cref="CosmosException"/>.</summary>
public sealed class NotificationEditor(CosmosClient client, NotificationReader reader, NotificationStore store, TimeProvider time)
{
    private readonly Container container = client.GetContainer(FixiaDatabase.Name, FixiaDatabase.Notifications);

    /// <summary>One notification, whatever became of it; null when there is none of that id. One point read.</summary>
    public async Task<NotificationDocument?> FindAsync(string userId, string id, CancellationToken cancellationToken) =>
        await ReadAsync(userId, id, cancellationToken) is var (document, _) ? document : null;

    /// <summary>
    /// Replaces what a notification says. It keeps its place in the list, and stays read or archived where it is. Saying the same
    /// again writes nothing.
    /// </summary>
    /// <param name="revised">Whose, which, and what it is to say.</param>
    /// <param name="cancellationToken">Stops between two attempts.</param>
    /// <returns>False when there is none, or it is gone; what a user deleted is changed all the same, who might bring it back.</returns>
    public async Task<bool> TryReviseAsync(NotificationDocument revised, CancellationToken cancellationToken)
    {
        while (await ReadAsync(revised.UserId, revised.Id, cancellationToken) is var (known, etag) && known.Removed != NotificationRemoval.Retracted)
        {
            var isGone = NotificationRemoval.IsFinal(known.Removed);
            var next = known with
            {
                Type = revised.Type,
                Priority = revised.Priority,
                Title = revised.Title,
                Message = revised.Message,
                ActionUrl = revised.ActionUrl,
                ExpiresAt = revised.ExpiresAt,
            };
            if (next == known)
            {
                return !isGone;
            }

            var now = UtcMillisecondsConverter.Truncate(time.GetUtcNow());
            next = next with
            {
                UpdatedAt = now,
                TimeToLive = isGone ? known.TimeToLive : revised.ExpiresAt is { } expiresAt ? NotificationStore.SecondsUntil(expiresAt, now) : null,
                Timestamp = 0,
            };
            try
            {
                var unchanged = new ItemRequestOptions { IfMatchEtag = etag };
                await container.ReplaceItemAsync(next, next.Id, new PartitionKey(next.UserId), unchanged, cancellationToken);
                return !isGone;
            }
            catch (CosmosException e) when (e.StatusCode is HttpStatusCode.PreconditionFailed or HttpStatusCode.NotFound)
            {
                // Marked, changed or gone in between.
            }
        }

        return false;
    }

    /// <summary>Takes a notification back, on every device, with what it said.</summary>
    public Task RetractAsync(string userId, string id, CancellationToken cancellationToken) =>
        store.RemoveAsync(userId, id, NotificationRemoval.Retracted, UtcMillisecondsConverter.Truncate(time.GetUtcNow()), cancellationToken);

    /// <summary>
    /// Takes the place of a notification that is not stored, so that whoever is about to store it finds a tombstone.
    /// </summary>
    /// <returns>What was stored before; null when nothing was.</returns>
    public async Task<NotificationDocument?> BlockAsync(string userId, string id, CancellationToken cancellationToken)
    {
        var now = UtcMillisecondsConverter.Truncate(time.GetUtcNow());
        var tombstone = new NotificationDocument(id, userId, new Content { Type = NotificationRemoval.Retracted, Title = "", CreatedAt = now })
        {
            Read = true,
            ReadAt = now,
            Removed = NotificationRemoval.Retracted,
            TimeToLive = (int)NotificationRemoval.TombstoneLifetime.TotalSeconds,
        };
        var stored = await store.CreateAsync(tombstone, cancellationToken);
        return ReferenceEquals(stored, tombstone) ? null : stored;
    }

    private async Task<(NotificationDocument Document, string ETag)?> ReadAsync(string userId, string id, CancellationToken cancellationToken) =>
        await container.FindAsync(id, new PartitionKey(userId), cancellationToken) is { } stored && reader.Read(stored.Json, out _) is { } document
            ? (document, stored.ETag)
            : null;
}
