using System.Net;
using System.Net.Http.Json;
using System.Net.WebSockets;
using System.Text.Json;
using WebPubSub.Tests.Support;

namespace WebPubSub.Tests;

/// <summary>Group membership and listing through the REST API.</summary>
public sealed class GroupTests
{
    private const string Json = "json.webpubsub.azure.v1";

    [Fact]
    public async Task A_connection_is_added_and_removed()
    {
        await using var endpoint = await TestEndpoint.StartAsync();
        var client = await endpoint.ConnectAsync(Json);
        var path = $"/api/hubs/chat/groups/g/connections/{client.ConnectionId}";
        Assert.Equal(HttpStatusCode.OK, (await endpoint.CallAsync(HttpMethod.Put, path)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await endpoint.CallAsync(HttpMethod.Put, path)).StatusCode);
        Assert.Equal([client.ConnectionId], await MembersAsync(endpoint, "g"));
        Assert.Equal(HttpStatusCode.NoContent, (await endpoint.CallAsync(HttpMethod.Delete, path)).StatusCode);
        Assert.Equal(HttpStatusCode.NoContent, (await endpoint.CallAsync(HttpMethod.Delete, path)).StatusCode);
        Assert.Empty(await MembersAsync(endpoint, "g"));
        Assert.Equal(HttpStatusCode.NotFound, (await endpoint.CallAsync(HttpMethod.Head, "/api/hubs/chat/groups/g")).StatusCode);
    }

    [Fact]
    public async Task What_does_not_exist_is_404_with_its_code_and_deleting_it_is_no_error()
    {
        await using var endpoint = await TestEndpoint.StartAsync();
        await AssertNotFoundAsync(HttpMethod.Put, "/api/hubs/chat/groups/g/connections/x", "Error.Connection.NotExisted");
        await AssertNotFoundAsync(HttpMethod.Put, "/api/hubs/chat/users/x/groups/g", "Error.User.NotExisted");
        await AssertNotFoundAsync(HttpMethod.Head, "/api/hubs/chat/connections/x", "Warning.Connection.NotExisted");
        await AssertNotFoundAsync(HttpMethod.Put, "/api/hubs/chat/permissions/sendToGroup/connections/x?targetName=g", "Info.Connection.NotExisted");
        Assert.Equal(HttpStatusCode.NoContent, (await endpoint.CallAsync(HttpMethod.Delete, "/api/hubs/chat/groups/g/connections/x")).StatusCode);
        Assert.Equal(HttpStatusCode.NoContent, (await endpoint.CallAsync(HttpMethod.Delete, "/api/hubs/chat/permissions/sendToGroup/connections/x?targetName=g")).StatusCode);
        Assert.Equal(HttpStatusCode.NoContent, (await endpoint.CallAsync(HttpMethod.Delete, "/api/hubs/chat/users/x/groups/g")).StatusCode);
        Assert.Equal(HttpStatusCode.NoContent, (await endpoint.CallAsync(HttpMethod.Delete, "/api/hubs/chat/connections/x/groups")).StatusCode);
        Assert.Equal(HttpStatusCode.NoContent, (await endpoint.CallAsync(HttpMethod.Delete, "/api/hubs/chat/connections/x")).StatusCode);

        async Task AssertNotFoundAsync(HttpMethod method, string path, string code)
        {
            var response = await endpoint.CallAsync(method, path);
            Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
            Assert.Equal(code, response.Headers.GetValues("x-ms-error-code").Single());
        }
    }

    [Fact]
    public async Task All_connections_of_a_user_are_added_and_removed()
    {
        await using var endpoint = await TestEndpoint.StartAsync();
        var (a, b, other) = (await endpoint.ConnectAsync(Json, "ana"), await endpoint.ConnectAsync(Json, "ana"), await endpoint.ConnectAsync(Json, "ben"));
        Assert.Equal(HttpStatusCode.OK, (await endpoint.CallAsync(HttpMethod.Put, "/api/hubs/chat/users/ana/groups/g")).StatusCode);
        await endpoint.CallAsync(HttpMethod.Put, "/api/hubs/chat/users/ana/groups/h");
        await endpoint.CallAsync(HttpMethod.Put, $"/api/hubs/chat/groups/g/connections/{other.ConnectionId}");
        Assert.Equal(Sorted(a, b, other), await MembersAsync(endpoint, "g"));
        Assert.Equal(HttpStatusCode.NoContent, (await endpoint.CallAsync(HttpMethod.Delete, "/api/hubs/chat/users/ana/groups/g")).StatusCode);
        Assert.Equal([other.ConnectionId], await MembersAsync(endpoint, "g"));
        Assert.Equal(Sorted(a, b), await MembersAsync(endpoint, "h"));
        Assert.Equal(HttpStatusCode.NoContent, (await endpoint.CallAsync(HttpMethod.Delete, "/api/hubs/chat/users/ana/groups")).StatusCode);
        Assert.Empty(await MembersAsync(endpoint, "h"));
        Assert.Equal([other.ConnectionId], await MembersAsync(endpoint, "g"));
    }

