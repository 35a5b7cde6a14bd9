using System.Net;
using Fixia.Shared.Data;
using Fixia.Shared.Json;
using Microsoft.Azure.Cosmos;

namespace Fixia.Shared.Notifications;

/// <summary>
/// The container <c>notifications</c>. Every operation stays within the partition of one user. Failures of the service
/// surface as <see cref="CosmosException"/>; the SDK has already retried what it knows to be transient.
/// </summary>
public sealed class NotificationStore(CosmosClient client, TimeProvider time)
{
    private const string Unread = "(NOT IS_DEFINED(c.read) OR c.read = false)";

    private const string CountUnread = $"SELECT VALUE COUNT(1) FROM c WHERE {Unread} AND c.created_at > @readBefore";

    private const string OldestUnread =
        $"SELECT TOP 1 VALUE c._ts FROM c WHERE {Unread} AND c.created_at > @readBefore ORDER BY c.created_at ASC, c.id ASC";

    private const string Newest = "SELECT TOP 1 VALUE c.created_at FROM c ORDER BY c.created_at DESC, c.id DESC";

    private const string NewestIds = "SELECT TOP @limit VALUE c.id FROM c ORDER BY c.created_at DESC, c.id DESC";

    private const string LatestChanges = "SELECT TOP @limit * FROM c ORDER BY c._ts DESC, c.id DESC";

    private const string ChangesAfter =
        "SELECT TOP @limit * FROM c WHERE c._ts > @timestamp OR (c._ts = @timestamp AND c.id > @id) ORDER BY c._ts ASC, c.id ASC";

    /// <summary>
    /// <c>removed</c> has one value in a feed and orders nothing; it leads so that one composite index serves filter and
    /// order. Without it a page would cost as much as the history is long.
    /// </summary>
    private const string FeedOrder = "c.removed ASC, c.created_at DESC, c.id DESC";

    private readonly Container container = client.GetContainer(FixiaDatabase.Name, FixiaDatabase.Notifications);

    /// <summary>
    /// Stores <paramref name="document"/>, or finds that its id exists already and returns what is stored under it.
    /// </summary>
    public async Task<NotificationDocument> CreateAsync(NotificationDocument document, CancellationToken cancellationToken)
    {
        var partition = new PartitionKey(document.UserId);
        try
        {
            await container.CreateItemAsync(document, partition, cancellationToken: cancellationToken);
            return document;
        }
        catch (CosmosException e) when (e.StatusCode == HttpStatusCode.Conflict)
        {
            return await container.ReadItemAsync<NotificationDocument>(document.Id, partition, cancellationToken: cancellationToken);
        }
    }

    /// <summary>Up to <paramref name="limit"/> notifications after <paramref name="cursor"/>, newest first.</summary>
    public Task<List<NotificationDocument>> ReadFeedAsync(
        string userId, FeedFilter filter, FeedCursor? cursor, int limit, CancellationToken cancellationToken)
    {
        List<string> conditions = [filter.Archived ? "c.removed = 'archived'" : "NOT IS_DEFINED(c.removed)"];
        if (filter.UnreadOnly)
        {
            conditions.Add($"{Unread} AND c.created_at > @readBefore");
        }

        if (cursor is not null)
        {
            conditions.Add("(c.created_at < @createdAt OR (c.created_at = @createdAt AND c.id < @id))");
        }

        var query = new QueryDefinition(
                $"SELECT TOP @limit * FROM c WHERE {string.Join(" AND ", conditions)} ORDER BY {FeedOrder}")
            .WithParameter("@limit", limit);
        if (filter.UnreadOnly)
        {
            query.WithParameter("@readBefore", Text(filter.ReadBefore));
        }

        if (cursor is { } after)
        {
            query.WithParameter("@createdAt", Text(after.CreatedAt)).WithParameter("@id", after.Id);
        }

        return QueryAsync<NotificationDocument>(userId, query, limit, cancellationToken);
    }

    /// <summary>When the newest notification was created, whatever became of it; null when there is none.</summary>
    public async Task<DateTimeOffset?> FindNewestAsync(string userId, CancellationToken cancellationToken) =>
        await QueryAsync<DateTimeOffset>(userId, new QueryDefinition(Newest), 1, cancellationToken) is [var createdAt, ..] ? createdAt : null;

    /// <summary>The ids of the <paramref name="limit"/> newest notifications, whatever became of them.</summary>
    public Task<List<string>> FindNewestIdsAsync(string userId, int limit, CancellationToken cancellationToken) =>
        QueryAsync<string>(userId, new QueryDefinition(NewestIds).WithParameter("@limit", limit), limit, cancellationToken);

    /// <summary>Up to <paramref name="limit"/> notifications that were written after <paramref name="cursor"/>, oldest write first.</summary>
    public Task<List<NotificationDocument>> ReadChangesAsync(string userId, SyncCursor cursor, int limit, CancellationToken cancellationToken)
    {
        var query = new QueryDefinition(ChangesAfter)
            .WithParameter("@limit", limit)
            .WithParameter("@timestamp", cursor.Timestamp)
            .WithParameter("@id", cursor.Id);
        return QueryAsync<NotificationDocument>(userId, query, limit, cancellationToken);
    }

