using Microsoft.Azure.Cosmos;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;
using static Cosmos.Tests.CosmosFixture;
using static Cosmos.Tests.PointOperationTests;

namespace Cosmos.Tests;

/// <summary>GROUP BY and aggregates, and what TOP, OFFSET and LIMIT count, through the SDK.</summary>
public class GroupByTests
{
    [Theory]
    [InlineData(
        "SELECT c.type, COUNT(1) AS n, SUM(c.x) AS s FROM c WHERE c.x < 100 GROUP BY c.type",
        """{"type":"a","n":2,"s":4}""", """{"type":"b","n":2,"s":6}""", """{"n":1,"s":5}""")]
    [InlineData(
        "SELECT c.type, MIN(c.x) AS low, MAX(c.x) AS high, AVG(c.x) AS mean, COUNT(c.y) AS ys FROM c GROUP BY c.type",
        """{"type":"a","low":1,"high":100,"mean":34.666666666666664,"ys":1}""", """{"type":"b","low":2,"high":4,"mean":3,"ys":0}""", """{"low":5,"high":5,"mean":5,"ys":0}""")]
    [InlineData("SELECT c.type FROM c GROUP BY c.type", """{"type":"a"}""", """{"type":"b"}""", "{}")]
    [InlineData("SELECT VALUE c.type FROM c GROUP BY c.type", "\"a\"", "\"b\"")]
    [InlineData("SELECT VALUE {t: c.type, odd: COUNT(c.y) * 2 + 1} FROM c GROUP BY c.type", """{"t":"a","odd":3}""", """{"t":"b","odd":1}""", """{"odd":1}""")]
    [InlineData("SELECT UPPER(c.type) AS t, COUNT(1) AS n FROM c GROUP BY UPPER(c.type)", """{"t":"A","n":3}""", """{"t":"B","n":2}""", """{"n":1}""")]
    [InlineData("SELECT UPPER(c.type) AS t FROM c GROUP BY c.type", """{"t":"A"}""", """{"t":"B"}""", "{}")]
    [InlineData("SELECT c.type, c.y, COUNT(1) AS n FROM c GROUP BY c.type, c.y", """{"type":"a","n":2}""", """{"type":"b","n":2}""", """{"type":"a","y":{"k":1},"n":1}""", """{"n":1}""")]
    [InlineData("SELECT TOP 2 c.type FROM c GROUP BY c.type", """{"type":"a"}""", """{"type":"b"}""")]
    [InlineData("SELECT VALUE c.type FROM c GROUP BY c.type OFFSET 1 LIMIT 5", "\"b\"")]
    [InlineData("SELECT DISTINCT VALUE COUNT(c.type) FROM c WHERE c.x != 100 GROUP BY c.type", "2", "0")]
    [InlineData("SELECT COUNT(1), SUM(c.x) AS s FROM c WHERE c.type = 'a'", """{"$1":3,"s":104}""")]
    [InlineData("SELECT COUNT(1) AS n, SUM(c.x) AS s, AVG(c.x) AS m, MIN(c.x) AS l FROM c WHERE c.type = 'none'", """{"n":0,"s":0}""")]
    [InlineData("SELECT c.type, COUNT(1) AS n FROM c WHERE c.type = 'none' GROUP BY c.type")]
    [InlineData("SELECT VALUE COUNT(1) + MAX(c.x) FROM c", "106")]
    [InlineData("SELECT VALUE {scalar: COUNT(1), expression: COUNT(2 + 3)}", """{"scalar":1,"expression":1}""")]
    [InlineData(
        "SELECT c.user_id, c.type, COUNT(1) AS n FROM c WHERE c.x > 0 AND ((c.user_id = 'u' AND c.x > 3) OR c.user_id = 'v' OR c.user_id = 'none') GROUP BY c.user_id, c.type",
        """{"user_id":"u","type":"b","n":1}""", """{"user_id":"u","n":1}""", """{"user_id":"u","type":"a","n":1}""", """{"user_id":"v","type":"b","n":1}""")]
    [InlineData("SELECT VALUE COUNT(1) FROM c WHERE c.user_id = 'v' OR (c.user_id = 'u' AND c.x < 4)", "3")]
    [InlineData("SELECT VALUE COUNT(1) FROM c WHERE (c.user_id = 'u' AND c.x = 1) OR (c.user_id = 'u' AND c.x < 4)", "2")]
    public async Task Groups_have_their_aggregates(string sql, params string[] expected)
    {
        await using var cosmos = await StartAsync();
        var container = await cosmos.CreateContainerAsync();
        await container.CreateItemAsync(Item("1", "u", ("type", "a"), ("x", 1)), cancellationToken: Ct);
        await container.CreateItemAsync(Item("2", "v", ("type", "b"), ("x", 2)), cancellationToken: Ct);
        await container.CreateItemAsync(Item("3", "u", ("type", "a"), ("x", 3), ("y", new JObject { ["k"] = 1 })), cancellationToken: Ct);
        await container.CreateItemAsync(Item("4", "u", ("type", "b"), ("x", 4)), cancellationToken: Ct);
        await container.CreateItemAsync(Item("5", "u", ("x", 5)), cancellationToken: Ct);
        await container.CreateItemAsync(Item("6", "u", ("type", "a"), ("x", 100)), cancellationToken: Ct);

        var results = await QueryAsync<JToken>(container, sql);

        Assert.Equal(expected, results.Select(result => result.ToString(Formatting.None)));
    }