    [Fact]
    public async Task A_connection_is_taken_out_of_all_its_groups()
    {
        await using var endpoint = await TestEndpoint.StartAsync();
        var client = await endpoint.ConnectAsync(Json, groups: ["g", "h"]);
        var response = await endpoint.CallAsync(HttpMethod.Delete, $"/api/hubs/chat/connections/{client.ConnectionId}/groups");
        Assert.Equal(HttpStatusCode.NoContent, response.StatusCode);
        Assert.Empty(await MembersAsync(endpoint, "g"));
        Assert.Empty(await MembersAsync(endpoint, "h"));
    }

    [Fact]
    public async Task Connections_that_match_a_filter_are_added_and_removed()
    {
        await using var endpoint = await TestEndpoint.StartAsync();
        var (a, b, c) = (await endpoint.ConnectAsync(Json, "ana"), await endpoint.ConnectAsync(Json, "ben"), await endpoint.ConnectAsync(Json, "cleo"));
        var added = await endpoint.CallAsync(
            HttpMethod.Post, "/api/hubs/chat/:addToGroups", JsonContent.Create(new { groups = new[] { "g", "h" }, filter = "userId ne 'ben'" }));
        Assert.Equal(HttpStatusCode.OK, added.StatusCode);
        Assert.Equal(Sorted(a, c), await MembersAsync(endpoint, "g"));
        Assert.Equal(Sorted(a, c), await MembersAsync(endpoint, "h"));
        await endpoint.CallAsync(
            HttpMethod.Post, "/api/hubs/chat/:removeFromGroups", JsonContent.Create(new { Groups = new[] { "h" }, filter = "userId eq 'ana'" }));
        Assert.Equal([c.ConnectionId], await MembersAsync(endpoint, "h"));
        Assert.Equal(Sorted(a, c), await MembersAsync(endpoint, "g"));
        Assert.NotNull(b);
    }

    [Theory]
    [InlineData("""{"groups":[]}""")]
    [InlineData("""{"filter":"true"}""")]
    [InlineData("""{"groups":["g"],"filter":"userId"}""")]
    [InlineData("""{"groups":[" "]}""")]
    [InlineData("""{"groups":[null]}""")]
    [InlineData("""{"groups":"g"}""")]
    [InlineData("{")]
    [InlineData("null")]
    public async Task A_bulk_request_of_another_form_is_400(string body)
    {
        await using var endpoint = await TestEndpoint.StartAsync();
        foreach (var operation in new[] { ":addToGroups", ":removeFromGroups" })
        {
            var response = await endpoint.CallAsync(
                HttpMethod.Post, "/api/hubs/chat/" + operation, new StringContent(body, System.Text.Encoding.UTF8, "application/json"));
            Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        }
    }

    [Fact]
    public async Task Pages_cover_a_group_once_whatever_leaves_in_between()
    {
        const string Group = "a%2B:ñ g";
        var path = $"/api/hubs/chat/groups/{Uri.EscapeDataString(Group)}/connections";
        await using var endpoint = await TestEndpoint.StartAsync();
        var clients = new List<RawClient>();
        for (var i = 0; i < 7; i++)
        {
            clients.Add(await endpoint.ConnectAsync(Json, $"u{i}", groups: [Group]));
        }

        var expected = Sorted([.. clients]);
        var first = await PageAsync(endpoint, path + "?maxpagesize=3");
        Assert.Equal(expected[..3], IdsOf(first));
        Assert.Equal("u", first.GetProperty("value")[0].GetProperty("userId").GetString()![..1]);

        await endpoint.CallAsync(HttpMethod.Delete, $"{path}/{expected[1]}");
        var second = await NextAsync(endpoint, first);
        Assert.Equal(expected[3..6], IdsOf(second));
        var third = await NextAsync(endpoint, second);
        Assert.Equal(expected[6..], IdsOf(third));
        Assert.Equal(JsonValueKind.Null, third.GetProperty("nextLink").ValueKind);
    }

