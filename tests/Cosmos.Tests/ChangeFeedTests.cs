using System.Net;
using Microsoft.Azure.Cosmos;
using Newtonsoft.Json.Linq;
using static Cosmos.Tests.CosmosFixture;
using static Cosmos.Tests.PointOperationTests;

namespace Cosmos.Tests;

public class ChangeFeedTests
{
    [Fact]
    public async Task The_pull_model_reads_from_the_beginning_and_goes_on_from_a_continuation()
    {
        await using var cosmos = await StartAsync();
        var container = await cosmos.CreateContainerAsync();
        await container.CreateItemAsync(Item("1", "u"), cancellationToken: Ct);
        await container.CreateItemAsync(Item("2", "v"), cancellationToken: Ct);

        var (first, continuation) = await ReadAsync(container, ChangeFeedStartFrom.Beginning());
        await container.UpsertItemAsync(Item("1", "u", ("changed", true)), cancellationToken: Ct);
        var (second, _) = await ReadAsync(container, ChangeFeedStartFrom.ContinuationToken(continuation));
        var (whole, _) = await ReadAsync(container, ChangeFeedStartFrom.Beginning());

        Assert.Equal(["1", "2"], first);
        Assert.Equal(["1"], second);
        Assert.Equal(["2", "1"], whole);
    }

    [Fact]
    public async Task Starting_now_skips_what_is_there()
    {
        await using var cosmos = await StartAsync();
        var container = await cosmos.CreateContainerAsync();
        await container.CreateItemAsync(Item("1", "u"), cancellationToken: Ct);

        var (nothing, continuation) = await ReadAsync(container, ChangeFeedStartFrom.Now());
        await container.CreateItemAsync(Item("2", "u"), cancellationToken: Ct);
        var (changes, _) = await ReadAsync(container, ChangeFeedStartFrom.ContinuationToken(continuation));

        Assert.Empty(nothing);
        Assert.Equal(["2"], changes);
    }

    [Fact]
    public async Task One_partition_key_has_a_feed_of_its_own()
    {
        await using var cosmos = await StartAsync();
        var container = await cosmos.CreateContainerAsync();
        foreach (var id in (string[])["1", "2", "3"])
        {
            await container.CreateItemAsync(Item(id, id == "2" ? "v" : "u"), cancellationToken: Ct);
        }

        var (changes, _) = await ReadAsync(container, ChangeFeedStartFrom.Beginning(FeedRange.FromPartitionKey(new PartitionKey("u"))), pageSize: 1);

        Assert.Equal(["1", "3"], changes);
    }

    [Fact]
    public async Task The_only_feed_range_is_the_whole_container_and_a_part_of_it_is_refused()
    {
        await using var cosmos = await StartAsync();
        var container = await cosmos.CreateContainerAsync();
        await container.CreateItemAsync(Item("1", "u"), cancellationToken: Ct);
        var whole = Assert.Single(await container.GetFeedRangesAsync(Ct));
        var part = FeedRange.FromJsonString("""{"Range":{"min":"","max":"3F"}}""");

        var (changes, _) = await ReadAsync(container, ChangeFeedStartFrom.Beginning(whole));

        Assert.Equal(["1"], changes);
        var error = await ThrowsAsync(HttpStatusCode.NotImplemented, () => ReadAsync(container, ChangeFeedStartFrom.Beginning(part)));
        Assert.Contains("feed range", error.Message, StringComparison.Ordinal);
        using var query = container.GetItemQueryIterator<JObject>(part, new QueryDefinition("SELECT * FROM c"));
        await ThrowsAsync(HttpStatusCode.NotImplemented, () => query.ReadNextAsync(Ct));
    }

    [Fact]
    public async Task A_start_time_leaves_out_what_was_changed_in_seconds_before_it()
    {
        var time = new Microsoft.Extensions.Time.Testing.FakeTimeProvider(DateTimeOffset.UtcNow);
        await using var cosmos = await StartAsync(new Fixia.Local.Cosmos.CosmosEndpointOptions { TimeProvider = time });
        var container = await cosmos.CreateContainerAsync();
        await container.CreateItemAsync(Item("old", "u"), cancellationToken: Ct);
        time.Advance(TimeSpan.FromSeconds(5));
        var start = time.GetUtcNow().UtcDateTime;
        await container.CreateItemAsync(Item("new", "u"), cancellationToken: Ct);

        var (changes, _) = await ReadAsync(container, ChangeFeedStartFrom.Time(start));

        Assert.Equal(["new"], changes);
    }

    [Fact]
    public async Task The_mode_with_deletes_is_refused_by_name()
    {
        await using var cosmos = await StartAsync();
        var container = await cosmos.CreateContainerAsync();
        using var http = await cosmos.SendAsync(HttpMethod.Get, "docs", "dbs/fixia/colls/notifications", "dbs/fixia/colls/notifications/docs", request =>
            request.Headers.TryAddWithoutValidation("A-IM", "Full-Fidelity Feed"));

        Assert.Equal(HttpStatusCode.NotImplemented, http.StatusCode);
    }

    internal static async Task<(List<string> Ids, string Continuation)> ReadAsync(Container container, ChangeFeedStartFrom start, int? pageSize = null)
    {
        using var iterator = container.GetChangeFeedIterator<JObject>(
            start, ChangeFeedMode.LatestVersion, new ChangeFeedRequestOptions { PageSizeHint = pageSize });
        var ids = new List<string>();
        while (true)
        {
            var page = await iterator.ReadNextAsync(Ct);
            if (page.StatusCode == HttpStatusCode.NotModified)
            {
                return (ids, page.ContinuationToken);
            }

            ids.AddRange(page.Select(item => (string)item["id"]!));
        }
    }
}
