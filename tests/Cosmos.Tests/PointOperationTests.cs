using System.Net;
using Microsoft.Azure.Cosmos;
using Newtonsoft.Json.Linq;
using static Cosmos.Tests.CosmosFixture;

namespace Cosmos.Tests;

public class PointOperationTests
{
    [Fact]
    public async Task A_created_item_is_read_back_with_system_properties()
    {
        await using var cosmos = await StartAsync();
        var container = await cosmos.CreateContainerAsync();

        var created = await container.CreateItemAsync(Item("1", "u", ("text", "hällo \"x\"")), new PartitionKey("u"), cancellationToken: Ct);
        var read = await container.ReadItemAsync<JObject>("1", new PartitionKey("u"), cancellationToken: Ct);

        Assert.Equal(HttpStatusCode.Created, created.StatusCode);
        Assert.Equal(HttpStatusCode.OK, read.StatusCode);
        Assert.Equal("hällo \"x\"", (string?)read.Resource["text"]);
        Assert.Equal(created.ETag, read.ETag);
        Assert.Equal(read.ETag, (string?)read.Resource["_etag"]);
        Assert.True((long)read.Resource["_ts"]! > 1_700_000_000);
        Assert.NotEmpty((string)read.Resource["_rid"]!);
        Assert.True(read.RequestCharge > 0);
    }

    [Fact]
    public async Task Creating_an_item_twice_is_a_conflict()
    {
        await using var cosmos = await StartAsync();
        var container = await cosmos.CreateContainerAsync();
        await container.CreateItemAsync(Item("1", "u"), cancellationToken: Ct);

        var error = await Assert.ThrowsAsync<CosmosException>(() => container.CreateItemAsync(Item("1", "u"), cancellationToken: Ct));

        Assert.Equal(HttpStatusCode.Conflict, error.StatusCode);
        var other = await container.CreateItemAsync(Item("1", "v"), cancellationToken: Ct);
        Assert.Equal(HttpStatusCode.Created, other.StatusCode);
    }

    [Fact]
    public async Task An_upsert_creates_and_then_replaces()
    {
        await using var cosmos = await StartAsync();
        var container = await cosmos.CreateContainerAsync();

        var first = await container.UpsertItemAsync(Item("1", "u", ("a", 1)), cancellationToken: Ct);
        var second = await container.UpsertItemAsync(Item("1", "u", ("b", 2)), cancellationToken: Ct);

        Assert.Equal(HttpStatusCode.Created, first.StatusCode);
        Assert.Equal(HttpStatusCode.OK, second.StatusCode);
        Assert.Null(second.Resource["a"]);
        Assert.NotEqual(first.ETag, second.ETag);
    }

    [Fact]
    public async Task A_missing_item_is_not_found_for_every_operation()
    {
        await using var cosmos = await StartAsync();
        var container = await cosmos.CreateContainerAsync();
        var key = new PartitionKey("u");

        await ThrowsAsync(HttpStatusCode.NotFound, () => container.ReadItemAsync<JObject>("1", key, cancellationToken: Ct));
        await ThrowsAsync(HttpStatusCode.NotFound, () => container.ReplaceItemAsync(Item("1", "u"), "1", key, cancellationToken: Ct));
        await ThrowsAsync(HttpStatusCode.NotFound, () => container.DeleteItemAsync<JObject>("1", key, cancellationToken: Ct));
        await ThrowsAsync(HttpStatusCode.NotFound, () => container.PatchItemAsync<JObject>("1", key, [PatchOperation.Set("/a", 1)], cancellationToken: Ct));
    }

    [Fact]
    public async Task If_match_lets_only_the_current_version_be_written()
    {
        await using var cosmos = await StartAsync();
        var container = await cosmos.CreateContainerAsync();
        var first = await container.CreateItemAsync(Item("1", "u"), cancellationToken: Ct);
        var second = await container.ReplaceItemAsync(Item("1", "u", ("a", 1)), "1", new PartitionKey("u"), new ItemRequestOptions { IfMatchEtag = first.ETag }, Ct);

        var stale = new ItemRequestOptions { IfMatchEtag = first.ETag };
        await ThrowsAsync(HttpStatusCode.PreconditionFailed, () => container.ReplaceItemAsync(Item("1", "u"), "1", new PartitionKey("u"), stale, Ct));
        await ThrowsAsync(HttpStatusCode.PreconditionFailed, () => container.UpsertItemAsync(Item("1", "u"), new PartitionKey("u"), stale, Ct));
        await ThrowsAsync(HttpStatusCode.PreconditionFailed, () => container.DeleteItemAsync<JObject>("1", new PartitionKey("u"), stale, Ct));
        var deleted = await container.DeleteItemAsync<JObject>("1", new PartitionKey("u"), new ItemRequestOptions { IfMatchEtag = second.ETag }, Ct);
        Assert.Equal(HttpStatusCode.NoContent, deleted.StatusCode);
    }

