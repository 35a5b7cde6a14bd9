using System.Net;
using System.Text.Json;
using Fixia.Shared.Data;
using Microsoft.Azure.Cosmos;

namespace Fixia.Shared.Notifications;

/// <summary>
/// The container <c>notifications</c>. Every operation stays within the partition of one user. Failures of the service
/// surface as <see cref="CosmosException"/>; the SDK has already retried what it knows to be transient.
/// </summary>
public sealed partial class NotificationStore(CosmosClient client, NotificationReader reader, TimeProvider time)
{
    internal const string Unread = "(NOT IS_DEFINED(c.read) OR IS_NULL(c.read) OR c.read = false)";

    /// <summary>What no watermark covers: it was created later, or the user has marked it unread since.</summary>
    internal const string Uncovered = "(c.created_at > @readBefore OR c.restores > 0)";

    /// <summary>A comparison with what is absent is neither true nor false, so its contrary has to ask first.</summary>
    internal const string NeverRestored = "NOT (IS_NUMBER(c.restores) AND c.restores > 0)";

    internal const string NotRemoved = "(NOT IS_DEFINED(c.removed) OR IS_NULL(c.removed))";

    private const string AfterCursor = "(c.created_at < @createdAt OR (c.created_at = @createdAt AND c.id < @id))";

    private const string Newest = "SELECT TOP 1 VALUE c.created_at FROM c ORDER BY c.created_at DESC, c.id DESC";

    private const string NewestUpTo =
        "SELECT TOP 1 VALUE c.created_at FROM c WHERE c.created_at <= @time ORDER BY c.created_at DESC, c.id DESC";

    private const string NewestIds = "SELECT TOP @limit VALUE c.id FROM c ORDER BY c.created_at DESC, c.id DESC";

    /// <summary>Without a condition, so that its price does not depend on the history.</summary>
    private const string LatestChanges = "SELECT TOP @limit * FROM c ORDER BY c._ts DESC, c.id DESC";

    /// <summary>For the rare page that holds what was set aside: written last, it could fill a page on which nothing else is then.</summary>
    private const string LatestReadableChanges =
        $"SELECT TOP @limit * FROM c WHERE {NotRemoved} OR c.removed != 'unreadable' ORDER BY c._ts DESC, c.id DESC";

    private const string ChangesAfter =
        "SELECT TOP @limit * FROM c WHERE c._ts > @timestamp OR (c._ts = @timestamp AND c.id > @id) ORDER BY c._ts ASC, c.id ASC";

    /// <summary>
    /// <c>removed</c> has one value in a feed and orders nothing; it leads so that one composite index serves filter and
    /// order. Without it a page would cost as much as the history is long.
    /// </summary>
    private const string FeedOrder = "c.removed ASC, c.created_at DESC, c.id DESC";

    /// <summary>The same for the feed of one type.</summary>
    private const string TypeOrder = "c.removed ASC, c.type ASC, c.created_at DESC, c.id DESC";

    private readonly Container container = client.GetContainer(FixiaDatabase.Name, FixiaDatabase.Notifications);

    /// <summary>
    /// Stores <paramref name="document"/>, or finds that its id exists already and returns what is stored under it.
    /// </summary>
    public async Task<NotificationDocument> CreateAsync(NotificationDocument document, CancellationToken cancellationToken)
    {
        var found = await container.CreateOrFindAsync(document, document.Id, new PartitionKey(document.UserId), cancellationToken);
        return found is { } first ? reader.Read(first.Json, out _) ?? document : document;
    }

    /// <summary>One notification, whatever became of it; null when there is none of that id that can be read. One point read.</summary>
    public async Task<NotificationDocument?> FindAsync(string userId, string id, CancellationToken cancellationToken) =>
        NotificationId.CanExist(id) && await container.FindAsync(id, new PartitionKey(userId), cancellationToken) is { } stored
            ? reader.Read(stored.Json, out _)
            : null;

