using System.Collections.Concurrent;
using Microsoft.Azure.Cosmos;
using Newtonsoft.Json.Linq;
using static Cosmos.Tests.CosmosFixture;
using static Cosmos.Tests.PointOperationTests;

namespace Cosmos.Tests;

/// <summary>The SDK's own ChangeFeedProcessor, as the Functions trigger uses it.</summary>
public class ChangeFeedProcessorTests
{
    [Fact]
    public async Task Two_processors_with_their_own_prefixes_each_see_every_change()
    {
        await using var cosmos = await StartAsync();
        var (container, leases) = await ContainersAsync(cosmos);
        var (first, second) = (new Seen(), new Seen());
        var typed = Processor(container, leases, "a", first.Take);
        var stream = Configure(
            container.GetChangeFeedProcessorBuilder("b", async (ChangeFeedProcessorContext context, Stream changes, CancellationToken ct) =>
            {
                using var reader = new StreamReader(changes);
                second.Take(JObject.Parse(await reader.ReadToEndAsync(ct))["Documents"]!.Cast<JObject>());
            }),
            leases, "host");
        await typed.StartAsync();
        await stream.StartAsync();

        foreach (var i in Enumerable.Range(0, 5))
        {
            await container.CreateItemAsync(Item($"{i}", "u"), cancellationToken: Ct);
        }

        await first.HasAsync("0", "1", "2", "3", "4");
        await second.HasAsync("0", "1", "2", "3", "4");
        await typed.StopAsync();
        await stream.StopAsync();
    }

    [Fact]
    public async Task A_restarted_processor_resumes_where_it_stopped()
    {
        await using var cosmos = await StartAsync();
        var (container, leases) = await ContainersAsync(cosmos);
        var before = new Seen();
        var processor = Processor(container, leases, "a", before.Take);
        await processor.StartAsync();
        await container.CreateItemAsync(Item("1", "u"), cancellationToken: Ct);
        await before.HasAsync("1");
        await processor.StopAsync();

        await container.CreateItemAsync(Item("2", "u"), cancellationToken: Ct);
        var after = new Seen();
        processor = Processor(container, leases, "a", after.Take);
        await processor.StartAsync();

        await after.HasAsync("2");
        Assert.Equal(["2"], after.Ids);
        await processor.StopAsync();
    }

    [Fact]
    public async Task A_batch_whose_handler_throws_comes_again()
    {
        await using var cosmos = await StartAsync();
        var (container, leases) = await ContainersAsync(cosmos);
        var seen = new Seen();
        var failures = 2;
        var processor = Processor(container, leases, "a", changes =>
        {
            if (Interlocked.Decrement(ref failures) >= 0)
            {
                throw new InvalidOperationException("The handler fails twice.");
            }

            seen.Take(changes);
        });
        await processor.StartAsync();

        await container.CreateItemAsync(Item("1", "u"), cancellationToken: Ct);

        await seen.HasAsync("1");
        Assert.True(Volatile.Read(ref failures) < 0);
        await processor.StopAsync();
    }

    [Fact]
    public async Task The_estimator_counts_what_waits()
    {
        await using var cosmos = await StartAsync();
        var (container, leases) = await ContainersAsync(cosmos);
        var seen = new Seen();
        var processor = Processor(container, leases, "a", seen.Take);
        await processor.StartAsync();
        await container.CreateItemAsync(Item("1", "u"), cancellationToken: Ct);
        await seen.HasAsync("1");
        await processor.StopAsync();
        foreach (var i in Enumerable.Range(2, 3))
        {
            await container.CreateItemAsync(Item($"{i}", "u"), cancellationToken: Ct);
        }

        using var iterator = container.GetChangeFeedEstimator("a", leases).GetCurrentStateIterator();
        var state = Assert.Single(await iterator.ReadNextAsync(Ct));

        Assert.Equal(3, state.EstimatedLag);
    }

