using Microsoft.Azure.Cosmos;
using Newtonsoft.Json.Linq;
using static Cosmos.Tests.CosmosFixture;

namespace Cosmos.Tests;

/// <summary>
/// An index may change how fast a query is and never what it returns: random conditions give the same documents from a
/// container whose every property is indexed in SQLite and from one where each document is looked at.
/// </summary>
public class IndexedFilterTests
{
    private static readonly string[] Values = ["undefined", "null", "false", "true", "-1", "0", "2.5", "''", "'a'", "'ab'", "'b'", "[1]", "{\"x\":1}"];
    private static readonly string[] Operators = ["=", "!=", "<", "<=", ">", ">="];
    private static readonly string[] Tests = ["IS_DEFINED", "IS_NULL", "IS_BOOL", "IS_NUMBER", "IS_STRING", "IS_ARRAY", "IS_OBJECT", "IS_PRIMITIVE"];
    private static readonly string[] Orders = ["", " ORDER BY c.a DESC, c.b DESC", " ORDER BY c.a, c.b", " ORDER BY c.b"];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Indexes_never_change_a_result(int seed)
    {
        var random = new Random(seed);
        await using var cosmos = await StartAsync();
        var indexed = await cosmos.CreateContainerAsync("indexed", configure: properties =>
        {
            foreach (var path in (string[])["/a/?", "/b/?", "/*"])
            {
                properties.IndexingPolicy.IncludedPaths.Add(new IncludedPath { Path = path });
            }

            QueryTests.Composite(properties, ("/a", CompositePathSortOrder.Descending), ("/b", CompositePathSortOrder.Descending));
            QueryTests.Composite(properties, ("/b", CompositePathSortOrder.Ascending), ("/a", CompositePathSortOrder.Ascending));
        });
        var plain = await cosmos.CreateContainerAsync("plain");
        foreach (var i in Enumerable.Range(0, 60))
        {
            var item = new JObject { ["id"] = $"{i}", ["user_id"] = "u" };
            foreach (var name in (string[])["a", "b"])
            {
                var value = Pick(random, Values);
                if (value != "undefined")
                {
                    item[name] = JToken.Parse(value);
                }
            }

            await indexed.CreateItemAsync(item, cancellationToken: Ct);
            await plain.CreateItemAsync(item, cancellationToken: Ct);
        }

        for (var i = 0; i < 150; i++)
        {
            var where = Condition(random, 3);
            var expected = await QueryAsync<string>(plain, $"SELECT VALUE c.id FROM c WHERE {where}", "u");
            var order = Pick(random, Orders);

            var found = await QueryAsync<string>(indexed, $"SELECT VALUE c.id FROM c WHERE {where}{order}", "u", pageSize: random.Next(1, 80));
            var count = await QueryAsync<int>(indexed, $"SELECT VALUE COUNT(1) FROM c WHERE {where}", "u");

            Assert.True(expected.Order().SequenceEqual(found.Order()), $"{where}{order}: expected {string.Join(' ', expected)}, found {string.Join(' ', found)}");
            Assert.True(count is [var number] && number == expected.Count, $"COUNT of {where}: expected {expected.Count}, found {string.Join(' ', count)}");
        }
    }

    private static string Condition(Random random, int depth)
    {
        if (depth > 0 && random.Next(3) > 0)
        {
            return random.Next(3) switch
            {
                0 => $"NOT ({Condition(random, depth - 1)})",
                1 => $"({Condition(random, depth - 1)} AND {Condition(random, depth - 1)})",
                _ => $"({Condition(random, depth - 1)} OR {Condition(random, depth - 1)})",
            };
        }

        var path = Pick(random, ["c.a", "c.b", "c['a']"]);
        return random.Next(7) switch
        {
            0 => $"{Pick(random, Tests)}({path})",
            1 => $"{path} IN ({Pick(random, Values)}, {Pick(random, Values)})",
            2 => $"STARTSWITH({path}, {Pick(random, ["''", "'a'", "'b'"])})",
            3 => $"{Pick(random, Values)} {Pick(random, Operators)} {path}",
            4 => $"{path} BETWEEN {Pick(random, Values)} AND {Pick(random, Values)}",
            5 => path,
            _ => $"{path} {Pick(random, Operators)} {Pick(random, Values)}",
        };
    }

    private static string Pick(Random random, string[] from) => from[random.Next(from.Length)];
}
