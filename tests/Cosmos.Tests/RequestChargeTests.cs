using Fixia.Local.Cosmos;
using Microsoft.Azure.Cosmos;
using Newtonsoft.Json.Linq;
using static Cosmos.Tests.CosmosFixture;
using static Cosmos.Tests.PointOperationTests;

namespace Cosmos.Tests;

/// <summary>The figures of the service's documentation, and how charges grow.</summary>
public class RequestChargeTests
{
    private static readonly PartitionKey User = new("u");

    [Theory]
    [InlineData(1, 1)]
    [InlineData(100, 10)]
    public async Task A_point_read_costs_what_is_documented_for_its_size(int kilobytes, double expected)
    {
        await using var cosmos = await StartAsync();
        var container = await cosmos.CreateContainerAsync();
        await container.CreateItemAsync(OfKilobytes("1", kilobytes), cancellationToken: Ct);

        var read = await container.ReadItemAsync<JObject>("1", User, cancellationToken: Ct);

        Assert.Equal(expected, read.RequestCharge, 0.05);
    }

    [Fact]
    public async Task A_strong_account_charges_every_read_twice_and_no_write()
    {
        var session = await MeasureAsync(ReadConsistency.Session);
        var strong = await MeasureAsync(ReadConsistency.Strong);

        Assert.Equal(ConsistencyLevel.Session, session.Announced);
        Assert.Equal(ConsistencyLevel.Strong, strong.Announced);
        Assert.Equal(session.Write, strong.Write);
        Assert.Equal(session.Reads.Select(charge => 2 * charge), strong.Reads, (expected, actual) => Math.Abs(expected - actual) < 0.011);
    }

    [Fact]
    public async Task A_write_without_indexes_costs_what_is_documented()
    {
        await using var cosmos = await StartAsync();
        var container = await cosmos.CreateContainerAsync(configure: properties =>
        {
            properties.IndexingPolicy.Automatic = false;
            properties.IndexingPolicy.IndexingMode = IndexingMode.None;
        });

        var small = await container.CreateItemAsync(OfKilobytes("1", 1), cancellationToken: Ct);
        var large = await container.CreateItemAsync(OfKilobytes("2", 100), cancellationToken: Ct);
        var replaced = await container.ReplaceItemAsync(OfKilobytes("1", 1), "1", User, cancellationToken: Ct);

        Assert.Equal(5.5, small.RequestCharge, 0.05);
        Assert.Equal(50, large.RequestCharge, 0.1);
        Assert.Equal(11, replaced.RequestCharge, 0.1);
    }

    [Fact]
    public async Task Each_indexed_value_makes_a_write_dearer()
    {
        await using var cosmos = await StartAsync();
        var everything = await cosmos.CreateContainerAsync("everything");
        var little = await cosmos.CreateContainerAsync("little", configure: properties =>
        {
            properties.IndexingPolicy.IncludedPaths.Add(new IncludedPath { Path = "/a/?" });
            properties.IndexingPolicy.ExcludedPaths.Add(new ExcludedPath { Path = "/*" });
        });
        var item = Item("1", "u", ("a", 1), ("b", 2), ("tags", new JArray(1, 2, 3)), ("deep", new JObject { ["n"] = 1 }));

        var dear = await everything.CreateItemAsync(item, cancellationToken: Ct);
        var cheap = await little.CreateItemAsync(item, cancellationToken: Ct);

        // The smaller policy leaves out user_id, b, three tags and deep/n; three internal properties are never charged.
        Assert.Equal(6 * 0.15, dear.RequestCharge - cheap.RequestCharge, 0.01);
    }

    [Fact]
    public async Task An_indexed_query_for_one_item_costs_what_is_documented_and_a_scan_grows_with_the_partition()
    {
        await using var cosmos = await StartAsync();
        var indexed = await cosmos.CreateContainerAsync("indexed");
        var excluded = await cosmos.CreateContainerAsync("excluded", configure: properties =>
            properties.IndexingPolicy.ExcludedPaths.Add(new ExcludedPath { Path = "/description/?" }));
        foreach (var container in (Container[])[indexed, excluded])
        {
            foreach (var i in Enumerable.Range(0, 50))
            {
                await container.CreateItemAsync(OfKilobytes($"{i}", 6.4, ("description", $"{i}")), cancellationToken: Ct);
            }
        }

        const string query = "SELECT * FROM c WHERE c.description = '7'";
        Assert.Equal(2.98, await ChargeAsync(indexed, query), 0.05);
        Assert.Equal(2.23 + (50 * 4059.95 / 60_951), await ChargeAsync(excluded, query), 0.1);
    }

