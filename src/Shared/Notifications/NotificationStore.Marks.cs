using System.Net;
using Fixia.Shared.Data;
using Microsoft.Azure.Cosmos;

namespace Fixia.Shared.Notifications;

/// <content>What changes a notification that is stored: one conditional patch each.</content>
public sealed partial class NotificationStore
{
    /// <summary>How often a mark is tried while others write the same document.</summary>
    private const int MaxAttempts = 10;

    /// <summary>What was sent to the wrong one is not kept, not even in a tombstone.</summary>
    private static readonly PatchOperation[] Blank =
    [
        PatchOperation.Set("/title", ""), PatchOperation.Set("/message", ""), PatchOperation.Set<string?>("/action_url", null),
        PatchOperation.Set<string?>("/actions", null),
    ];

    /// <summary>
    /// Marks one notification read. Does nothing when it is read already or does not exist, so a repetition neither
    /// changes the time of reading nor tells other devices again.
    /// </summary>
    public Task MarkReadAsync(string userId, string id, DateTimeOffset readAt, CancellationToken cancellationToken) =>
        PatchAsync(userId, id, Unread, document => !document.Read, MarkRead(readAt), lifetime: null, cancellationToken);

    /// <summary>Puts one notification away, and marks it read. Idempotent; one that is gone stays gone.</summary>
    /// <param name="userId">The owner.</param>
    /// <param name="id">The notification.</param>
    /// <param name="removal">One of <see cref="NotificationRemoval"/>.</param>
    /// <param name="removedAt">Now.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    public Task RemoveAsync(string userId, string id, string removal, DateTimeOffset removedAt, CancellationToken cancellationToken)
    {
        // Its producer takes back also what the user deleted, who might bring it back.
        var earlier = removal switch
        {
            NotificationRemoval.Retracted => (string[])[NotificationRemoval.Archived, NotificationRemoval.Snoozed, NotificationRemoval.Deleted],
            NotificationRemoval.Deleted => [NotificationRemoval.Archived, NotificationRemoval.Snoozed],
            _ => [NotificationRemoval.Snoozed],
        };
        return PatchAsync(
            userId,
            id,
            $"({string.Join(" OR ", [NotRemoved, .. earlier.Select(one => $"c.removed = '{one}'")])})",
            document => document.Removed is null || earlier.Contains(document.Removed),
            [.. MarkRead(removedAt), PatchOperation.Set("/removed", removal), .. removal == NotificationRemoval.Retracted ? Blank : []],
            NotificationRemoval.IsFinal(removal) ? NotificationRemoval.TombstoneLifetime : null,
            cancellationToken);
    }

    /// <summary>Has one notification sleep, which counts as read meanwhile. Idempotent; what was put away otherwise is left alone.</summary>
    /// <param name="userId">The owner.</param>
    /// <param name="id">The notification.</param>
    /// <param name="until">When it comes back.</param>
    /// <param name="snoozedAt">Now.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    public Task SnoozeAsync(string userId, string id, DateTimeOffset until, DateTimeOffset snoozedAt, CancellationToken cancellationToken) =>
        PatchAsync(
            userId,
            id,
            $"({NotRemoved} OR (c.removed = '{NotificationRemoval.Snoozed}' AND NOT (IS_STRING(c.snoozed_until) AND c.snoozed_until = '{Text(until)}')))",
            document => document.Removed is null || (document.Removed == NotificationRemoval.Snoozed && document.SnoozedUntil != until),
            [.. MarkRead(snoozedAt), PatchOperation.Set("/removed", NotificationRemoval.Snoozed), PatchOperation.Set("/snoozed_until", Text(until))],
            lifetime: null,
            cancellationToken);

    /// <summary>Archives one notification if it is read, as it was when somebody found it so.</summary>
    /// <param name="userId">The owner.</param>
    /// <param name="id">The notification.</param>
    /// <param name="readBefore">The user's watermark.</param>
    /// <param name="archivedAt">Now.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    public Task ArchiveReadAsync(string userId, string id, DateTimeOffset? readBefore, DateTimeOffset archivedAt, CancellationToken cancellationToken) =>
        PatchAsync(
            userId,
            id,
            $"{NotRemoved} AND (c.read = true OR (c.created_at <= '{Text(readBefore)}' AND {NeverRestored}))",
            document => document.Removed is null && (document.Read || (document.CreatedAt <= readBefore && document.Restores == 0)),
            [.. MarkRead(archivedAt), PatchOperation.Set("/removed", NotificationRemoval.Archived)],
            lifetime: null,
            cancellationToken);

