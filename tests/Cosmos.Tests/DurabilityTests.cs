using System.Collections.Concurrent;
using Fixia.Local.Cosmos;
using Microsoft.Azure.Cosmos;
using Newtonsoft.Json.Linq;
using static Cosmos.Tests.CosmosFixture;
using static Cosmos.Tests.PointOperationTests;

namespace Cosmos.Tests;

public sealed class DurabilityTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("fixia-cosmos-").FullName;

    private string DataFile => Path.Combine(folder, "cosmos.db");

    [Fact]
    public async Task A_reopened_file_has_everything_and_the_change_feed_goes_on()
    {
        string continuation;
        string etag;
        await using (var cosmos = await StartAsync(new CosmosEndpointOptions { DataFile = DataFile }))
        {
            var container = await cosmos.CreateContainerAsync(configure: properties =>
                QueryTests.Composite(properties, ("/rank", CompositePathSortOrder.Ascending), ("/id", CompositePathSortOrder.Ascending)));
            etag = (await container.CreateItemAsync(Item("1", "u", ("rank", 2)), cancellationToken: Ct)).ETag;
            await container.CreateItemAsync(Item("2", "u", ("rank", 1)), cancellationToken: Ct);
            (_, continuation) = await ChangeFeedTests.ReadAsync(container, ChangeFeedStartFrom.Beginning());
            await container.DeleteItemAsync<JObject>("2", new PartitionKey("u"), cancellationToken: Ct);
            await container.CreateItemAsync(Item("3", "u", ("rank", 1)), cancellationToken: Ct);
        }

        await using var reopened = await StartAsync(new CosmosEndpointOptions { DataFile = DataFile });
        var again = reopened.Client.GetContainer("fixia", "notifications");
        await again.CreateItemAsync(Item("4", "u", ("rank", 3)), cancellationToken: Ct);

        Assert.Equal(etag, (await again.ReadItemAsync<JObject>("1", new PartitionKey("u"), cancellationToken: Ct)).ETag);
        Assert.Equal(["3", "1", "4"], await QueryAsync<string>(again, "SELECT VALUE c.id FROM c ORDER BY c.rank, c.id", "u"));
        Assert.Equal(["3", "4"], (await ChangeFeedTests.ReadAsync(again, ChangeFeedStartFrom.ContinuationToken(continuation))).Ids);
    }

    [Fact]
    public async Task What_was_answered_before_a_SIGKILL_is_there_afterwards()
    {
        var answered = new ConcurrentBag<string>();
        using (var endpoint = await EndpointProcess.StartAsync(DataFile, Ct))
        {
            using var client = NewClient(endpoint.ConnectionString, options => options.MaxRetryAttemptsOnRateLimitedRequests = 0);
            Database database = await client.CreateDatabaseAsync("fixia", cancellationToken: Ct);
            Container container = await database.CreateContainerAsync("notifications", "/user_id", cancellationToken: Ct);
            var killed = new CancellationTokenSource();
            var writers = Enumerable.Range(0, 8).Select(writer => WriteUntilKilledAsync(container, writer, answered, killed.Token)).ToList();
            while (answered.Count < 200)
            {
                await Task.WhenAny(Task.WhenAll(writers), Task.Delay(1, Ct));
                Assert.DoesNotContain(writers, writer => writer.IsFaulted);
            }

            await endpoint.KillAsync(Ct);
            await killed.CancelAsync();
            await Task.WhenAll(writers);
        }

        await using var reopened = await StartAsync(new CosmosEndpointOptions { DataFile = DataFile });
        var again = reopened.Client.GetContainer("fixia", "notifications");
        var (changes, _) = await ChangeFeedTests.ReadAsync(again, ChangeFeedStartFrom.Beginning());

        Assert.Empty(answered.Except(changes));
        Assert.Equal(changes.Count, changes.Distinct().Count());
        Assert.Equal(changes.Order(), (await QueryAsync<string>(again, "SELECT VALUE c.id FROM c")).Order());
    }

    [Fact]
    public async Task A_file_has_one_endpoint_at_a_time()
    {
        var options = new CosmosEndpointOptions { DataFile = Path.Combine(folder, "made", "on", "demand.db") };
        await using (await CosmosEndpoint.StartAsync(options, Ct))
        {
            var error = await Assert.ThrowsAnyAsync<IOException>(() => CosmosEndpoint.StartAsync(options, Ct));
            Assert.Contains("in use", error.Message, StringComparison.Ordinal);
        }

        await using var next = await CosmosEndpoint.StartAsync(options, Ct);
    }

    [Fact]
    public async Task A_port_that_is_taken_is_an_error_that_says_so()
    {
        await using var first = await CosmosEndpoint.StartAsync(new CosmosEndpointOptions(), Ct);

        var error = await Assert.ThrowsAsync<IOException>(() => CosmosEndpoint.StartAsync(new CosmosEndpointOptions { Port = first.Endpoint.Port }, Ct));

        Assert.Contains(first.Endpoint.Port.ToString(System.Globalization.CultureInfo.InvariantCulture), error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_temporary_file_is_deleted_when_the_endpoint_stops()
    {
        var before = Directory.GetFiles(Path.GetTempPath(), "fixia-cosmos-*.db");
        string made;
        await using (await StartAsync())
        {
            made = Directory.GetFiles(Path.GetTempPath(), "fixia-cosmos-*.db").Except(before).First();
        }

        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        deadline.CancelAfter(TimeSpan.FromSeconds(60));
        while (File.Exists(made))
        {
            // Tests that run beside this one have files of the same form; each goes when its endpoint stops.
            await Task.Delay(10, deadline.Token);
        }
    }

    [Theory]
    [InlineData(-1, "a2V5")]
    [InlineData(70_000, "a2V5")]
    [InlineData(0, "not base64!")]
    public async Task Options_that_are_not_valid_are_refused_at_start(int port, string key) =>
        await Assert.ThrowsAnyAsync<ArgumentException>(() =>
            CosmosEndpoint.StartAsync(new CosmosEndpointOptions { Port = port, AccountKey = key }, Ct));

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private static async Task WriteUntilKilledAsync(Container container, int writer, ConcurrentBag<string> answered, CancellationToken killed)
    {
        for (var i = 0; ; i++)
        {
            var id = $"{writer}-{i}";
            try
            {
                await container.CreateItemAsync(Item(id, $"user-{writer}"), cancellationToken: killed);
                answered.Add(id);
            }
            catch (Exception exception) when (exception is CosmosException or HttpRequestException or OperationCanceledException)
            {
                // The endpoint is gone: what was in flight has no answer, and may or may not be there.
                return;
            }
        }
    }
}
