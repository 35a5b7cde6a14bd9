using System.Text.Json;
using Fixia.Shared.Data;
using Microsoft.Azure.Cosmos;

namespace Fixia.Shared.Notifications;

/// <summary>Knows what of a user is unread, how many there are and which, without reading what they say.</summary>
public sealed class UnreadReader(CosmosClient client)
{
    /// <summary>Most types that are told apart, those with the most unread: types are producers' words, and a push has to stay small.</summary>
    public const int MostTypes = 100;

    private const string Unread = NotificationStore.Unread;

    private const string After = " AND c.created_at > @readBefore";

    private const string NotCovered = " AND " + NotificationStore.Uncovered;

    private const string Between =
        $"SELECT TOP @limit c.type, c.priority, c.created_at FROM c WHERE {Unread} AND c.created_at >= @since AND c.created_at < @until";

    private const string Order = " ORDER BY c.created_at DESC, c.id DESC";

    private readonly Container container = client.GetContainer(FixiaDatabase.Name, FixiaDatabase.Notifications);

    /// <summary>The exact numbers of unread notifications, from the index alone.</summary>
    /// <param name="userId">The user.</param>
    /// <param name="readBefore">The user's mark-all-read watermark.</param>
    /// <param name="hasRestored">Whether some may be unread although the watermark lies after them.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    public async Task<UnreadTally> CountAsync(string userId, DateTimeOffset? readBefore, bool hasRestored, CancellationToken cancellationToken)
    {
        // A condition that always holds would cost as much as one that tells something.
        var condition = readBefore is null ? "" : hasRestored ? NotCovered : After;
        var query = new QueryDefinition($"SELECT c.type, COUNT(1) AS number FROM c WHERE {Unread}{condition} GROUP BY c.type");
        var tally = new UnreadTally();
        var groups = await QueryAsync(userId, query, readBefore, group => (Type(group), group.GetProperty("number").GetInt32()), cancellationToken);
        foreach (var (type, number) in groups)
        {
            // A group may come in several partial results when the service splits the work into pages.
            tally.Add(type, number);
        }

        return tally;
    }

    /// <summary>The same for many users, by user, in one query.</summary>
    /// <param name="scopes">Whose, and which of theirs; each user once.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    public async Task<Dictionary<string, UnreadTally>> CountManyAsync(IReadOnlyCollection<UnreadScope> scopes, CancellationToken cancellationToken)
    {
        var tallies = scopes.ToDictionary(scope => scope.UserId, _ => new UnreadTally(), StringComparer.Ordinal);
        if (scopes.Count == 0)
        {
            return tallies;
        }

        // Each part names the user, so that it is looked for in that user's partition alone.
        var parts = scopes.Select((scope, i) => scope switch
        {
            { After: null } => $"(c.user_id = @user{i})",
            { HasRestored: true } => $"(c.user_id = @user{i} AND (c.created_at > @after{i} OR c.restores > 0))",
            _ => $"(c.user_id = @user{i} AND c.created_at > @after{i})",
        });
        var query = new QueryDefinition($"SELECT c.user_id, c.type, COUNT(1) AS number FROM c WHERE {Unread} AND ({string.Join(" OR ", parts)}) GROUP BY c.user_id, c.type");
        foreach (var (i, scope) in scopes.Index())
        {
            query.WithParameter($"@user{i}", scope.UserId);
            if (scope.After is not null)
            {
                query.WithParameter($"@after{i}", Text(scope.After));
            }
        }

        var groups = await container.QueryAsync(
            query,
            partition: null,
            group => (UserId: group.GetProperty("user_id").GetString()!, Type: Type(group), Number: group.GetProperty("number").GetInt32()),
            pageSize: null,
            cancellationToken);
        foreach (var (userId, type, number) in groups)
        {
            tallies[userId].Add(type, number);
        }

        return tallies;
    }

    /// <summary>The exact number of unread notifications that were created after <paramref name="time"/>.</summary>
    public async Task<int> CountAfterAsync(string userId, DateTimeOffset time, CancellationToken cancellationToken)
    {
        var query = new QueryDefinition($"SELECT VALUE COUNT(1) FROM c WHERE {Unread}{After}");
        return (await QueryAsync(userId, query, time, count => count.GetInt32(), cancellationToken)).Sum();
    }

