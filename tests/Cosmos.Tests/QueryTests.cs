using System.Collections.ObjectModel;
using Microsoft.Azure.Cosmos;
using Microsoft.Azure.Cosmos.Linq;
using Newtonsoft.Json.Linq;
using static Cosmos.Tests.CosmosFixture;
using static Cosmos.Tests.PointOperationTests;

namespace Cosmos.Tests;

/// <summary>The product's queries and their variants, through the SDK.</summary>
public class QueryTests
{
    private const string Feed =
        "SELECT TOP @n * FROM c WHERE c.user_id = @u AND (c.created_at < @at OR (c.created_at = @at AND c.id < @id)) ORDER BY c.created_at DESC, c.id DESC";

    private const string Unread =
        "SELECT VALUE COUNT(1) FROM c WHERE c.user_id = @u AND (NOT IS_DEFINED(c.read) OR c.read = false) AND c.created_at > @readBefore";

    private const string Sync =
        "SELECT TOP @n * FROM c WHERE c.user_id = @u AND (c._ts > @ts OR (c._ts = @ts AND c.id > @id)) ORDER BY c._ts ASC, c.id ASC";

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task The_unread_count_counts_items_without_read_or_with_false(bool indexed)
    {
        await using var cosmos = await StartAsync();
        var container = await NotificationsAsync(cosmos, indexed);
        await container.CreateItemAsync(Item("1", "u", ("created_at", "2026-01-01")), cancellationToken: Ct);
        await container.CreateItemAsync(Item("2", "u", ("created_at", "2026-01-02"), ("read", false)), cancellationToken: Ct);
        await container.CreateItemAsync(Item("3", "u", ("created_at", "2026-01-03"), ("read", true)), cancellationToken: Ct);
        await container.CreateItemAsync(Item("4", "u", ("created_at", "2026-01-04"), ("read", JValue.CreateNull())), cancellationToken: Ct);
        await container.CreateItemAsync(Item("5", "u", ("created_at", 5), ("read", false)), cancellationToken: Ct);
        await container.CreateItemAsync(Item("6", "v", ("created_at", "2026-01-02")), cancellationToken: Ct);

        Assert.Equal([2], await QueryAsync<int>(container, UnreadSince("2025-01-01"), "u"));
        Assert.Equal([1], await QueryAsync<int>(container, UnreadSince("2026-01-01"), "u"));
        Assert.Equal([0], await QueryAsync<int>(container, UnreadSince("2027-01-01"), "u"));

        static QueryDefinition UnreadSince(string readBefore) =>
            new QueryDefinition(Unread).WithParameter("@u", "u").WithParameter("@readBefore", readBefore);
    }

    [Fact]
    public async Task The_feed_pages_newest_first_by_time_and_id()
    {
        await using var cosmos = await StartAsync();
        var container = await NotificationsAsync(cosmos, indexed: true);
        foreach (var i in Enumerable.Range(0, 20))
        {
            // Four items share each time, so that the id decides within a page and at its border.
            await container.CreateItemAsync(Item($"{i:00}", "u", ("created_at", $"2026-01-{(i / 4) + 1:00}")), cancellationToken: Ct);
        }

        var seen = new List<string>();
        var (at, id) = ("9999", "~");
        while (true)
        {
            var page = await QueryAsync<JObject>(
                container,
                new QueryDefinition(Feed).WithParameter("@n", 3).WithParameter("@u", "u").WithParameter("@at", at).WithParameter("@id", id),
                "u");
            if (page.Count == 0)
            {
                break;
            }

            seen.AddRange(page.Select(item => (string)item["id"]!));
            (at, id) = ((string)page[^1]["created_at"]!, (string)page[^1]["id"]!);
        }

        Assert.Equal(Enumerable.Range(0, 20).Reverse().Select(i => $"{i:00}"), seen);
    }

