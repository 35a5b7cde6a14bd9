using System.Net;
using System.Text.Json;
using WebPubSub.Tests.Support;

namespace WebPubSub.Tests;

/// <summary>Permissions granted and revoked through the REST API, and the roles of a token.</summary>
public sealed class PermissionTests
{
    private const string Json = "json.webpubsub.azure.v1";

    [Theory]
    [InlineData("sendToGroup", "g", true)]
    [InlineData("SENDTOGROUP", "g", true)]
    [InlineData("sendToGroup", "h", false)]
    [InlineData("joinLeaveGroup", "g", true)]
    public async Task A_granted_permission_works_until_it_is_revoked(string permission, string group, bool allowed)
    {
        await using var endpoint = await TestEndpoint.StartAsync();
        var client = await endpoint.ConnectAsync(Json);
        var type = permission == "joinLeaveGroup" ? "joinGroup" : "sendToGroup";
        var path = $"/api/hubs/chat/permissions/{permission}/connections/{client.ConnectionId}?targetName=g";
        Assert.Equal(HttpStatusCode.NotFound, (await endpoint.CallAsync(HttpMethod.Head, path)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await endpoint.CallAsync(HttpMethod.Put, path)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await endpoint.CallAsync(HttpMethod.Head, path)).StatusCode);
        Assert.Equal(allowed, await TryAsync(1));
        Assert.Equal(HttpStatusCode.NoContent, (await endpoint.CallAsync(HttpMethod.Delete, path)).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await endpoint.CallAsync(HttpMethod.Head, path)).StatusCode);
        Assert.False(await TryAsync(2));

        async Task<bool> TryAsync(int ackId)
        {
            await client.SendAsync(JsonSerializer.Serialize(new { type, group, ackId, data = 1 }));
            return (await client.ReadJsonAsync()).GetProperty("success").GetBoolean();
        }
    }

    [Theory]
    [InlineData("webpubsub.sendToGroup")]
    [InlineData("webpubsub.sendToGroups.g*")]
    public async Task What_is_revoked_for_one_group_stays_allowed_for_the_others_of_a_role(string role)
    {
        await using var endpoint = await TestEndpoint.StartAsync();
        var client = await endpoint.ConnectAsync(Json, roles: [role]);
        await endpoint.CallAsync(HttpMethod.Delete, $"/api/hubs/chat/permissions/sendToGroup/connections/{client.ConnectionId}?targetName=g");
        Assert.False(await TryAsync("g", 1));
        Assert.True(await TryAsync("g2", 2));
        await endpoint.CallAsync(HttpMethod.Put, $"/api/hubs/chat/permissions/sendToGroup/connections/{client.ConnectionId}?targetName=g");
        Assert.True(await TryAsync("g", 3));

        async Task<bool> TryAsync(string group, int ackId)
        {
            await client.SendAsync(JsonSerializer.Serialize(new { type = "sendToGroup", group, ackId, data = 1 }));
            return (await client.ReadJsonAsync()).GetProperty("success").GetBoolean();
        }
    }

    [Theory]
    [InlineData("dance", "?targetName=g")]
    [InlineData("sendToGroup", "")]
    [InlineData("sendToGroup", "?targetName=")]
    [InlineData("sendToGroup", "?targetName=%20")]
    public async Task A_permission_that_cannot_be_is_400(string permission, string query)
    {
        await using var endpoint = await TestEndpoint.StartAsync();
        foreach (var method in new[] { HttpMethod.Put, HttpMethod.Delete, HttpMethod.Head })
        {
            var response = await endpoint.CallAsync(method, $"/api/hubs/chat/permissions/{permission}/connections/x{query}");
            Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        }
    }

    [Theory]
    [InlineData("chat-*", "chat-1", true)]
    [InlineData("chat-*", "chat-", true)]
    [InlineData("chat-*", "chat.1", false)]
    [InlineData("chat-*", "xchat-1", false)]
    [InlineData("clientA.*", "clientA.alpha", true)]
    [InlineData("clientA.*", "clientA.alpha.room1", false)]
    [InlineData("clientA.**", "clientA.alpha.room1", true)]
    [InlineData("clientA.**", "clientB.anything", false)]
    [InlineData("clientA.rooms.?1", "clientA.rooms.a1", true)]
    [InlineData("clientA.rooms.?1", "clientA.rooms.1", false)]
    [InlineData("clientA.rooms.?1", "clientA.rooms..1", false)]
    [InlineData("literal\\*star", "literal*star", true)]
    [InlineData("literal\\*star", "literalXstar", false)]
    [InlineData("a+(b)", "a+(b)", true)]
    [InlineData("*****", "anything", true)]
    [InlineData("******", "anything", false)]
    [InlineData("a\\b", "a\\b", false)]
    [InlineData("a\\", "a\\", false)]
    public async Task Pattern_roles_match_as_documented(string pattern, string group, bool allowed)
    {
        await using var endpoint = await TestEndpoint.StartAsync();
        var client = await endpoint.ConnectAsync(Json, roles: ["webpubsub.sendToGroups." + pattern]);
        await client.SendAsync(JsonSerializer.Serialize(new { type = "sendToGroup", group, ackId = 1, data = 1 }));
        Assert.Equal(allowed, (await client.ReadJsonAsync()).GetProperty("success").GetBoolean());
        await client.SendAsync(JsonSerializer.Serialize(new { type = "joinGroup", group, ackId = 2 }));
        Assert.False((await client.ReadJsonAsync()).GetProperty("success").GetBoolean());
    }
}
