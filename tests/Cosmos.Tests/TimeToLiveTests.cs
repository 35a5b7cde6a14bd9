using System.Net;
using Fixia.Local.Cosmos;
using Microsoft.Azure.Cosmos;
using Microsoft.Extensions.Time.Testing;
using Newtonsoft.Json.Linq;
using static Cosmos.Tests.CosmosFixture;
using static Cosmos.Tests.PointOperationTests;

namespace Cosmos.Tests;

public class TimeToLiveTests
{
    private readonly FakeTimeProvider time = new(DateTimeOffset.UtcNow);

    [Theory]
    [InlineData(null, 10, false)]
    [InlineData(-1, null, false)]
    [InlineData(-1, 10, true)]
    [InlineData(10, null, true)]
    [InlineData(10, -1, false)]
    [InlineData(10, 1000, false)]
    [InlineData(1000, 10, true)]
    public async Task An_item_expires_by_its_own_ttl_or_the_containers(int? standard, int? own, bool expires)
    {
        await using var cosmos = await StartAsync(new CosmosEndpointOptions { TimeProvider = time });
        var container = await cosmos.CreateContainerAsync(configure: properties => properties.DefaultTimeToLive = standard);
        await container.CreateItemAsync(own is null ? Item("1", "u") : Item("1", "u", ("ttl", own)), cancellationToken: Ct);

        time.Advance(TimeSpan.FromSeconds(11));

        using var read = await container.ReadItemStreamAsync("1", new PartitionKey("u"), cancellationToken: Ct);
        Assert.Equal(expires ? HttpStatusCode.NotFound : HttpStatusCode.OK, read.StatusCode);
    }

    [Fact]
    public async Task An_expired_item_vanishes_from_everything_at_once()
    {
        // The background deletion waits for a day of the test's clock: what hides the item is its age alone.
        await using var cosmos = await StartAsync(new CosmosEndpointOptions { TimeProvider = time, PurgeInterval = TimeSpan.FromDays(1) });
        var container = await cosmos.CreateContainerAsync(configure: properties =>
        {
            properties.DefaultTimeToLive = -1;
            QueryTests.Composite(properties, ("/created_at", CompositePathSortOrder.Descending), ("/id", CompositePathSortOrder.Descending));
        });
        await container.CreateItemAsync(Item("1", "u", ("ttl", 10), ("created_at", "1")), cancellationToken: Ct);
        await container.CreateItemAsync(Item("2", "u", ("created_at", "2")), cancellationToken: Ct);

        time.Advance(TimeSpan.FromSeconds(10));

        Assert.Equal([1], await QueryAsync<int>(container, "SELECT VALUE COUNT(1) FROM c WHERE c.created_at > ''", "u"));
        Assert.Equal(["2"], await QueryAsync<string>(container, "SELECT VALUE c.id FROM c", "u"));
        Assert.Equal(["2"], await QueryAsync<string>(container, "SELECT VALUE c.id FROM c ORDER BY c.created_at DESC, c.id DESC", "u"));
        Assert.Equal(["2"], (await ChangeFeedTests.ReadAsync(container, ChangeFeedStartFrom.Beginning())).Ids);
        await ThrowsAsync(HttpStatusCode.NotFound, () => container.PatchItemAsync<JObject>("1", new PartitionKey("u"), [PatchOperation.Set("/a", 1)], cancellationToken: Ct));
        var again = await container.CreateItemAsync(Item("1", "u"), cancellationToken: Ct);
        Assert.Equal(HttpStatusCode.Created, again.StatusCode);
    }

    [Fact]
    public async Task A_change_of_the_containers_default_reaches_the_items_that_are_there()
    {
        await using var cosmos = await StartAsync(new CosmosEndpointOptions { TimeProvider = time });
        var container = await cosmos.CreateContainerAsync();
        await container.CreateItemAsync(Item("1", "u"), cancellationToken: Ct);
        await container.CreateItemAsync(Item("2", "u", ("ttl", 1000)), cancellationToken: Ct);
        ContainerProperties properties = await container.ReadContainerAsync(cancellationToken: Ct);

        properties.DefaultTimeToLive = 10;
        await container.ReplaceContainerAsync(properties, cancellationToken: Ct);
        time.Advance(TimeSpan.FromSeconds(11));

        Assert.Equal(["2"], await QueryAsync<string>(container, "SELECT VALUE c.id FROM c", "u"));
    }

    [Fact]
    public async Task Expired_items_are_deleted_in_the_background()
    {
        var file = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():n}.db");
        try
        {
            var options = new CosmosEndpointOptions { TimeProvider = time, DataFile = file, PurgeInterval = TimeSpan.FromSeconds(5) };
            await using var cosmos = await StartAsync(options);
            var container = await cosmos.CreateContainerAsync(configure: properties => properties.DefaultTimeToLive = 10);
            await container.CreateItemAsync(Item("1", "u"), cancellationToken: Ct);
            using var database = new Microsoft.Data.Sqlite.SqliteConnection($"Data Source={file};Pooling=False");
            database.Open();
            using var count = database.CreateCommand();
            count.CommandText = "SELECT count(*) FROM docs_1_0";
            Assert.Equal(1L, count.ExecuteScalar());

            using var deadline = CancellationTokenSource.CreateLinkedTokenSource(Ct);
            deadline.CancelAfter(TimeSpan.FromSeconds(60));
            while (!Equals(count.ExecuteScalar(), 0L))
            {
                time.Advance(TimeSpan.FromSeconds(5));
                await Task.Delay(10, deadline.Token);
            }
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public async Task A_ttl_that_is_no_positive_number_is_refused()
    {
        await using var cosmos = await StartAsync();
        var container = await cosmos.CreateContainerAsync();

        foreach (var wrong in (JToken[])[0, -2, 1.5, "10"])
        {
            await ThrowsAsync(HttpStatusCode.BadRequest, () => container.CreateItemAsync(Item("1", "u", ("ttl", wrong)), cancellationToken: Ct));
        }
    }
}