    /// <summary>Whether something is stored under an id, removed or not. One point read.</summary>
    public async Task<bool> ExistsAsync(string userId, string id, CancellationToken cancellationToken) =>
        await container.FindAsync(id, new PartitionKey(userId), cancellationToken) is not null;

    /// <summary>
    /// Up to <paramref name="limit"/> notifications after <paramref name="cursor"/>, newest first. What can't be read is
    /// passed over, here and below: the change feed sets it aside.
    /// </summary>
    public async Task<List<NotificationDocument>> ReadFeedAsync(
        string userId, FeedFilter filter, FeedCursor? cursor, int limit, CancellationToken cancellationToken)
    {
        List<string> conditions = [filter.Removed is null ? NotRemoved : "c.removed = @removed"];
        if (filter.UnreadOnly)
        {
            conditions.Add($"{Unread} AND {(filter.HasRestored ? Uncovered : "c.created_at > @readBefore")}");
        }

        if (filter.Type is not null)
        {
            conditions.Add("c.type = @type");
        }

        if (cursor is not null)
        {
            conditions.Add(AfterCursor);
        }

        var order = filter.Type is null ? FeedOrder : TypeOrder;
        var query = new QueryDefinition(
                $"SELECT TOP @limit * FROM c WHERE {string.Join(" AND ", conditions)} ORDER BY {order}")
            .WithParameter("@limit", limit);
        if (filter.UnreadOnly)
        {
            query.WithParameter("@readBefore", Text(filter.ReadBefore));
        }

        if (filter.Removed is { } removed)
        {
            query.WithParameter("@removed", removed);
        }

        if (filter.Type is { } type)
        {
            query.WithParameter("@type", type);
        }

        if (cursor is { } after)
        {
            query.WithParameter("@createdAt", Text(after.CreatedAt)).WithParameter("@id", after.Id);
        }

        // As new as anything that this process has read of the user, and no newer: docs/decisions/0009.
        var found = await QueryAsync(userId, query, json => reader.Read(json, out _), limit, cancellationToken, ConsistencyLevel.Session);
        return [.. found.OfType<NotificationDocument>()];
    }

    /// <summary>
    /// Up to <paramref name="limit"/> notifications after <paramref name="cursor"/>, newest first, whatever became of them, and whether
    /// there are more. What can't be read is passed over.
    /// </summary>
    public async Task<(IReadOnlyList<NotificationDocument> Page, bool HasMore)> ReadHistoryAsync(
        string userId, FeedCursor? cursor, int limit, CancellationToken cancellationToken)
    {
        var condition = $"({NotRemoved} OR c.removed != '{NotificationRemoval.Unreadable}'){(cursor is null ? "" : $" AND {AfterCursor}")}";
        var query = new QueryDefinition($"SELECT TOP @limit * FROM c WHERE {condition} ORDER BY c.created_at DESC, c.id DESC")
            .WithParameter("@limit", limit + 1);
        if (cursor is { } after)
        {
            query.WithParameter("@createdAt", Text(after.CreatedAt)).WithParameter("@id", after.Id);
        }

        var found = await QueryAsync(userId, query, json => reader.Read(json, out _), limit + 1, cancellationToken);
        return ([.. found.Take(limit).OfType<NotificationDocument>()], found.Count > limit);
    }

    /// <summary>How far the user's notifications have changed by now. What is read afterwards is at least as new.</summary>
    public async Task<FeedPosition> ReadPositionAsync(string userId, CancellationToken cancellationToken)
    {
        using var pages = Changes(ChangeFeedStartFrom.Now(FeedRange.FromPartitionKey(new PartitionKey(userId))));
        using var page = await pages.ReadNextAsync(cancellationToken);
        return new FeedPosition(page.ContinuationToken);
    }