    [Fact]
    public async Task Sync_follows_the_timestamp_and_the_id()
    {
        await using var cosmos = await StartAsync();
        var container = await NotificationsAsync(cosmos, indexed: true);
        foreach (var id in (string[])["b", "c", "a"])
        {
            await container.CreateItemAsync(Item(id, "u"), cancellationToken: Ct);
        }

        var all = await QueryAsync<JObject>(container, SyncFrom(0, ""), "u");
        var rest = await QueryAsync<JObject>(container, SyncFrom((long)all[0]["_ts"]!, (string)all[0]["id"]!), "u");

        Assert.Equal(3, all.Count);
        Assert.Equal(all.OrderBy(item => (long)item["_ts"]!).ThenBy(item => (string)item["id"]!, StringComparer.Ordinal).Select(item => item["id"]), all.Select(item => item["id"]));
        Assert.Equal(all.Skip(1).Select(item => item["id"]), rest.Select(item => item["id"]));

        static QueryDefinition SyncFrom(long ts, string id) =>
            new QueryDefinition(Sync).WithParameter("@n", 10).WithParameter("@u", "u").WithParameter("@ts", ts).WithParameter("@id", id);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(100)]
    public async Task Pages_of_any_size_return_every_item_once_and_in_order(int pageSize)
    {
        await using var cosmos = await StartAsync();
        var container = await NotificationsAsync(cosmos, indexed: true);
        foreach (var i in Enumerable.Range(0, 10))
        {
            await container.CreateItemAsync(Item($"{i}", "u", ("created_at", $"{i / 3}"), ("other", i % 4)), cancellationToken: Ct);
        }

        var byCreation = await QueryAsync<string>(container, "SELECT VALUE c.id FROM c", "u", pageSize);
        var byIndex = await QueryAsync<string>(container, "SELECT VALUE c.id FROM c ORDER BY c.created_at DESC, c.id DESC", "u", pageSize);
        var sorted = await QueryAsync<string>(container, "SELECT VALUE c.id FROM c ORDER BY c.other", "u", pageSize);
        var limited = await QueryAsync<string>(container, "SELECT VALUE c.id FROM c ORDER BY c.created_at DESC, c.id DESC OFFSET 2 LIMIT 5", "u", pageSize);

        Assert.Equal(Enumerable.Range(0, 10).Select(i => $"{i}"), byCreation);
        Assert.Equal(Enumerable.Range(0, 10).Reverse().Select(i => $"{i}"), byIndex);
        Assert.Equal(Enumerable.Range(0, 10).OrderBy(i => i % 4).Select(i => $"{i}"), sorted);
        Assert.Equal(["7", "6", "5", "4", "3"], limited);
    }

    [Fact]
    public async Task A_query_without_a_partition_key_sees_every_partition()
    {
        await using var cosmos = await StartAsync();
        var container = await cosmos.CreateContainerAsync();
        await container.CreateItemAsync(Item("1", "u"), cancellationToken: Ct);
        await container.CreateItemAsync(Item("2", "v"), cancellationToken: Ct);

        Assert.Equal(["1", "2"], await QueryAsync<string>(container, "SELECT VALUE c.id FROM c ORDER BY c.id"));
        Assert.Equal([2], await QueryAsync<int>(container, "SELECT VALUE COUNT(1) FROM c"));
        Assert.Equal(["2"], await QueryAsync<string>(container, "SELECT VALUE c.id FROM c WHERE c.user_id = 'v'"));
    }

    [Fact]
    public async Task Read_many_returns_the_items_that_exist()
    {
        await using var cosmos = await StartAsync();
        var container = await cosmos.CreateContainerAsync();
        await container.CreateItemAsync(Item("1", "u"), cancellationToken: Ct);
        await container.CreateItemAsync(Item("2", "u"), cancellationToken: Ct);
        await container.CreateItemAsync(Item("1", "v"), cancellationToken: Ct);

        var found = await container.ReadManyItemsAsync<JObject>(
            [("1", new PartitionKey("u")), ("1", new PartitionKey("v")), ("2", new PartitionKey("v"))], cancellationToken: Ct);

        Assert.Equal(["u", "v"], found.Select(item => (string)item["user_id"]!).Order());
    }

    [Fact]
    public async Task Linq_queries_of_the_sdk_run()
    {
        await using var cosmos = await StartAsync();
        var container = await cosmos.CreateContainerAsync();
        await container.CreateItemAsync(Item("1", "u", ("score", 3)), cancellationToken: Ct);
        await container.CreateItemAsync(Item("2", "u", ("score", 5)), cancellationToken: Ct);

        var options = new QueryRequestOptions { PartitionKey = new PartitionKey("u") };
        var query = container.GetItemLinqQueryable<Scored>(requestOptions: options).Where(item => item.score > 3).Select(item => item.id).ToQueryDefinition();

        Assert.Equal(["2"], await QueryAsync<string>(container, query, "u"));
    }

