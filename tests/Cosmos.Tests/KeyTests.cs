using System.Net;
using Microsoft.Azure.Cosmos;
using Newtonsoft.Json.Linq;
using static Cosmos.Tests.CosmosFixture;
using static Cosmos.Tests.PointOperationTests;

namespace Cosmos.Tests;

/// <summary>Ids and partition keys of every form.</summary>
public class KeyTests
{
    [Theory]
    [InlineData("with space")]
    [InlineData("ünïcode-✓")]
    [InlineData("100%")]
    [InlineData("a+b&c=d")]
    public async Task Ids_with_unusual_characters_work(string id)
    {
        await using var cosmos = await StartAsync();
        var container = await cosmos.CreateContainerAsync();
        await container.CreateItemAsync(Item(id, "u"), cancellationToken: Ct);

        var read = await container.ReadItemAsync<JObject>(id, new PartitionKey("u"), cancellationToken: Ct);

        Assert.Equal(id, (string?)read.Resource["id"]);
    }

    [Theory]
    [InlineData("Zoë ✓ 𝄞")]
    [InlineData("with \"quotes\" and \\")]
    [InlineData("a/b?c#d")]
    public async Task Partition_keys_with_unusual_characters_work(string user)
    {
        await using var cosmos = await StartAsync();
        var container = await cosmos.CreateContainerAsync();
        await container.CreateItemAsync(Item("1", user), new PartitionKey(user), cancellationToken: Ct);

        var read = await container.ReadItemAsync<JObject>("1", new PartitionKey(user), cancellationToken: Ct);

        Assert.Equal(user, (string?)read.Resource["user_id"]);
        Assert.Equal(["1"], await QueryAsync<string>(container, new QueryDefinition("SELECT VALUE c.id FROM c WHERE c.user_id = @u").WithParameter("@u", user), user));
    }

    [Theory]
    [InlineData("")]
    [InlineData("a/b")]
    [InlineData("a?b")]
    [InlineData("a#b")]
    public async Task Ids_that_the_service_refuses_are_refused(string id)
    {
        await using var cosmos = await StartAsync();
        var container = await cosmos.CreateContainerAsync();

        await ThrowsAsync(HttpStatusCode.BadRequest, () => container.CreateItemAsync(Item(id, "u"), cancellationToken: Ct));
    }

    [Fact]
    public async Task Partition_keys_of_every_scalar_type_are_kept_apart()
    {
        await using var cosmos = await StartAsync();
        var container = await cosmos.CreateContainerAsync();
        (PartitionKey Key, JObject Item)[] items =
        [
            (new PartitionKey("1"), new JObject { ["id"] = "x", ["user_id"] = "1" }),
            (new PartitionKey(1), new JObject { ["id"] = "x", ["user_id"] = 1 }),
            (new PartitionKey(true), new JObject { ["id"] = "x", ["user_id"] = true }),
            (PartitionKey.Null, new JObject { ["id"] = "x", ["user_id"] = null }),
            (PartitionKey.None, new JObject { ["id"] = "x" }),
        ];

        foreach (var (key, item) in items)
        {
            await container.CreateItemAsync(item, key, cancellationToken: Ct);
        }

        foreach (var (key, item) in items)
        {
            var read = await container.ReadItemAsync<JObject>("x", key, cancellationToken: Ct);
            Assert.Equal(item["user_id"]?.ToString(), read.Resource["user_id"]?.ToString());
        }
    }
}
