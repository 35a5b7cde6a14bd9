using System.Text.Json;
using Fixia.Local.WebPubSub.Faults;
using WebPubSub.Tests.Support;

namespace WebPubSub.Tests;

/// <summary>npm @azure/web-pubsub, unchanged, against the endpoint: every operation, and its failures.</summary>
public sealed class ServiceSdkTests
{
    private const string Json = "json.webpubsub.azure.v1";

    [Fact]
    public async Task It_sends_to_all_groups_users_and_connections_in_every_content_type()
    {
        await using var endpoint = await TestEndpoint.StartAsync();
        await using var sdk = await StartAsync(endpoint);
        var client = await endpoint.ConnectAsync(Json, "ana", groups: ["g"]);
        var text = new { contentType = "text/plain" };
        await sdk.CallAsync("call", "sendToAll", new { a = 1 });
        await sdk.CallAsync("call", "sendToAll", "text", text);
        await sdk.CallAsync("call", "sendToUser", "ana", "user", text);
        await sdk.CallAsync("call", "sendToConnection", client.ConnectionId, "connection", text);
        await sdk.CallAsync("group", "g", "sendToAll", "group", text);
        await sdk.CallAsync("sendBytes", "sendToAll", new { base64 = "AAH/" });
        Assert.Equal("""{"a":1}""", (await client.ReadJsonAsync()).GetProperty("data").GetRawText());
        foreach (var expected in new[] { "text", "user", "connection", "group" })
        {
            Assert.Equal(expected, (await client.ReadJsonAsync()).GetProperty("data").GetString());
        }

        var binary = await client.ReadJsonAsync();
        Assert.Equal("binary", binary.GetProperty("dataType").GetString());
        Assert.Equal("AAH/", binary.GetProperty("data").GetString());
    }

    [Fact]
    public async Task It_excludes_filters_and_limits_the_life_of_messages()
    {
        await using var endpoint = await TestEndpoint.StartAsync();
        await using var sdk = await StartAsync(endpoint);
        var ana = await endpoint.ConnectAsync(Json, "o'neil");
        var ben = await endpoint.ConnectAsync(Json, "ben");
        var filter = (await sdk.CallAsync("filterOf", "o'neil")).GetString();
        await sdk.CallAsync("call", "sendToAll", "filtered", new { contentType = "text/plain", filter, messageTtlSeconds = 60 });
        await sdk.CallAsync("call", "sendToAll", "excluded", new { contentType = "text/plain", excludedConnections = new[] { ana.ConnectionId } });
        await sdk.CallAsync("call", "sendToAll", "end", new { contentType = "text/plain" });
        Assert.Equal("filtered", (await ana.ReadJsonAsync()).GetProperty("data").GetString());
        Assert.Equal("end", (await ana.ReadJsonAsync()).GetProperty("data").GetString());
        Assert.Equal("excluded", (await ben.ReadJsonAsync()).GetProperty("data").GetString());
    }

    [Fact]
    public async Task It_knows_who_exists()
    {
        await using var endpoint = await TestEndpoint.StartAsync();
        await using var sdk = await StartAsync(endpoint);
        var client = await endpoint.ConnectAsync(Json, "ana", groups: ["g"]);
        Assert.True((await sdk.CallAsync("call", "connectionExists", client.ConnectionId)).GetBoolean());
        Assert.True((await sdk.CallAsync("call", "userExists", "ana")).GetBoolean());
        Assert.True((await sdk.CallAsync("call", "groupExists", "g")).GetBoolean());
        Assert.False((await sdk.CallAsync("call", "connectionExists", "nobody")).GetBoolean());
        Assert.False((await sdk.CallAsync("call", "userExists", "nobody")).GetBoolean());
        Assert.False((await sdk.CallAsync("call", "groupExists", "nothing")).GetBoolean());
    }

