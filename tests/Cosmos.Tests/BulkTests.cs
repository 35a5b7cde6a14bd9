using System.Net;
using Microsoft.Azure.Cosmos;
using Newtonsoft.Json.Linq;
using static Cosmos.Tests.CosmosFixture;
using static Cosmos.Tests.PointOperationTests;

namespace Cosmos.Tests;

/// <summary>A client of the real SDK that gathers its operations.</summary>
public sealed class BulkTests
{
    [Fact]
    public async Task Each_operation_has_an_outcome_of_its_own()
    {
        await using var cosmos = await StartAsync();
        var single = await cosmos.CreateContainerAsync();
        await single.CreateItemAsync(Item("7", "user-7"), cancellationToken: Ct);
        using var client = NewClient(cosmos.Endpoint.ConnectionString, options => options.AllowBulkExecution = true);
        var bulk = client.GetContainer(cosmos.Database.Id, single.Id);

        var statuses = await Task.WhenAll(Enumerable.Range(0, 250).Select(n => StatusAsync(() => bulk.CreateItemAsync(Item($"{n}", $"user-{n}", ("n", n)), cancellationToken: Ct))));
        var flawed = await StatusAsync(() => bulk.CreateItemAsync(Item("a/b", "user"), cancellationToken: Ct));

        Assert.Equal(HttpStatusCode.Conflict, statuses[7]);
        Assert.All(statuses.Where((_, n) => n != 7), status => Assert.Equal(HttpStatusCode.Created, status));
        Assert.Equal(HttpStatusCode.BadRequest, flawed);
        Assert.Equal(250, (await QueryAsync<int>(single, "SELECT VALUE COUNT(1) FROM c")).Single());
        Assert.Equal(249, (int)(await single.ReadItemAsync<JObject>("249", new PartitionKey("user-249"), cancellationToken: Ct)).Resource["n"]!);
    }

    [Fact]
    public async Task An_operation_costs_what_it_costs_alone()
    {
        await using var cosmos = await StartAsync();
        var single = await cosmos.CreateContainerAsync();
        using var client = NewClient(cosmos.Endpoint.ConnectionString, options => options.AllowBulkExecution = true);

        var alone = await single.CreateItemAsync(Item("1", "u"), cancellationToken: Ct);
        var gathered = await client.GetContainer(cosmos.Database.Id, single.Id).CreateItemAsync(Item("2", "u"), cancellationToken: Ct);

        Assert.Equal(alone.RequestCharge, gathered.RequestCharge);
        Assert.Equal(gathered.ETag, (await single.ReadItemAsync<JObject>("2", new PartitionKey("u"), cancellationToken: Ct)).ETag);
    }

    [Fact]
    public async Task Throttling_is_waited_for()
    {
        await using var cosmos = await StartAsync();
        var single = await cosmos.CreateContainerAsync();
        using var client = NewClient(cosmos.Endpoint.ConnectionString, options => options.AllowBulkExecution = true);
        cosmos.Endpoint.Faults.ThrottleNext(2, TimeSpan.FromMilliseconds(1));

        var created = await client.GetContainer(cosmos.Database.Id, single.Id).CreateItemAsync(Item("1", "u"), cancellationToken: Ct);

        Assert.Equal(HttpStatusCode.Created, created.StatusCode);
        Assert.Equal(2, cosmos.Endpoint.Faults.Throttled);
    }

    [Fact]
    public async Task What_is_not_played_is_refused_by_name()
    {
        await using var cosmos = await StartAsync();
        var container = await cosmos.CreateContainerAsync();
        using var client = NewClient(cosmos.Endpoint.ConnectionString, options => options.AllowBulkExecution = true);

        var error = await Assert.ThrowsAsync<CosmosException>(() =>
            client.GetContainer(cosmos.Database.Id, container.Id).UpsertItemAsync(Item("1", "u"), cancellationToken: Ct));

        Assert.Equal(HttpStatusCode.NotImplemented, error.StatusCode);
    }

    private static async Task<HttpStatusCode> StatusAsync(Func<Task<ItemResponse<JObject>>> run)
    {
        try
        {
            return (await run()).StatusCode;
        }
        catch (CosmosException e)
        {
            return e.StatusCode;
        }
    }
}