    /// <summary>
    /// Replaces a notification by what is made of it, again and again until nobody else was faster. A tombstone lives for a while, what
    /// comes back as long as it was to live; Cosmos DB counts from this write.
    /// </summary>
    /// <param name="userId">The owner.</param>
    /// <param name="id">The notification.</param>
    /// <param name="change">What is made of it; null when it is to stay as it is.</param>
    /// <param name="cancellationToken">Stops between two attempts.</param>
    /// <returns>What is stored then; null when there is none.</returns>
    public async Task<NotificationDocument?> ChangeAsync(
        string userId, string id, Func<NotificationDocument, NotificationDocument?> change, CancellationToken cancellationToken)
    {
        var partition = new PartitionKey(userId);
        while (NotificationId.CanExist(id)
            && await container.FindAsync(id, partition, cancellationToken) is { } stored
            && reader.Read(stored.Json, out _) is { } known)
        {
            if (change(known) is not { } changed)
            {
                return known;
            }

            var next = changed with
            {
                TimeToLive = NotificationRemoval.IsFinal(changed.Removed) ? changed.TimeToLive
                    : changed.ExpiresAt is { } expiresAt ? SecondsUntil(expiresAt, time.GetUtcNow())
                    : NotificationRemoval.IsFinal(known.Removed) || known.ExpiresAt is not null ? null
                    : changed.TimeToLive,
                Timestamp = 0,
            };
            try
            {
                await container.ReplaceItemAsync(next, id, partition, new ItemRequestOptions { IfMatchEtag = stored.ETag }, cancellationToken);
                return next;
            }
            catch (CosmosException e) when (e.StatusCode is HttpStatusCode.PreconditionFailed or HttpStatusCode.NotFound)
            {
                // Marked, changed or gone in between.
            }
        }

        return null;
    }

    /// <summary>The time to live of what expires, in whole seconds, at least one.</summary>
    public static int SecondsUntil(DateTimeOffset expiresAt, DateTimeOffset now) =>
        (int)Math.Clamp(Math.Ceiling((expiresAt - now).TotalSeconds), 1, int.MaxValue);

    private static PatchOperation[] MarkRead(DateTimeOffset readAt) =>
        [PatchOperation.Set("/read", true), PatchOperation.Set("/read_at", Text(readAt))];

    /// <summary>
    /// One conditional patch. A document that expires needs a second look: Cosmos DB counts the time to live from the
    /// last write, so a write that keeps the old number would let it live longer.
    /// </summary>
    private async Task PatchAsync(
        string userId,
        string id,
        string condition,
        Predicate<NotificationDocument> holds,
        PatchOperation[] operations,
        TimeSpan? lifetime,
        CancellationToken cancellationToken)
    {
        if (!NotificationId.CanExist(id))
        {
            return;
        }

        var partition = new PartitionKey(userId);
        if (lifetime is { } life)
        {
            operations = [.. operations, PatchOperation.Set("/ttl", (int)life.TotalSeconds)];
        }
        else
        {
            condition += " AND (NOT IS_DEFINED(c.expires_at) OR IS_NULL(c.expires_at))";
        }

        for (var attempt = 0; attempt < MaxAttempts; attempt++)
        {
            var patched = await TryPatchAsync(
                id, partition, operations, new PatchItemRequestOptions { FilterPredicate = $"FROM c WHERE {condition}" }, cancellationToken);
            if (patched != HttpStatusCode.PreconditionFailed
                || lifetime is not null
                || await container.FindAsync(id, partition, cancellationToken) is not { } found
                || reader.Read(found.Json, out _) is not { } document
                || !holds(document))
            {
                return;
            }

            // Without an expiry, its producer has changed that in between.
            if (document.ExpiresAt is { } expiresAt)
            {
                PatchOperation[] timed = [.. operations, PatchOperation.Set("/ttl", SecondsUntil(expiresAt, time.GetUtcNow()))];
                var unchanged = new PatchItemRequestOptions { IfMatchEtag = found.ETag };
                if (await TryPatchAsync(id, partition, timed, unchanged, cancellationToken) != HttpStatusCode.PreconditionFailed)
                {
                    return;
                }
            }
        }
    }

    private async Task<HttpStatusCode> TryPatchAsync(
        string id, PartitionKey partition, PatchOperation[] operations, PatchItemRequestOptions conditions, CancellationToken cancellationToken)
    {
        using var response = await container.PatchItemStreamAsync(id, partition, operations, conditions, cancellationToken);
        if (response.StatusCode is not (HttpStatusCode.NotFound or HttpStatusCode.PreconditionFailed))
        {
            response.EnsureSuccessStatusCode();
        }

        return response.StatusCode;
    }
}