    [Fact]
    public async Task What_the_product_does_costs_the_same_with_any_history()
    {
        await using var cosmos = await StartAsync();
        var container = await cosmos.CreateContainerAsync(configure: properties =>
        {
            QueryTests.Composite(properties, ("/created_at", CompositePathSortOrder.Descending), ("/id", CompositePathSortOrder.Descending));
            QueryTests.Composite(properties, ("/_ts", CompositePathSortOrder.Ascending), ("/id", CompositePathSortOrder.Ascending));
        });
        foreach (var i in Enumerable.Range(0, 10))
        {
            await CreateAsync($"small-{i:0000}", "small", read: false);
        }

        await Task.WhenAll(Enumerable.Range(0, 1000).Select(i => CreateAsync($"large-{i:0000}", "large", read: i < 990)));

        foreach (var query in (string[])
            [
                "SELECT VALUE COUNT(1) FROM c WHERE (NOT IS_DEFINED(c.read) OR c.read = false) AND c.created_at > ''",
                "SELECT TOP 5 * FROM c ORDER BY c.created_at DESC, c.id DESC",
                "SELECT TOP 5 * FROM c ORDER BY c._ts DESC, c.id DESC",
            ])
        {
            Assert.Equal(await ChargeAsync(container, query, "small"), await ChargeAsync(container, query, "large"), 0.02);
        }

        var small = await CreateAsync("small-x", "small", read: false);
        var large = await CreateAsync("large-x", "large", read: false);
        Assert.Equal(small, large);

        async Task<double> CreateAsync(string id, string user, bool read) =>
            (await container.CreateItemAsync(Item(id, user, ("read", read), ("created_at", $"2026-{id}")), cancellationToken: Ct)).RequestCharge;
    }

    [Fact]
    public async Task A_query_for_several_partitions_costs_its_parts_but_for_the_base()
    {
        await using var cosmos = await StartAsync();
        var container = await cosmos.CreateContainerAsync();
        await Task.WhenAll(Enumerable.Range(0, 300).Select(n => container.CreateItemAsync(Item($"{n}", $"user-{n % 3}", ("x", n)), cancellationToken: Ct)));

        var one = await ChargeAsync(container, Count("c.user_id = 'user-0' AND c.x >= 290"), user: null);
        var other = await ChargeAsync(container, Count("c.user_id = 'user-1' AND c.x >= 280"), user: null);
        var both = await ChargeAsync(container, Count("(c.user_id = 'user-0' AND c.x >= 290) OR (c.user_id = 'user-1' AND c.x >= 280)"), user: null);

        Assert.Equal(one + other - 2.23, both, 0.02);

        static string Count(string where) => $"SELECT c.user_id, COUNT(1) AS n FROM c WHERE {where} GROUP BY c.user_id";
    }

    [Fact]
    public async Task A_filter_beside_the_order_costs_a_look_at_everything_that_matches_it()
    {
        await using var cosmos = await StartAsync();
        var container = await cosmos.CreateContainerAsync(configure: properties =>
            QueryTests.Composite(properties, ("/kind", CompositePathSortOrder.Ascending), ("/rank", CompositePathSortOrder.Ascending)));
        foreach (var i in Enumerable.Range(0, 200))
        {
            await container.CreateItemAsync(Item($"{i}", "u", ("kind", "a"), ("rank", i)), cancellationToken: Ct);
        }

        var beside = await ChargeAsync(container, "SELECT TOP 1 * FROM c WHERE c.kind = 'a' ORDER BY c.rank");
        var within = await ChargeAsync(container, "SELECT TOP 1 * FROM c WHERE c.kind = 'a' ORDER BY c.kind, c.rank");

        Assert.True(beside > within + (199 * 0.02), $"{beside} and {within}");
    }

    private static JObject OfKilobytes(string id, double kilobytes, params (string Name, JToken Value)[] members)
    {
        // About 290 bytes are ids, system properties and punctuation.
        var item = Item(id, "u", members);
        item["text"] = new string('x', (int)(kilobytes * 1024) - 290);
        return item;
    }

    private static async Task<(ConsistencyLevel Announced, double Write, double[] Reads)> MeasureAsync(ReadConsistency consistency)
    {
        await using var cosmos = await StartAsync(new CosmosEndpointOptions { Consistency = consistency });
        var container = await cosmos.CreateContainerAsync();
        var write = await container.CreateItemAsync(OfKilobytes("1", 3), cancellationToken: Ct);
        var point = await container.ReadItemAsync<JObject>("1", User, cancellationToken: Ct);
        var query = await ChargeAsync(container, "SELECT * FROM c WHERE c.id = '1'");
        using var feed = container.GetChangeFeedIterator<JObject>(ChangeFeedStartFrom.Beginning(), ChangeFeedMode.LatestVersion);
        var changes = await feed.ReadNextAsync(Ct);
        var account = await cosmos.Client.ReadAccountAsync();
        return (account.Consistency.DefaultConsistencyLevel, write.RequestCharge, [point.RequestCharge, query, changes.RequestCharge]);
    }

    private static async Task<double> ChargeAsync(Container container, string query, string? user = "u")
    {
        using var iterator = container.GetItemQueryIterator<JToken>(query, requestOptions: new QueryRequestOptions { PartitionKey = user is null ? null : new PartitionKey(user) });
        var charge = 0.0;
        while (iterator.HasMoreResults)
        {
            charge += (await iterator.ReadNextAsync(Ct)).RequestCharge;
        }

        return charge;
    }
}