    [Theory]
    [InlineData("SELECT c.type, COUNT(1) AS n FROM c WHERE c.x > 1 GROUP BY c.type")]
    [InlineData("SELECT c.user_id, c.type, COUNT(1) AS n FROM c WHERE (c.user_id = 'v' AND c.x > 2) OR c.user_id = 'u' GROUP BY c.user_id, c.type")]
    [InlineData("SELECT c.type, COUNT(1) AS n FROM c WHERE c.x > 2 OR c.y = 1 GROUP BY c.type")]
    [InlineData("SELECT c.type, COUNT(c.y) AS n FROM c GROUP BY c.type")]
    public async Task Groups_are_the_same_where_indexes_count_them(string sql)
    {
        await using var cosmos = await StartAsync();
        var indexed = await cosmos.CreateContainerAsync("indexed", configure: properties =>
        {
            properties.IndexingPolicy.IncludedPaths.Add(new IncludedPath { Path = "/type/?" });
            properties.IndexingPolicy.IncludedPaths.Add(new IncludedPath { Path = "/user_id/?" });
            properties.IndexingPolicy.IncludedPaths.Add(new IncludedPath { Path = "/x/?" });
            properties.IndexingPolicy.ExcludedPaths.Add(new ExcludedPath { Path = "/*" });
        });
        var plain = await cosmos.CreateContainerAsync("plain");
        JToken?[] types = ["a", "b", null, "a", 1, 1.0, true, JValue.CreateNull(), new JArray("a"), "b", new JObject { ["k"] = 1 }, "A"];
        foreach (var (n, type) in types.Index())
        {
            var item = Item($"{n}", n % 3 == 0 ? "v" : "u", ("x", n), ("y", n % 2));
            if (type is not null)
            {
                item["type"] = type;
            }

            await indexed.CreateItemAsync(item, cancellationToken: Ct);
            await plain.CreateItemAsync(item, cancellationToken: Ct);
        }

        var expected = await QueryAsync<JToken>(plain, sql);

        Assert.True(expected.Count > 5);
        Assert.Equal(expected, await QueryAsync<JToken>(indexed, sql), JToken.DeepEquals);
    }

    [Fact]
    public async Task A_sum_of_what_is_no_number_is_left_out()
    {
        await using var cosmos = await StartAsync();
        var container = await cosmos.CreateContainerAsync();
        await container.CreateItemAsync(Item("1", "u", ("type", "a"), ("x", "one")), cancellationToken: Ct);
        await container.CreateItemAsync(Item("2", "u", ("type", "b"), ("x", 2)), cancellationToken: Ct);

        var results = await QueryAsync<JToken>(container, "SELECT c.type, SUM(c.x) AS s FROM c GROUP BY c.type", "u");

        Assert.Equal(["""{"type":"a"}""", """{"type":"b","s":2}"""], results.Select(result => result.ToString(Formatting.None)));
    }

    [Theory]
    [InlineData("SELECT TOP 1 VALUE c.a FROM c", 1)]
    [InlineData("SELECT VALUE c.a FROM c OFFSET 0 LIMIT 3", 1, 3, 5)]
    [InlineData("SELECT VALUE c.a FROM c OFFSET 2 LIMIT 2", 5, 7)]
    [InlineData("SELECT VALUE c.a FROM c ORDER BY c.id DESC OFFSET 1 LIMIT 2", 7, 5)]
    public async Task TOP_OFFSET_and_LIMIT_count_results_and_not_documents_without_one(string sql, params int[] expected)
    {
        await using var cosmos = await StartAsync();
        var container = await cosmos.CreateContainerAsync();
        foreach (var i in Enumerable.Range(0, 10))
        {
            await container.CreateItemAsync(i % 2 == 0 ? Item($"{i}", "u") : Item($"{i}", "u", ("a", i)), cancellationToken: Ct);
        }

        foreach (var pageSize in (int?[])[null, 1, 2])
        {
            Assert.Equal(expected, await QueryAsync<int>(container, sql, "u", pageSize));
        }
    }
}
