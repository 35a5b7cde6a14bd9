using System.Net;
using Fixia.Local.Cosmos;
using Microsoft.Azure.Cosmos;
using Newtonsoft.Json.Linq;
using static Cosmos.Tests.CosmosFixture;
using static Cosmos.Tests.PointOperationTests;

namespace Cosmos.Tests;

public class FaultTests
{
    [Fact]
    public async Task The_SDK_waits_and_repeats_what_is_throttled()
    {
        await using var cosmos = await StartAsync();
        var container = await cosmos.CreateContainerAsync();

        cosmos.Endpoint.Faults.ThrottleNext(3, TimeSpan.FromMilliseconds(5));
        var created = await container.CreateItemAsync(Item("1", "u"), cancellationToken: Ct);

        Assert.Equal(HttpStatusCode.Created, created.StatusCode);
        Assert.Equal(3, cosmos.Endpoint.Faults.Throttled);
    }

    [Fact]
    public async Task A_throttled_request_tells_how_long_to_wait_and_has_done_nothing()
    {
        await using var cosmos = await StartAsync();
        await cosmos.CreateContainerAsync();
        using var client = NewClient(cosmos.Endpoint.ConnectionString, options => options.MaxRetryAttemptsOnRateLimitedRequests = 0);
        var container = client.GetContainer("fixia", "notifications");

        cosmos.Endpoint.Faults.ThrottleNext(1, TimeSpan.FromMilliseconds(1234));
        var error = await ThrowsAsync(HttpStatusCode.TooManyRequests, () => container.CreateItemAsync(Item("1", "u"), new PartitionKey("u"), cancellationToken: Ct));

        Assert.Equal(TimeSpan.FromMilliseconds(1234), error.RetryAfter);
        Assert.Equal(3200, error.SubStatusCode);
        await ThrowsAsync(HttpStatusCode.NotFound, () => container.ReadItemAsync<JObject>("1", new PartitionKey("u"), cancellationToken: Ct));
    }

    [Fact]
    public async Task Throttling_can_be_for_one_container_and_stops_on_command()
    {
        await using var cosmos = await StartAsync();
        await cosmos.CreateContainerAsync();
        await cosmos.CreateContainerAsync("users");
        using var client = NewClient(cosmos.Endpoint.ConnectionString, options => options.MaxRetryAttemptsOnRateLimitedRequests = 0);

        cosmos.Endpoint.Faults.ThrottleAtRandom(1, TimeSpan.Zero, "users");
        await client.GetContainer("fixia", "notifications").CreateItemAsync(Item("1", "u"), new PartitionKey("u"), cancellationToken: Ct);
        await ThrowsAsync(HttpStatusCode.TooManyRequests, () => client.GetContainer("fixia", "users").CreateItemAsync(Item("1", "u"), new PartitionKey("u"), cancellationToken: Ct));
        cosmos.Endpoint.Faults.Stop();

        var created = await client.GetContainer("fixia", "users").CreateItemAsync(Item("1", "u"), new PartitionKey("u"), cancellationToken: Ct);
        Assert.Equal(HttpStatusCode.Created, created.StatusCode);
    }

    [Fact]
    public async Task A_replica_that_fell_behind_answers_weaker_reads_of_those_who_know_no_better()
    {
        await using var cosmos = await StartAsync(new CosmosEndpointOptions { Consistency = ReadConsistency.Strong });
        var writer = await cosmos.CreateContainerAsync();
        using var client = NewClient(cosmos.Endpoint.ConnectionString, _ => { });
        var reader = client.GetContainer("fixia", "notifications");
        await writer.CreateItemAsync(Item("1", "u"), cancellationToken: Ct);
        await CountAsync(reader, ConsistencyLevel.Session);

        cosmos.Endpoint.Faults.FallBehind();
        await writer.CreateItemAsync(Item("2", "u"), cancellationToken: Ct);

        // A writer sees what it wrote; others may not, until they have seen it once.
        Assert.Equal(2, await CountAsync(writer, ConsistencyLevel.Session));
        Assert.Equal(1, await CountAsync(reader, ConsistencyLevel.Session));
        await ThrowsAsync(HttpStatusCode.NotFound, () => reader.ReadItemAsync<JObject>(
            "2", new PartitionKey("u"), new ItemRequestOptions { ConsistencyLevel = ConsistencyLevel.Session }, Ct));
        Assert.Equal(2, await CountAsync(reader, consistency: null));
        Assert.Equal(2, await CountAsync(reader, ConsistencyLevel.Session));

        await writer.CreateItemAsync(Item("3", "u"), cancellationToken: Ct);
        cosmos.Endpoint.Faults.Stop();
        Assert.Equal(3, await CountAsync(reader, ConsistencyLevel.Session));
    }

    private static async Task<int> CountAsync(Container container, ConsistencyLevel? consistency)
    {
        using var pages = container.GetItemQueryIterator<int>(
            "SELECT VALUE COUNT(1) FROM c", requestOptions: new QueryRequestOptions { PartitionKey = new PartitionKey("u"), ConsistencyLevel = consistency });
        return (await pages.ReadNextAsync(Ct)).Single();
    }

    [Fact]
    public async Task Wrong_commands_are_refused()
    {
        await using var cosmos = await StartAsync();
        var faults = cosmos.Endpoint.Faults;

        Assert.Throws<ArgumentOutOfRangeException>(() => faults.ThrottleNext(-1, TimeSpan.Zero));
        Assert.Throws<ArgumentOutOfRangeException>(() => faults.ThrottleNext(1, TimeSpan.FromSeconds(-1)));
        Assert.Throws<ArgumentOutOfRangeException>(() => faults.ThrottleAtRandom(1.5, TimeSpan.Zero));
    }
}