    /// <summary>Whether anything of the user's was written since. True for what is no position in the user's partition.</summary>
    public async Task<bool> HasChangedAsync(string userId, FeedPosition position, CancellationToken cancellationToken)
    {
        if (!position.IsOf(userId))
        {
            return true;
        }

        try
        {
            using var pages = Changes(ChangeFeedStartFrom.ContinuationToken(position.Token));
            using var page = await pages.ReadNextAsync(cancellationToken);
            return page.StatusCode != HttpStatusCode.NotModified;
        }
        catch (Exception e) when (e is ArgumentException or CosmosException { StatusCode: HttpStatusCode.BadRequest })
        {
            return true;
        }
    }

    /// <summary>When the newest notification was created, whatever became of it; null when there is none.</summary>
    /// <param name="userId">The user.</param>
    /// <param name="upTo">Leaves out what was created later; null leaves out nothing. It stands for a time that can't be read.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    public async Task<DateTimeOffset?> FindNewestAsync(string userId, DateTimeOffset? upTo, CancellationToken cancellationToken)
    {
        var query = upTo is null ? new QueryDefinition(Newest) : new QueryDefinition(NewestUpTo).WithParameter("@time", Text(upTo));
        var newest = await QueryAsync(userId, query, Time, 1, cancellationToken);
        return newest is [var createdAt, ..] ? createdAt : null;

        DateTimeOffset? Time(JsonElement json) =>
            json.ValueKind == JsonValueKind.String && UtcMillisecondsConverter.TryRead(json, out var time) ? time : upTo ?? DateTimeOffset.MaxValue;
    }

    /// <summary>The ids of the <paramref name="limit"/> newest notifications, whatever became of them.</summary>
    public Task<List<string>> FindNewestIdsAsync(string userId, int limit, CancellationToken cancellationToken) =>
        QueryAsync(userId, new QueryDefinition(NewestIds).WithParameter("@limit", limit), Id, limit, cancellationToken);

    /// <summary>Up to <paramref name="limit"/> changes after <paramref name="cursor"/>, oldest write first.</summary>
    public Task<List<NotificationChange>> ReadChangesAsync(string userId, SyncCursor cursor, int limit, CancellationToken cancellationToken)
    {
        var query = new QueryDefinition(ChangesAfter)
            .WithParameter("@limit", limit)
            .WithParameter("@timestamp", cursor.Timestamp)
            .WithParameter("@id", cursor.Id);
        return QueryAsync(userId, query, Change, limit, cancellationToken);
    }

    /// <summary>The <paramref name="limit"/> changes that were written last, oldest write first.</summary>
    public async Task<List<NotificationChange>> ReadLatestChangesAsync(string userId, int limit, CancellationToken cancellationToken)
    {
        var changes = await ReadAsync(LatestChanges);
        if (changes.Any(change => change.Document is null))
        {
            changes = await ReadAsync(LatestReadableChanges);
        }

        changes.Reverse();
        return changes;

        Task<List<NotificationChange>> ReadAsync(string query) =>
            QueryAsync(userId, new QueryDefinition(query).WithParameter("@limit", limit), Change, limit, cancellationToken);
    }

    private static string Text(DateTimeOffset? time) => time is { } value ? UtcMillisecondsConverter.ToText(value) : "";

    private FeedIterator Changes(ChangeFeedStartFrom start) => container.GetChangeFeedStreamIterator(
        start,
        ChangeFeedMode.LatestVersion,
        new ChangeFeedRequestOptions
        {
            PageSizeHint = 1,
            AddRequestHeaders = headers => headers.Set("x-ms-consistency-level", nameof(ConsistencyLevel.Session)),
        });

    private NotificationChange Change(JsonElement json) =>
        new(json.GetProperty("_ts").GetInt64(), Id(json.GetProperty("id")), reader.Read(json, out _));

    private static string Id(JsonElement id) => id.GetString()!;

    private Task<List<T>> QueryAsync<T>(
        string userId, QueryDefinition query, Func<JsonElement, T> read, int? pageSize, CancellationToken cancellationToken, ConsistencyLevel? consistency = null) =>
        container.QueryAsync(query, new PartitionKey(userId), read, pageSize, cancellationToken, consistency);
}