    [Fact]
    public async Task It_puts_connections_and_users_into_groups_and_takes_them_out()
    {
        await using var endpoint = await TestEndpoint.StartAsync();
        await using var sdk = await StartAsync(endpoint);
        var client = await endpoint.ConnectAsync(Json, "ana");
        await sdk.CallAsync("group", "a:b", "addConnection", client.ConnectionId);
        await sdk.CallAsync("group", "user", "addUser", "ana");
        await sdk.CallAsync("call", "addConnectionsToGroups", new[] { "bulk", "bulk2" }, "userId eq 'ana'");
        foreach (var group in new[] { "a:b", "user", "bulk", "bulk2" })
        {
            Assert.True((await sdk.CallAsync("call", "groupExists", group)).GetBoolean(), group);
        }

        await sdk.CallAsync("group", "a:b", "removeConnection", client.ConnectionId);
        await sdk.CallAsync("group", "user", "removeUser", "ana");
        await sdk.CallAsync("call", "removeConnectionsFromGroups", new[] { "bulk" }, "true");
        foreach (var group in new[] { "a:b", "user", "bulk" })
        {
            Assert.False((await sdk.CallAsync("call", "groupExists", group)).GetBoolean(), group);
        }

        await sdk.CallAsync("call", "removeConnectionFromAllGroups", client.ConnectionId);
        Assert.False((await sdk.CallAsync("call", "groupExists", "bulk2")).GetBoolean());
        await sdk.CallAsync("group", "again", "addUser", "ana");
        await sdk.CallAsync("call", "removeUserFromAllGroups", "ana");
        Assert.False((await sdk.CallAsync("call", "groupExists", "again")).GetBoolean());
    }

    [Fact]
    public async Task It_lists_a_group_page_by_page()
    {
        await using var endpoint = await TestEndpoint.StartAsync();
        await using var sdk = await StartAsync(endpoint);
        var ids = new List<string>();
        for (var i = 0; i < 5; i++)
        {
            ids.Add((await endpoint.ConnectAsync(Json, $"u{i}", groups: ["a:b"])).ConnectionId);
        }

        var pages = (await sdk.CallAsync("list", "a:b", new { maxPageSize = 2 })).EnumerateArray().ToArray();
        Assert.Equal([2, 2, 1], pages.Select(page => page.GetArrayLength()));
        var members = pages.SelectMany(page => page.EnumerateArray()).Select(member => member.GetProperty("connectionId").GetString()!);
        Assert.Equal(ids.Order(StringComparer.Ordinal), members);
    }

    [Fact]
    public async Task It_grants_revokes_and_checks_permissions()
    {
        await using var endpoint = await TestEndpoint.StartAsync();
        await using var sdk = await StartAsync(endpoint);
        var client = await endpoint.ConnectAsync(Json);
        var target = new { targetName = "g" };
        await sdk.CallAsync("call", "grantPermission", client.ConnectionId, "sendToGroup", target);
        Assert.True((await sdk.CallAsync("call", "hasPermission", client.ConnectionId, "sendToGroup", target)).GetBoolean());
        Assert.False((await sdk.CallAsync("call", "hasPermission", client.ConnectionId, "joinLeaveGroup", target)).GetBoolean());
        await sdk.CallAsync("call", "revokePermission", client.ConnectionId, "sendToGroup", target);
        Assert.False((await sdk.CallAsync("call", "hasPermission", client.ConnectionId, "sendToGroup", target)).GetBoolean());
    }

    [Fact]
    public async Task It_closes_connections()
    {
        await using var endpoint = await TestEndpoint.StartAsync();
        await using var sdk = await StartAsync(endpoint);
        var calls = new (string User, Func<RawClient, Task> Close)[]
        {
            ("one", client => sdk.CallAsync("call", "closeConnection", client.ConnectionId, new { reason = "one" })),
            ("two", _ => sdk.CallAsync("call", "closeUserConnections", "two", new { reason = "two" })),
            ("three", _ => sdk.CallAsync("group", "three", "closeAllConnections", new { reason = "three" })),
            ("four", _ => sdk.CallAsync("call", "closeAllConnections", new { reason = "four" })),
        };
        foreach (var (user, close) in calls)
        {
            var client = await endpoint.ConnectAsync(Json, user, groups: [user]);
            await close(client);
            Assert.Equal(
                $"Application server closed the connection. Reason: {user}",
                Assert.Single(await client.ReadToCloseAsync()).GetProperty("message").GetString());
        }
    }