    [Fact]
    public async Task Top_bounds_all_pages_together()
    {
        await using var endpoint = await TestEndpoint.StartAsync();
        for (var i = 0; i < 6; i++)
        {
            await endpoint.ConnectAsync(Json, groups: ["g"]);
        }

        var first = await PageAsync(endpoint, "/api/hubs/chat/groups/g/connections?maxpagesize=3&top=5");
        Assert.Equal(3, IdsOf(first).Length);
        var second = await NextAsync(endpoint, first);
        Assert.Equal(2, IdsOf(second).Length);
        Assert.Equal(JsonValueKind.Null, second.GetProperty("nextLink").ValueKind);
        var only = await PageAsync(endpoint, "/api/hubs/chat/groups/g/connections?top=3");
        Assert.Equal(JsonValueKind.Null, only.GetProperty("nextLink").ValueKind);
        Assert.Equal(JsonValueKind.Null, only.GetProperty("value")[0].GetProperty("userId").ValueKind);
    }

    [Theory]
    [InlineData("maxpagesize=0")]
    [InlineData("maxpagesize=201")]
    [InlineData("maxpagesize=x")]
    [InlineData("maxpagesize=")]
    [InlineData("continuationToken=")]
    [InlineData("top=0")]
    [InlineData("top=-1")]
    [InlineData("continuationToken=%25")]
    public async Task A_page_that_cannot_be_is_400(string query)
    {
        await using var endpoint = await TestEndpoint.StartAsync();
        var response = await endpoint.CallAsync(HttpMethod.Get, "/api/hubs/chat/groups/g/connections?" + query);
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
    }

    [Fact]
    public async Task A_full_connection_takes_no_more_groups()
    {
        await using var endpoint = await TestEndpoint.StartAsync(options =>
            options.Limits = options.Limits with { MaxGroupsPerConnection = 2 });
        var client = await endpoint.ConnectAsync(Json, roles: ["webpubsub.joinLeaveGroup"], groups: ["a", "b"]);
        await client.SendAsync("""{"type":"joinGroup","group":"c","ackId":1}""");
        Assert.Equal("Forbidden", (await client.ReadJsonAsync()).GetProperty("error").GetProperty("name").GetString());
        var response = await endpoint.CallAsync(HttpMethod.Put, $"/api/hubs/chat/groups/c/connections/{client.ConnectionId}");
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        await client.SendAsync("""{"type":"leaveGroup","group":"a","ackId":2}""");
        await client.ReadJsonAsync();
        await client.SendAsync("""{"type":"joinGroup","group":"c","ackId":3}""");
        Assert.True((await client.ReadJsonAsync()).GetProperty("success").GetBoolean());
    }

    [Fact]
    public async Task A_name_past_the_limit_is_refused_wherever_it_comes_from()
    {
        await using var endpoint = await TestEndpoint.StartAsync(options =>
            options.Limits = options.Limits with { MaxGroupNameLength = 5 });
        var client = await endpoint.ConnectAsync(Json, roles: ["webpubsub.joinLeaveGroup"], groups: ["12345"]);
        Assert.Equal([client.ConnectionId], await MembersAsync(endpoint, "12345"));
        Assert.Equal(HttpStatusCode.BadRequest, (await endpoint.SendTextAsync("/groups/123456", "x")).StatusCode);
        Assert.Equal(
            HttpStatusCode.BadRequest,
            await TestEndpoint.RefusalAsync(endpoint.ClientUri("?access_token=" + endpoint.Token(groups: ["123456"])), Json));
        await client.SendAsync("""{"type":"joinGroup","group":"123456","ackId":1}""");
        await client.ReadToCloseAsync();
        Assert.Equal(WebSocketCloseStatus.InvalidPayloadData, client.CloseStatus);
    }

    private static string[] Sorted(params RawClient[] clients) =>
        [.. clients.Select(client => client.ConnectionId).Order(StringComparer.Ordinal)];

    private static async Task<string[]> MembersAsync(TestEndpoint endpoint, string group) =>
        IdsOf(await PageAsync(endpoint, $"/api/hubs/chat/groups/{group}/connections"));

    private static async Task<JsonElement> PageAsync(TestEndpoint endpoint, string path)
    {
        var response = await endpoint.CallAsync(HttpMethod.Get, path);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return await response.Content.ReadFromJsonAsync<JsonElement>(TestEndpoint.Cancel);
    }

    private static async Task<JsonElement> NextAsync(TestEndpoint endpoint, JsonElement page)
    {
        var link = new Uri(page.GetProperty("nextLink").GetString()!);
        var response = await endpoint.CallAsync(HttpMethod.Get, link.PathAndQuery, apiVersion: "");
        return await response.Content.ReadFromJsonAsync<JsonElement>(TestEndpoint.Cancel);
    }

    private static string[] IdsOf(JsonElement page) =>
        [.. page.GetProperty("value").EnumerateArray().Select(member => member.GetProperty("connectionId").GetString()!)];
}