    /// <summary>The <paramref name="limit"/> notifications that were written last, oldest write first.</summary>
    public async Task<List<NotificationDocument>> ReadLatestChangesAsync(string userId, int limit, CancellationToken cancellationToken)
    {
        var query = new QueryDefinition(LatestChanges).WithParameter("@limit", limit);
        var documents = await QueryAsync<NotificationDocument>(userId, query, limit, cancellationToken);
        documents.Reverse();
        return documents;
    }

    /// <summary>The exact number of unread notifications that were created after <paramref name="readBefore"/>.</summary>
    public async Task<int> CountUnreadAsync(string userId, DateTimeOffset? readBefore, CancellationToken cancellationToken)
    {
        var query = new QueryDefinition(CountUnread).WithParameter("@readBefore", Text(readBefore));

        // A count may come in several partial results when the service splits the work into pages.
        return (await QueryAsync<int>(userId, query, 1, cancellationToken)).Sum();
    }

    /// <summary>The <c>_ts</c> of the oldest unread notification, in seconds since 1970; null when none is unread.</summary>
    public async Task<long?> FindOldestUnreadAsync(string userId, DateTimeOffset? readBefore, CancellationToken cancellationToken)
    {
        var query = new QueryDefinition(OldestUnread).WithParameter("@readBefore", Text(readBefore));
        return await QueryAsync<long>(userId, query, 1, cancellationToken) is [var timestamp, ..] ? timestamp : null;
    }

    /// <summary>
    /// Marks one notification read. Does nothing when it is read already or does not exist, so a repetition neither
    /// changes the time of reading nor tells other devices again.
    /// </summary>
    public Task MarkReadAsync(string userId, string id, DateTimeOffset readAt, CancellationToken cancellationToken) =>
        PatchAsync(userId, id, Unread, document => !document.Read, MarkRead(readAt), lifetime: null, cancellationToken);

    /// <summary>Puts one notification away, and marks it read. Idempotent; a deleted one stays deleted.</summary>
    /// <param name="userId">The owner.</param>
    /// <param name="id">The notification.</param>
    /// <param name="removal">One of <see cref="NotificationRemoval"/>.</param>
    /// <param name="removedAt">Now.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    public Task RemoveAsync(string userId, string id, string removal, DateTimeOffset removedAt, CancellationToken cancellationToken)
    {
        var isDelete = removal == NotificationRemoval.Deleted;
        return PatchAsync(
            userId,
            id,
            isDelete ? "(NOT IS_DEFINED(c.removed) OR c.removed != 'deleted')" : "NOT IS_DEFINED(c.removed)",
            document => isDelete ? document.Removed != NotificationRemoval.Deleted : document.Removed is null,
            [.. MarkRead(removedAt), PatchOperation.Set("/removed", removal)],
            isDelete ? NotificationRemoval.TombstoneLifetime : null,
            cancellationToken);
    }

    private static PatchOperation[] MarkRead(DateTimeOffset readAt) =>
        [PatchOperation.Set("/read", true), PatchOperation.Set("/read_at", Text(readAt))];

    private static string Text(DateTimeOffset? time) => time is { } value ? UtcMillisecondsConverter.ToText(value) : "";

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
            condition += " AND NOT IS_DEFINED(c.expires_at)";
        }

        var patched = await TryPatchAsync(id, partition, operations, $"FROM c WHERE {condition}", cancellationToken);
        if (patched != HttpStatusCode.PreconditionFailed || lifetime is not null)
        {
            return;
        }

        var document = await TryReadAsync(id, partition, cancellationToken);
        if (document?.ExpiresAt is { } expiresAt && holds(document))
        {
            var rest = Math.Max(1, (int)Math.Ceiling((expiresAt - time.GetUtcNow()).TotalSeconds));
            await TryPatchAsync(
                id, partition, [.. operations, PatchOperation.Set("/ttl", rest)], predicate: null, cancellationToken);
        }
    }

    private async Task<NotificationDocument?> TryReadAsync(string id, PartitionKey partition, CancellationToken cancellationToken)
    {
        try
        {
            return await container.ReadItemAsync<NotificationDocument>(id, partition, cancellationToken: cancellationToken);
        }
        catch (CosmosException e) when (e.StatusCode == HttpStatusCode.NotFound)
        {
            return null;
        }
    }

    private async Task<HttpStatusCode> TryPatchAsync(
        string id, PartitionKey partition, PatchOperation[] operations, string? predicate, CancellationToken cancellationToken)
    {
        using var response = await container.PatchItemStreamAsync(
            id, partition, operations, new PatchItemRequestOptions { FilterPredicate = predicate }, cancellationToken);
        if (response.StatusCode is not (HttpStatusCode.NotFound or HttpStatusCode.PreconditionFailed))
        {
            response.EnsureSuccessStatusCode();
        }

        return response.StatusCode;
    }

    private async Task<List<T>> QueryAsync<T>(string userId, QueryDefinition query, int pageSize, CancellationToken cancellationToken)
    {
        var options = new QueryRequestOptions { PartitionKey = new PartitionKey(userId), MaxItemCount = pageSize };
        using var pages = container.GetItemQueryIterator<T>(query, requestOptions: options);
        var items = new List<T>(pageSize);
        while (pages.HasMoreResults)
        {
            items.AddRange(await pages.ReadNextAsync(cancellationToken));
        }

        return items;
    }
}
