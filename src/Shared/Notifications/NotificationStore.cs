using System.Net;
using Fixia.Shared.Data;
using Fixia.Shared.Json;
using Microsoft.Azure.Cosmos;

namespace Fixia.Shared.Notifications;

/// <summary>
/// The container <c>notifications</c>. Every operation stays within the partition of one user. Failures of the service
/// surface as <see cref="CosmosException"/>; the SDK has already retried what it knows to be transient.
/// </summary>
public sealed class NotificationStore(CosmosClient client)
{
    private const string UnreadAfterWatermark =
        "SELECT VALUE COUNT(1) FROM c WHERE (NOT IS_DEFINED(c.read) OR c.read = false) AND c.created_at > @readBefore";

    private const string FirstFeedPage = "SELECT TOP @limit * FROM c ORDER BY c.created_at DESC, c.id DESC";

    private const string NextFeedPage =
        "SELECT TOP @limit * FROM c WHERE c.created_at < @createdAt OR (c.created_at = @createdAt AND c.id < @id) "
        + "ORDER BY c.created_at DESC, c.id DESC";

    private const string LatestChanges = "SELECT TOP @limit * FROM c ORDER BY c._ts DESC, c.id DESC";

    private const string ChangesAfter =
        "SELECT TOP @limit * FROM c WHERE c._ts > @timestamp OR (c._ts = @timestamp AND c.id > @id) ORDER BY c._ts ASC, c.id ASC";

    private const string OnlyIfUnread = "FROM c WHERE NOT IS_DEFINED(c.read) OR c.read = false";

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
    public Task<List<NotificationDocument>> ReadFeedAsync(string userId, FeedCursor? cursor, int limit, CancellationToken cancellationToken)
    {
        var query = cursor is { } after
            ? new QueryDefinition(NextFeedPage)
                .WithParameter("@createdAt", UtcMillisecondsConverter.ToText(after.CreatedAt))
                .WithParameter("@id", after.Id)
            : new QueryDefinition(FirstFeedPage);
        return QueryAsync<NotificationDocument>(userId, query.WithParameter("@limit", limit), limit, cancellationToken);
    }

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
        var query = new QueryDefinition(UnreadAfterWatermark)
            .WithParameter("@readBefore", readBefore is { } time ? UtcMillisecondsConverter.ToText(time) : "");

        // A count may come in several partial results when the service splits the work into pages.
        return (await QueryAsync<int>(userId, query, 1, cancellationToken)).Sum();
    }

    /// <summary>
    /// Marks one notification read. Does nothing when it is read already or does not exist, so a repetition neither
    /// changes the time of reading nor tells other devices again.
    /// </summary>
    public async Task MarkReadAsync(string userId, string id, DateTimeOffset readAt, CancellationToken cancellationToken)
    {
        if (!NotificationId.CanExist(id))
        {
            return;
        }

        PatchOperation[] operations = [PatchOperation.Set("/read", true), PatchOperation.Set("/read_at", UtcMillisecondsConverter.ToText(readAt))];
        using var response = await container.PatchItemStreamAsync(
            id,
            new PartitionKey(userId),
            operations,
            new PatchItemRequestOptions { FilterPredicate = OnlyIfUnread },
            cancellationToken);
        if (response.StatusCode is not (HttpStatusCode.NotFound or HttpStatusCode.PreconditionFailed))
        {
            response.EnsureSuccessStatusCode();
        }
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