    [Fact]
    public async Task When_a_processor_stops_another_of_its_prefix_takes_over_and_loses_nothing()
    {
        await using var cosmos = await StartAsync();
        var (container, leases) = await ContainersAsync(cosmos);
        var (first, second) = (new Seen(), new Seen());
        var leaving = Processor(container, leases, "a", first.Take, "leaving");
        await leaving.StartAsync();
        await container.CreateItemAsync(Item("1", "u"), cancellationToken: Ct);
        await first.HasAsync("1");
        var staying = Processor(container, leases, "a", second.Take, "staying");
        await staying.StartAsync();

        await leaving.StopAsync();
        await container.CreateItemAsync(Item("2", "u"), cancellationToken: Ct);

        await second.HasAsync("2");
        Assert.DoesNotContain("1", second.Ids);
        await staying.StopAsync();
    }

    [Fact]
    public async Task A_processor_that_loses_its_connection_loses_its_lease()
    {
        await using var cosmos = await StartAsync();
        var (container, leases) = await ContainersAsync(cosmos);
        var line = new Line();
        using var cutClient = NewClient(cosmos.Endpoint.ConnectionString, options => options.HttpClientFactory = () => new HttpClient(line, disposeHandler: false));
        var (first, second) = (new Seen(), new Seen());
        var cut = Processor(cutClient.GetContainer("fixia", "notifications"), cutClient.GetContainer("fixia", "leases"), "a", first.Take, "cut");
        await cut.StartAsync();
        await container.CreateItemAsync(Item("1", "u"), cancellationToken: Ct);
        await first.HasAsync("1");

        line.Cut();
        var other = Processor(container, leases, "a", second.Take, "other");
        await other.StartAsync();
        await container.CreateItemAsync(Item("2", "u"), cancellationToken: Ct);

        await second.HasAsync("2");
        Assert.DoesNotContain("2", first.Ids);
        await other.StopAsync();
    }

    internal static async Task<(Container Container, Container Leases)> ContainersAsync(CosmosFixture cosmos) =>
        (await cosmos.CreateContainerAsync(), await cosmos.CreateContainerAsync("leases", "/id"));

    internal static ChangeFeedProcessor Processor(Container container, Container leases, string prefix, Action<IEnumerable<JObject>> handle, string instance = "host") =>
        Configure(
            container.GetChangeFeedProcessorBuilder<JObject>(prefix, (IReadOnlyCollection<JObject> changes, CancellationToken _) =>
            {
                handle(changes);
                return Task.CompletedTask;
            }),
            leases, instance);

    private static ChangeFeedProcessor Configure(ChangeFeedProcessorBuilder builder, Container leases, string instance) => builder
        .WithInstanceName(instance)
        .WithLeaseContainer(leases)
        .WithPollInterval(TimeSpan.FromMilliseconds(20))
        .WithLeaseConfiguration(TimeSpan.FromMilliseconds(200), TimeSpan.FromSeconds(2), TimeSpan.FromMilliseconds(500))
        .WithStartTime(DateTime.MinValue.ToUniversalTime())
        .Build();

    /// <summary>The ids that a handler got, and a way to wait for them.</summary>
    internal sealed class Seen
    {
        private readonly ConcurrentQueue<string> ids = new();

        public IReadOnlyCollection<string> Ids => ids;

        public void Take(IEnumerable<JObject> changes)
        {
            foreach (var change in changes)
            {
                ids.Enqueue((string)change["id"]!);
            }
        }

        public async Task HasAsync(params string[] expected)
        {
            using var deadline = CancellationTokenSource.CreateLinkedTokenSource(Ct);
            deadline.CancelAfter(TimeSpan.FromSeconds(60));
            while (!expected.All(ids.Contains))
            {
                await Task.Delay(10, deadline.Token);
            }
        }
    }

    /// <summary>A connection to the endpoint that can be cut.</summary>
    private sealed class Line() : DelegatingHandler(new HttpClientHandler())
    {
        private volatile bool isCut;

        public void Cut() => isCut = true;

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            isCut ? throw new HttpRequestException("The line is cut.") : base.SendAsync(request, cancellationToken);
    }
}