    [Fact]
    public async Task A_read_with_the_current_etag_is_not_modified()
    {
        await using var cosmos = await StartAsync();
        var container = await cosmos.CreateContainerAsync();
        var created = await container.CreateItemAsync(Item("1", "u"), cancellationToken: Ct);

        using var same = await container.ReadItemStreamAsync("1", new PartitionKey("u"), new ItemRequestOptions { IfNoneMatchEtag = created.ETag }, Ct);
        using var other = await container.ReadItemStreamAsync("1", new PartitionKey("u"), new ItemRequestOptions { IfNoneMatchEtag = "\"x\"" }, Ct);

        Assert.Equal(HttpStatusCode.NotModified, same.StatusCode);
        Assert.Equal(HttpStatusCode.OK, other.StatusCode);
    }

    [Fact]
    public async Task Of_concurrent_replaces_with_one_etag_exactly_one_wins()
    {
        await using var cosmos = await StartAsync();
        var container = await cosmos.CreateContainerAsync();
        var etag = (await container.CreateItemAsync(Item("1", "u"), cancellationToken: Ct)).ETag;

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 16).Select(async i =>
        {
            using var response = await container.ReplaceItemStreamAsync(
                Body(Item("1", "u", ("winner", i))), "1", new PartitionKey("u"), new ItemRequestOptions { IfMatchEtag = etag }, Ct);
            return response.StatusCode;
        }));

        Assert.Single(outcomes, HttpStatusCode.OK);
        Assert.Equal(15, outcomes.Count(status => status == HttpStatusCode.PreconditionFailed));
    }

    [Fact]
    public async Task A_partition_key_that_differs_from_the_document_is_refused()
    {
        await using var cosmos = await StartAsync();
        var container = await cosmos.CreateContainerAsync();

        var error = await ThrowsAsync(HttpStatusCode.BadRequest, () => container.CreateItemAsync(Item("1", "u"), new PartitionKey("v"), cancellationToken: Ct));

        Assert.Equal(1001, error.SubStatusCode);
    }

    [Fact]
    public async Task A_deeply_nested_item_is_kept_patched_and_queried()
    {
        await using var cosmos = await StartAsync();
        var container = await cosmos.CreateContainerAsync();
        var deep = string.Concat(Enumerable.Repeat("{\"n\":", 100)) + "1" + new string('}', 100);
        var item = $"{{\"id\":\"1\",\"user_id\":\"u\",\"deep\":{deep}}}";

        using var created = await container.CreateItemStreamAsync(new MemoryStream(System.Text.Encoding.UTF8.GetBytes(item)), new PartitionKey("u"), cancellationToken: Ct);
        using var patched = await container.PatchItemStreamAsync("1", new PartitionKey("u"), [PatchOperation.Set("/read", true)], cancellationToken: Ct);
        using var query = container.GetItemQueryStreamIterator("SELECT * FROM c", requestOptions: new QueryRequestOptions { PartitionKey = new PartitionKey("u") });
        using var found = await query.ReadNextAsync(Ct);

        Assert.Equal(HttpStatusCode.Created, created.StatusCode);
        foreach (var response in (ResponseMessage[])[patched, found])
        {
            using var reader = new StreamReader(response.Content);
            Assert.Contains(deep, await reader.ReadToEndAsync(Ct), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task An_item_above_two_megabytes_is_too_large()
    {
        await using var cosmos = await StartAsync();
        var container = await cosmos.CreateContainerAsync();

        await ThrowsAsync(HttpStatusCode.RequestEntityTooLarge, () =>
            container.CreateItemAsync(Item("1", "u", ("text", new string('x', 2 * 1024 * 1024))), cancellationToken: Ct));
    }

    [Fact]
    public async Task A_write_without_content_response_returns_only_the_etag()
    {
        await using var cosmos = await StartAsync();
        var container = await cosmos.CreateContainerAsync();

        var created = await container.CreateItemAsync(
            Item("1", "u"), new PartitionKey("u"), new ItemRequestOptions { EnableContentResponseOnWrite = false }, Ct);

        Assert.Null(created.Resource);
        Assert.NotEmpty(created.ETag);
    }

    [Fact]
    public async Task Options_that_would_change_a_write_and_are_not_played_are_refused_by_name()
    {
        await using var cosmos = await StartAsync();
        var container = await cosmos.CreateContainerAsync();

        foreach (var (options, name) in ((ItemRequestOptions, string)[])
            [(new() { PreTriggers = ["t"] }, "pre-trigger"), (new() { PostTriggers = ["t"] }, "post-trigger"), (new() { IndexingDirective = IndexingDirective.Exclude }, "indexing directive")])
        {
            var error = await ThrowsAsync(HttpStatusCode.NotImplemented, () => container.CreateItemAsync(Item("1", "u"), new PartitionKey("u"), options, Ct));
            Assert.Contains(name, error.Message, StringComparison.Ordinal);
        }
    }

    internal static JObject Item(string id, string user, params (string Name, JToken Value)[] members)
    {
        var item = new JObject { ["id"] = id, ["user_id"] = user };
        foreach (var (name, value) in members)
        {
            item[name] = value;
        }

        return item;
    }

    internal static MemoryStream Body(JObject item) => new(System.Text.Encoding.UTF8.GetBytes(item.ToString()));

    internal static async Task<CosmosException> ThrowsAsync(HttpStatusCode status, Func<Task> operation)
    {
        var error = await Assert.ThrowsAnyAsync<CosmosException>(operation);
        Assert.Equal(status, error.StatusCode);
        return error;
    }
}