    /// <summary>The <c>_ts</c> of the unread notification that was written first, in seconds since 1970; null when none is unread.</summary>
    public async Task<long?> FindOldestAsync(string userId, DateTimeOffset? readBefore, CancellationToken cancellationToken)
    {
        var query = new QueryDefinition($"SELECT VALUE MIN(c._ts) FROM c WHERE {Unread}{NotCovered}");
        var oldest = await QueryAsync(userId, query, readBefore, Timestamp, cancellationToken);
        return oldest.Min();

        static long? Timestamp(JsonElement json) => json.ValueKind == JsonValueKind.Number ? json.GetInt64() : null;
    }

    /// <summary>The ids of the unread notifications that were created after <paramref name="time"/>, up to another one.</summary>
    public Task<List<string>> FindAfterAsync(string userId, DateTimeOffset time, DateTimeOffset upTo, CancellationToken cancellationToken) =>
        FindIdsAsync(userId, $"{Unread} AND c.created_at > @time", upTo, cancellationToken, query => query.WithParameter("@time", Text(time)));

    /// <summary>The ids of those that were created up to a time and that the user has marked unread.</summary>
    public Task<List<string>> FindRestoredAsync(string userId, DateTimeOffset upTo, CancellationToken cancellationToken) =>
        FindIdsAsync(userId, $"{Unread} AND c.restores > 0", upTo, cancellationToken);

    /// <summary>The ids of some that were created up to a time and are read, by themselves or by the watermark, in no order.</summary>
    public Task<List<string>> FindReadAsync(
        string userId, DateTimeOffset? readBefore, DateTimeOffset upTo, int limit, CancellationToken cancellationToken)
    {
        var query = new QueryDefinition(
                $"SELECT TOP @limit VALUE c.id FROM c WHERE {NotificationStore.NotRemoved} AND c.created_at <= @upTo AND (c.read = true OR (c.created_at <= @readBefore AND {NotificationStore.NeverRestored}))")
            .WithParameter("@limit", limit)
            .WithParameter("@upTo", Text(upTo));
        return QueryAsync(userId, query, readBefore, id => id.GetString()!, cancellationToken);
    }

    /// <summary>The newest unread notifications of a stretch of time, newest first. What can't be read is passed over.</summary>
    /// <param name="userId">The user.</param>
    /// <param name="since">The first instant.</param>
    /// <param name="until">The end, which is not one of them.</param>
    /// <param name="seenBefore">Leaves out what was created up to that time; null leaves out nothing.</param>
    /// <param name="limit">How many at most.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    public async Task<List<UnreadEntry>> FindAsync(
        string userId, DateTimeOffset since, DateTimeOffset until, DateTimeOffset? seenBefore, int limit, CancellationToken cancellationToken)
    {
        var query = new QueryDefinition(seenBefore is null ? Between + Order : $"{Between} AND c.created_at > @seenBefore{Order}")
            .WithParameter("@limit", limit)
            .WithParameter("@since", Text(since))
            .WithParameter("@until", Text(until));
        if (seenBefore is { } seen)
        {
            query.WithParameter("@seenBefore", Text(seen));
        }

        var found = await container.QueryAsync(query, new PartitionKey(userId), Read, limit, cancellationToken);
        return [.. found.OfType<UnreadEntry>()];
    }

    private static UnreadEntry? Read(JsonElement json)
    {
        var members = new MemberReader(json);
        var entry = new UnreadEntry(members.RequiredText("type"), members.LenientText("priority"), members.RequiredTime("created_at"));
        return members.Flaw is null ? entry : null;
    }

    private static string? Type(JsonElement group) => new MemberReader(group).LenientText("type");

    private static string Text(DateTimeOffset? time) => time is { } value ? UtcMillisecondsConverter.ToText(value) : "";

    private Task<List<T>> QueryAsync<T>(
        string userId, QueryDefinition query, DateTimeOffset? readBefore, Func<JsonElement, T> read, CancellationToken cancellationToken) =>
        container.QueryAsync(query.WithParameter("@readBefore", Text(readBefore)), new PartitionKey(userId), read, pageSize: null, cancellationToken);

    private Task<List<string>> FindIdsAsync(
        string userId, string condition, DateTimeOffset upTo, CancellationToken cancellationToken, Func<QueryDefinition, QueryDefinition>? bind = null)
    {
        var query = new QueryDefinition($"SELECT VALUE c.id FROM c WHERE {condition} AND c.created_at <= @upTo").WithParameter("@upTo", Text(upTo));
        return container.QueryAsync(bind?.Invoke(query) ?? query, new PartitionKey(userId), id => id.GetString()!, pageSize: null, cancellationToken);
    }
}