    [Theory]
    [InlineData("c.created_at DESC, c.id DESC", null)]
    [InlineData("c.created_at, c.id", null)]
    [InlineData("c.created_at DESC, c.id", "/created_at DESC, /id ASC")]
    [InlineData("c.id DESC, c.created_at DESC", "/id DESC, /created_at DESC")]
    [InlineData("c.created_at, c.id, c._ts", "/created_at ASC, /id ASC, /_ts ASC")]
    [InlineData("c._etag", "/_etag")]
    [InlineData("LOWER(c.id)", "paths")]
    public async Task An_order_without_an_index_that_serves_it_is_refused_with_what_is_missing(string order, string? missing)
    {
        await using var cosmos = await StartAsync();
        var container = await NotificationsAsync(cosmos, indexed: true);

        if (missing is null)
        {
            Assert.Empty(await QueryAsync<JToken>(container, $"SELECT * FROM c ORDER BY {order}", "u"));
            return;
        }

        var error = await ThrowsAsync(System.Net.HttpStatusCode.BadRequest, () => QueryAsync<JToken>(container, $"SELECT * FROM c ORDER BY {order}", "u"));
        Assert.Contains(missing, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("SELECT * FROM c WHERE COUNT(1) > 1", "aggregate")]
    [InlineData("SELECT VALUE COUNT(SUM(c.a)) FROM c", "aggregate")]
    [InlineData("SELECT c.id FROM c GROUP BY c.id ORDER BY c.id", "ORDER BY with GROUP BY")]
    [InlineData("SELECT TOP 1 VALUE COUNT(1) FROM c", "TOP")]
    [InlineData("SELECT VALUE r0 FROM (SELECT VALUE root FROM root) AS r0", "subquery")]
    [InlineData("SELECT VALUE FIRST(SELECT VALUE t FROM t IN c.tags) FROM c", "subquery")]
    [InlineData("SELECT VALUE ALL(SELECT VALUE t FROM t IN c.tags) FROM c", "subquery")]
    [InlineData("SELECT VALUE INDEX_OF('abc', 'c', 1)", "INDEX_OF with 3 arguments")]
    [InlineData("SELECT VALUE TRIM('aba', 'a')", "TRIM with 2 arguments")]
    [InlineData("SELECT VALUE ~1", "operator ~")]
    [InlineData("SELECT t FROM c JOIN t IN c.tags", "JOIN")]
    [InlineData("SELECT * FROM c WHERE EXISTS(SELECT VALUE 1 FROM t IN c.tags)", "subquery")]
    [InlineData("SELECT * FROM c WHERE ST_DISTANCE(c.a, c.b) < 1", "ST_DISTANCE")]
    [InlineData("SELECT * FROM c WHERE udf.f(c.a)", "user-defined function")]
    public async Task What_is_not_supported_is_refused_by_name(string sql, string name)
    {
        await using var cosmos = await StartAsync();
        var container = await cosmos.CreateContainerAsync();

        var error = await ThrowsAsync(System.Net.HttpStatusCode.NotImplemented, () => QueryAsync<JToken>(container, sql, "u"));

        Assert.Contains(name, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("SELEC * FROM c", "SELECT")]
    [InlineData("SELECT * FROM c WHERE", "expression")]
    [InlineData("SELECT * FROM c WHERE d.id = 1", "'d'")]
    [InlineData("SELECT * FROM c WHERE c.id = 'x", "not closed")]
    [InlineData("SELECT TOP -1 * FROM c", "number")]
    [InlineData("SELECT c.id, COUNT(1) FROM c", "'id'")]
    [InlineData("SELECT c.a.b, COUNT(1) FROM c GROUP BY c.a.c", "'a'")]
    [InlineData("SELECT * FROM c GROUP BY c.id", "GROUP BY")]
    [InlineData("SELECT VALUE c FROM c GROUP BY c.id", "the document")]
    [InlineData("SELECT COUNT(1) FROM c GROUP BY", "expression")]
    public async Task A_wrong_query_is_a_bad_request_that_says_where(string sql, string hint)
    {
        await using var cosmos = await StartAsync();
        var container = await cosmos.CreateContainerAsync();

        var error = await ThrowsAsync(System.Net.HttpStatusCode.BadRequest, () => QueryAsync<JToken>(container, sql, "u"));

        Assert.Contains(hint, error.Message, StringComparison.Ordinal);
    }

    private static Task<Container> NotificationsAsync(CosmosFixture cosmos, bool indexed) => cosmos.CreateContainerAsync(configure: properties =>
    {
        if (indexed)
        {
            Composite(properties, ("/created_at", CompositePathSortOrder.Descending), ("/id", CompositePathSortOrder.Descending));
            Composite(properties, ("/_ts", CompositePathSortOrder.Ascending), ("/id", CompositePathSortOrder.Ascending));
            Composite(properties, ("/read", CompositePathSortOrder.Ascending), ("/created_at", CompositePathSortOrder.Ascending));
        }
    });

    internal static void Composite(ContainerProperties properties, params (string Path, CompositePathSortOrder Order)[] paths) =>
        properties.IndexingPolicy.CompositeIndexes.Add(new Collection<CompositePath>(
            [.. paths.Select(path => new CompositePath { Path = path.Path, Order = path.Order })]));

    private sealed record Scored(string id, int score);
}
