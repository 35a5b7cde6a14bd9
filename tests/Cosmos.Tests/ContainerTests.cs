using System.Collections.ObjectModel;
using System.Net;
using Microsoft.Azure.Cosmos;
using Newtonsoft.Json.Linq;
using static Cosmos.Tests.CosmosFixture;
using static Cosmos.Tests.PointOperationTests;

namespace Cosmos.Tests;

public class ContainerTests
{
    [Fact]
    public async Task A_container_keeps_its_definition()
    {
        await using var cosmos = await StartAsync();
        var container = await cosmos.CreateContainerAsync(configure: properties =>
        {
            properties.DefaultTimeToLive = 60;
            properties.IndexingPolicy.IncludedPaths.Add(new IncludedPath { Path = "/created_at/?" });
            properties.IndexingPolicy.ExcludedPaths.Add(new ExcludedPath { Path = "/*" });
            QueryTests.Composite(properties, ("/created_at", CompositePathSortOrder.Descending), ("/id", CompositePathSortOrder.Descending));
        });

        ContainerProperties read = await container.ReadContainerAsync(cancellationToken: Ct);

        Assert.Equal("/user_id", read.PartitionKeyPath);
        Assert.Equal(60, read.DefaultTimeToLive);
        Assert.Equal("/created_at/?", Assert.Single(read.IndexingPolicy.IncludedPaths).Path);
        Assert.Equal(["/created_at", "/id"], Assert.Single(read.IndexingPolicy.CompositeIndexes).Select(path => path.Path));
        Assert.NotEmpty(read.SelfLink);
    }

    [Fact]
    public async Task A_container_without_a_policy_gets_the_default_one()
    {
        await using var cosmos = await StartAsync();
        var container = await cosmos.CreateContainerAsync();

        ContainerProperties read = await container.ReadContainerAsync(cancellationToken: Ct);

        Assert.Equal("/*", Assert.Single(read.IndexingPolicy.IncludedPaths).Path);
        Assert.Equal(IndexingMode.Consistent, read.IndexingPolicy.IndexingMode);
    }

    [Fact]
    public async Task Databases_and_containers_are_listed_and_deleted()
    {
        await using var cosmos = await StartAsync();
        var container = await cosmos.CreateContainerAsync();
        await cosmos.CreateContainerAsync("leases", "/id");
        await container.CreateItemAsync(Item("1", "u"), cancellationToken: Ct);

        Assert.Equal(["notifications", "leases"], (await PageAsync(cosmos.Database.GetContainerQueryIterator<ContainerProperties>())).Select(found => found.Id));
        await container.DeleteContainerAsync(cancellationToken: Ct);
        Assert.Equal(["leases"], (await PageAsync(cosmos.Database.GetContainerQueryIterator<ContainerProperties>())).Select(found => found.Id));
        await ThrowsAsync(HttpStatusCode.NotFound, () => container.ReadItemAsync<JObject>("1", new PartitionKey("u"), cancellationToken: Ct));

        Assert.Equal(["fixia"], (await PageAsync(cosmos.Client.GetDatabaseQueryIterator<DatabaseProperties>())).Select(found => found.Id));
        await cosmos.Database.DeleteAsync(cancellationToken: Ct);
        Assert.Empty(await PageAsync(cosmos.Client.GetDatabaseQueryIterator<DatabaseProperties>()));
    }

    [Fact]
    public async Task A_container_that_is_created_again_is_empty()
    {
        await using var cosmos = await StartAsync();
        var container = await cosmos.CreateContainerAsync();
        await container.CreateItemAsync(Item("1", "u"), cancellationToken: Ct);

        await container.DeleteContainerAsync(cancellationToken: Ct);
        await cosmos.CreateContainerAsync();

        // The SDK remembers the first container's internal id for as long as a client lives.
        using var client = NewClient(cosmos.Endpoint.ConnectionString);
        Assert.Empty(await QueryAsync<JObject>(client.GetContainer("fixia", "notifications"), "SELECT * FROM c", "u"));
    }

    [Fact]
    public async Task A_second_container_with_the_id_is_a_conflict_and_a_missing_one_is_not_found()
    {
        await using var cosmos = await StartAsync();
        await cosmos.CreateContainerAsync();

        await ThrowsAsync(HttpStatusCode.Conflict, () => cosmos.Database.CreateContainerAsync("notifications", "/user_id", cancellationToken: Ct));
        await ThrowsAsync(HttpStatusCode.Conflict, () => cosmos.Client.CreateDatabaseAsync("fixia", cancellationToken: Ct));
        await ThrowsAsync(HttpStatusCode.NotFound, () => cosmos.Database.GetContainer("other").ReadContainerAsync(cancellationToken: Ct));
        await ThrowsAsync(HttpStatusCode.NotFound, () => cosmos.Client.GetContainer("other", "x").CreateItemAsync(Item("1", "u"), new PartitionKey("u"), cancellationToken: Ct));
    }

    [Fact]
    public async Task A_new_indexing_policy_serves_the_documents_that_were_there()
    {
        await using var cosmos = await StartAsync();
        var container = await cosmos.CreateContainerAsync();
        foreach (var i in Enumerable.Range(0, 5))
        {
            await container.CreateItemAsync(Item($"{i}", "u", ("rank", i / 2)), cancellationToken: Ct);
        }

        var (before, continuation) = await ChangeFeedTests.ReadAsync(container, ChangeFeedStartFrom.Beginning());
        ContainerProperties properties = await container.ReadContainerAsync(cancellationToken: Ct);
        QueryTests.Composite(properties, ("/rank", CompositePathSortOrder.Descending), ("/id", CompositePathSortOrder.Ascending));
        await container.ReplaceContainerAsync(properties, cancellationToken: Ct);
        await container.CreateItemAsync(Item("5", "u", ("rank", 9)), cancellationToken: Ct);

        Assert.Equal(["5", "4", "2", "3", "0", "1"], await QueryAsync<string>(container, "SELECT VALUE c.id FROM c ORDER BY c.rank DESC, c.id ASC", "u"));
        Assert.Equal(5, before.Count);
        Assert.Equal(["5"], (await ChangeFeedTests.ReadAsync(container, ChangeFeedStartFrom.ContinuationToken(continuation))).Ids);
    }

    [Fact]
    public async Task What_a_container_can_not_have_here_is_refused_by_name()
    {
        await using var cosmos = await StartAsync();
        var unique = new ContainerProperties("a", "/user_id") { UniqueKeyPolicy = new UniqueKeyPolicy { UniqueKeys = { new UniqueKey { Paths = { "/x" } } } } };
        var computed = new ContainerProperties("b", "/user_id") { ComputedProperties = new Collection<ComputedProperty> { new() { Name = "n", Query = "SELECT VALUE 1" } } };
        var hierarchical = new ContainerProperties("c", ["/tenant", "/user_id"]);

        foreach (var (properties, name) in ((ContainerProperties, string)[])[(unique, "unique key"), (computed, "computedProperties"), (hierarchical, "hierarchical")])
        {
            var error = await ThrowsAsync(HttpStatusCode.NotImplemented, () => cosmos.Database.CreateContainerAsync(properties, cancellationToken: Ct));
            Assert.Contains(name, error.Message, StringComparison.Ordinal);
        }
    }

    private static async Task<IReadOnlyList<T>> PageAsync<T>(FeedIterator<T> iterator)
    {
        using (iterator)
        {
            return [.. await iterator.ReadNextAsync(Ct)];
        }
    }
}