    [Fact]
    public async Task Its_client_tokens_connect()
    {
        await using var endpoint = await TestEndpoint.StartAsync();
        await using var sdk = await StartAsync(endpoint);
        var token = await sdk.CallAsync("call", "getClientAccessToken", new { userId = "ana", roles = new[] { "webpubsub.sendToGroup" }, groups = new[] { "g" } });
        await using var client = await RawClient.ConnectAsync(new Uri(token.GetProperty("url").GetString()!), Json);
        await client.ReadGreetingAsync();
        await client.SendAsync("""{"type":"sendToGroup","group":"g","data":1}""");
        Assert.Equal("ana", (await client.ReadJsonAsync()).GetProperty("fromUserId").GetString());
    }

    public static TheoryData<int, string?, object?[]> Failures => new()
    {
        { 400, "Error.BadRequest", ["sendToAll", "x", new { contentType = "text/plain", filter = "userId" }] },
        { 400, "Error.BadRequest", ["sendToAll", "x", new { contentType = "text/plain", messageTtlSeconds = 301 }] },
        { 404, "Info.Connection.NotExisted", ["grantPermission", "nobody", "sendToGroup", new { targetName = "g" }] },
        { 400, "Error.BadRequest", ["grantPermission", "nobody", "sendToGroup"] },
        { 400, "Error.BadRequest", ["addConnectionsToGroups", Array.Empty<string>(), "true"] },
    };

    [Theory]
    [MemberData(nameof(Failures), DisableDiscoveryEnumeration = true)]
    public async Task Its_failures_carry_the_status_and_the_error_body(int status, string? code, object?[] call)
    {
        await using var endpoint = await TestEndpoint.StartAsync();
        await using var sdk = await StartAsync(endpoint);
        var failure = await Assert.ThrowsAsync<NodeCallException>(() => sdk.CallAsync("call", call));
        Assert.Equal("RestError", failure.Error.GetProperty("name").GetString());
        Assert.Equal(status, failure.Error.GetProperty("status").GetInt32());
        Assert.Equal(code, failure.Error.GetProperty("code").GetString());
    }

    [Fact]
    public async Task With_another_key_it_is_401()
    {
        await using var endpoint = await TestEndpoint.StartAsync();
        await using var sdk = await NodeProcess.StartAsync("service-client.mjs");
        var wrong = endpoint.Endpoint.ConnectionString.Replace(endpoint.AccessKey, new string('k', 44), StringComparison.Ordinal);
        await sdk.CallAsync("connect", wrong, "chat");
        var failure = await Assert.ThrowsAsync<NodeCallException>(() => sdk.CallAsync("call", "sendToAll", "x", new { contentType = "text/plain" }));
        Assert.Equal(401, failure.Error.GetProperty("status").GetInt32());
    }

    [Fact]
    public async Task Throttled_and_refused_it_tries_again_until_it_succeeds()
    {
        await using var endpoint = await TestEndpoint.StartAsync();
        await using var sdk = await NodeProcess.StartAsync("service-client.mjs");
        await sdk.CallAsync("connectWithRetries", endpoint.Endpoint.ConnectionString, "chat");
        var client = await endpoint.ConnectAsync(Json);
        endpoint.Endpoint.Faults.Add(new Fault { Kind = FaultKind.RestThrottled, Count = 1, RetryAfter = TimeSpan.FromSeconds(1) });
        endpoint.Endpoint.Faults.Add(new Fault { Kind = FaultKind.RestUnavailable, Count = 1 });
        await sdk.CallAsync("call", "sendToAll", "through", new { contentType = "text/plain" });
        Assert.Equal("through", (await client.ReadJsonAsync()).GetProperty("data").GetString());
        Assert.Empty(endpoint.Endpoint.Faults.Active);
    }

    private static async Task<NodeProcess> StartAsync(TestEndpoint endpoint)
    {
        var sdk = await NodeProcess.StartAsync("service-client.mjs");
        await sdk.CallAsync("connect", endpoint.Endpoint.ConnectionString, "chat");
        return sdk;
    }
}
