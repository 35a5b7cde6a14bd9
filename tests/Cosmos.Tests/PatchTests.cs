using System.Net;
using Microsoft.Azure.Cosmos;
using Newtonsoft.Json.Linq;
using static Cosmos.Tests.CosmosFixture;
using static Cosmos.Tests.PointOperationTests;

namespace Cosmos.Tests;

public class PatchTests
{
    private static readonly PartitionKey User = new("u");

    [Fact]
    public async Task Every_operation_changes_what_it_names()
    {
        await using var cosmos = await StartAsync();
        var container = await cosmos.CreateContainerAsync();
        await container.CreateItemAsync(
            Item("1", "u", ("a", 1), ("gone", true), ("from", "x"), ("tags", new JArray("p", "q")), ("deep", new JObject { ["n"] = 1 })), cancellationToken: Ct);

        var patched = await container.PatchItemAsync<JObject>("1", User,
        [
            PatchOperation.Set("/read", true),
            PatchOperation.Add("/tags/1", "inserted"),
            PatchOperation.Add("/tags/-", "last"),
            PatchOperation.Replace("/a", 2),
            PatchOperation.Remove("/gone"),
            PatchOperation.Increment("/deep/n", 4),
            PatchOperation.Increment("/fresh", 1.5),
            PatchOperation.Move("/from", "/to"),
            PatchOperation.Set<string?>("/nothing", null),
        ], cancellationToken: Ct);

        var item = patched.Resource;
        Assert.True((bool)item["read"]!);
        Assert.Equal(["p", "inserted", "q", "last"], item["tags"]!.Select(tag => (string)tag!));
        Assert.Equal(2, (int)item["a"]!);
        Assert.False(item.ContainsKey("gone"));
        Assert.Equal(5, (int)item["deep"]!["n"]!);
        Assert.Equal(1.5, (double)item["fresh"]!);
        Assert.Equal("x", (string?)item["to"]);
        Assert.False(item.ContainsKey("from"));
        Assert.Equal(JTokenType.Null, item["nothing"]!.Type);
        Assert.Equal(patched.ETag, (await container.ReadItemAsync<JObject>("1", User, cancellationToken: Ct)).ETag);
    }

    [Fact]
    public async Task A_condition_that_does_not_hold_changes_nothing()
    {
        await using var cosmos = await StartAsync();
        var container = await cosmos.CreateContainerAsync();
        var created = await container.CreateItemAsync(Item("1", "u"), cancellationToken: Ct);
        var onlyUnread = new PatchItemRequestOptions { FilterPredicate = "FROM c WHERE NOT IS_DEFINED(c.read) OR c.read = false" };
        PatchOperation[] markRead = [PatchOperation.Set("/read", true)];

        var first = await container.PatchItemAsync<JObject>("1", User, markRead, onlyUnread, Ct);
        await ThrowsAsync(HttpStatusCode.PreconditionFailed, () => container.PatchItemAsync<JObject>("1", User, markRead, onlyUnread, Ct));

        Assert.NotEqual(created.ETag, first.ETag);
        Assert.Equal(first.ETag, (await container.ReadItemAsync<JObject>("1", User, cancellationToken: Ct)).ETag);
    }

    [Fact]
    public async Task Of_concurrent_conditional_patches_exactly_one_wins()
    {
        await using var cosmos = await StartAsync();
        var container = await cosmos.CreateContainerAsync();
        await container.CreateItemAsync(Item("1", "u"), cancellationToken: Ct);

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 16).Select(async i =>
        {
            using var response = await container.PatchItemStreamAsync(
                "1", User, [PatchOperation.Set("/winner", i)], new PatchItemRequestOptions { FilterPredicate = "FROM c WHERE NOT IS_DEFINED(c.winner)" }, Ct);
            return response.StatusCode;
        }));

        Assert.Single(outcomes, HttpStatusCode.OK);
    }

    [Fact]
    public async Task Concurrent_increments_are_all_counted()
    {
        await using var cosmos = await StartAsync();
        var container = await cosmos.CreateContainerAsync();
        await container.CreateItemAsync(Item("1", "u"), cancellationToken: Ct);

        await Task.WhenAll(Enumerable.Range(0, 32).Select(_ =>
            container.PatchItemAsync<JObject>("1", User, [PatchOperation.Increment("/n", 1)], cancellationToken: Ct)));

        Assert.Equal(32, (int)(await container.ReadItemAsync<JObject>("1", User, cancellationToken: Ct)).Resource["n"]!);
    }

    [Fact]
    public async Task A_patch_that_fails_in_part_changes_nothing()
    {
        await using var cosmos = await StartAsync();
        var container = await cosmos.CreateContainerAsync();
        var created = await container.CreateItemAsync(Item("1", "u", ("text", "x")), cancellationToken: Ct);

        foreach (var wrong in (PatchOperation[])
            [PatchOperation.Replace("/missing", 1), PatchOperation.Remove("/missing"), PatchOperation.Increment("/text", 1), PatchOperation.Set("/id", "2"),
             PatchOperation.Set("/_ts", 1), PatchOperation.Set("/user_id", "v"), PatchOperation.Set("/missing/child", 1)])
        {
            await ThrowsAsync(HttpStatusCode.BadRequest, () =>
                container.PatchItemAsync<JObject>("1", User, [PatchOperation.Set("/good", 1), wrong], cancellationToken: Ct));
        }

        Assert.Equal(created.ETag, (await container.ReadItemAsync<JObject>("1", User, cancellationToken: Ct)).ETag);
    }

    [Fact]
    public async Task A_transactional_batch_is_refused_by_name()
    {
        await using var cosmos = await StartAsync();
        var container = await cosmos.CreateContainerAsync();

        using var response = await container.CreateTransactionalBatch(User).CreateItem(Item("1", "u")).ExecuteAsync(Ct);

        Assert.Equal(HttpStatusCode.NotImplemented, response.StatusCode);
        Assert.Contains("TransactionalBatch", response.ErrorMessage, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Operations_can_come_as_a_bare_list()
    {
        await using var cosmos = await StartAsync();
        var container = await cosmos.CreateContainerAsync();
        await container.CreateItemAsync(Item("1", "u", ("n", 1)), cancellationToken: Ct);

        using var patched = await SendAsync("""[{"op":"incr","path":"/n","value":4}]""");
        using var empty = await SendAsync("[]");
        using var text = await SendAsync("\"x\"");

        Assert.Equal(HttpStatusCode.OK, patched.StatusCode);
        Assert.Equal(5, (int)(await container.ReadItemAsync<JObject>("1", User, cancellationToken: Ct)).Resource["n"]!);
        Assert.Equal(HttpStatusCode.BadRequest, empty.StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, text.StatusCode);

        Task<HttpResponseMessage> SendAsync(string body) => cosmos.SendAsync(
            HttpMethod.Patch, "docs", "dbs/fixia/colls/notifications/docs/1", "dbs/fixia/colls/notifications/docs/1", request =>
            {
                request.Headers.Add("x-ms-documentdb-partitionkey", "[\"u\"]");
                request.Content = new StringContent(body, System.Text.Encoding.UTF8, "application/json-patch+json");
            });
    }
}
