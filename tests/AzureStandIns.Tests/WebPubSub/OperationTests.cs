using Azure.Core;
using Azure.Messaging.WebPubSub;

namespace AzureStandIns.Tests.WebPubSub;

/// <summary>Each operation is the request that the REST reference documents.</summary>
public sealed class OperationTests : ServiceClientTestBase
{
    private const string Version = "api-version=2024-12-01";

    private static readonly ContentType Json = ContentType.ApplicationJson;

    private static RequestContent Content => RequestContent.Create("""{"a":1}""");

    public static TheoryData<string, Func<WebPubSubServiceClient, Task>> Operations => new()
    {
        { "POST /:send?excluded=c1&excluded=c2", client => client.SendToAllAsync(Content, Json, ["c1", "c2"]) },
        { "POST /:send?filter=userId%20eq%20%27a%27", client => client.SendToAllAsync(Content, Json, filter: "userId eq 'a'") },
        { "POST /groups/a%2Fb%20c/:send?excluded=c1", client => client.SendToGroupAsync("a/b c", Content, Json, ["c1"]) },
        { "POST /users/u%40x/:send", client => client.SendToUserAsync("u@x", Content, Json) },
        { "POST /connections/c1/:send", client => client.SendToConnectionAsync("c1", Content, Json) },
        { "PUT /groups/g/connections/c1", client => client.AddConnectionToGroupAsync("g", "c1") },
        { "DELETE /groups/g/connections/c1", client => client.RemoveConnectionFromGroupAsync("g", "c1") },
        { "DELETE /connections/c1/groups", client => client.RemoveConnectionFromAllGroupsAsync("c1") },
        { "PUT /users/u/groups/g", client => client.AddUserToGroupAsync("g", "u") },
        { "DELETE /users/u/groups/g", client => client.RemoveUserFromGroupAsync("g", "u") },
        { "DELETE /users/u/groups", client => client.RemoveUserFromAllGroupsAsync("u") },
        { "POST /:addToGroups", client => client.AddConnectionsToGroupsAsync(["g"], "userId eq 'u'") },
        { "POST /:removeFromGroups", client => client.RemoveConnectionsFromGroupsAsync(["g"]) },
        { "PUT /permissions/sendToGroup/connections/c1?targetName=g", client => client.GrantPermissionAsync(WebPubSubPermission.SendToGroup, "c1", "g") },
        { "DELETE /permissions/joinLeaveGroup/connections/c1", client => client.RevokePermissionAsync(WebPubSubPermission.JoinLeaveGroup, "c1") },
        { "HEAD /permissions/joinLeaveGroup/connections/c1", client => client.CheckPermissionAsync(WebPubSubPermission.JoinLeaveGroup, "c1") },
        { "POST /:closeConnections?reason=bye&excluded=c1", client => client.CloseAllConnectionsAsync(["c1"], "bye") },
        { "POST /groups/g/:closeConnections", client => client.CloseGroupConnectionsAsync("g") },
        { "POST /users/u/:closeConnections?reason=signed%20out", client => client.CloseUserConnectionsAsync("u", reason: "signed out") },
        { "DELETE /connections/c1?reason=bye", client => client.CloseConnectionAsync("c1", "bye") },
        { "HEAD /connections/c1", client => client.ConnectionExistsAsync("c1") },
        { "HEAD /groups/g", client => client.GroupExistsAsync("g") },
        { "HEAD /users/u", client => client.UserExistsAsync("u") },
    };

    [Theory]
    [MemberData(nameof(Operations))]
    public async Task Operation_is_the_documented_request(string request, Func<WebPubSubServiceClient, Task> operation)
    {
        await operation(Client);

        var sent = Assert.Single(Server.Requests);
        var (method, target) = (request.Split(' ')[0], request.Split(' ')[1]);
        Assert.Equal(method, sent.Method);
        Assert.Equal(Parts(new Uri(Server.Endpoint, $"/api/hubs/{Hub}{target}{(target.Contains('?') ? '&' : '?')}{Version}")), Parts(sent.Url));

        // The order of query parameters means nothing.
        static IEnumerable<string> Parts(Uri url) => url.Query.TrimStart('?').Split('&').Order().Prepend(url.AbsolutePath);
    }

    [Fact]
    public async Task Message_carries_its_content_and_content_type()
    {
        await Client.SendToUserAsync("u", Content, Json);

        var sent = Assert.Single(Server.Requests);
        Assert.Equal("application/json", sent.Headers["Content-Type"]);
        Assert.Equal("""{"a":1}""", sent.Body);
    }

    [Fact]
    public async Task Text_message_is_plain_text_unless_told_otherwise()
    {
        await Client.SendToGroupAsync("g", "hello");
        await Client.SendToGroupAsync("g", """{"a":1}""", Json);

        Assert.Equal(["text/plain", "application/json"], Server.Requests.Select(sent => sent.Headers["Content-Type"].Split(';')[0]));
    }

    [Fact]
    public async Task Filtered_group_change_sends_groups_and_filter()
    {
        await Client.AddConnectionsToGroupsAsync(["g1", "g2"], "userId eq 'u'");

        using var body = System.Text.Json.JsonDocument.Parse(Assert.Single(Server.Requests).Body);
        Assert.Equal("userId eq 'u'", body.RootElement.GetProperty("filter").GetString());
        Assert.Equal(["g1", "g2"], body.RootElement.GetProperty("groups").EnumerateArray().Select(group => group.GetString()));
    }

    [Theory]
    [InlineData(200, true)]
    [InlineData(404, false)]
    public async Task Existence_is_told_by_200_and_404(int status, bool exists)
    {
        Server.NextAnswer(status);

        Assert.Equal(exists, (await Client.UserExistsAsync("u")).Value);
    }

    [Fact]
    public async Task Group_listing_follows_next_links()
    {
        Server.NextAnswer(200, $$"""
            {"value":[{"connectionId":"c1","userId":"u1"}],"nextLink":"{{Server.Endpoint}}api/hubs/{{Hub}}/groups/g/connections?continuationToken=2"}
            """);
        Server.NextAnswer(200, """{"value":[{"connectionId":"c2"}]}""");

        var members = new List<WebPubSubGroupMember>();
        await foreach (var member in Client.ListConnectionsInGroupAsync("g", maxpagesize: 1).WithCancellation(Cancellation))
        {
            members.Add(member);
        }

        Assert.Equal([("c1", "u1"), ("c2", null)], members.Select(member => (member.ConnectionId, member.UserId)));
        Assert.Contains("maxpagesize=1", Server.Requests[0].PathAndQuery, StringComparison.Ordinal);
        Assert.Contains("continuationToken=2", Server.Requests[1].PathAndQuery, StringComparison.Ordinal);
    }

    [Fact]
    public void Synchronous_operations_send_the_same_requests()
    {
        Client.SendToUser("u", "hello");
        Client.CloseUserConnections("u");
        Client.UserExists("u");

        Assert.Equal(
            [$"POST /api/hubs/{Hub}/users/u/:send", $"POST /api/hubs/{Hub}/users/u/:closeConnections", $"HEAD /api/hubs/{Hub}/users/u"],
            Server.Requests.Select(sent => $"{sent.Method} {sent.Url.AbsolutePath}"));
    }

    [Fact]
    public void Filter_literals_are_quoted()
    {
        var user = "o'neil";

        Assert.Equal("userId eq 'o''neil' and x eq true and n eq 3", ClientConnectionFilter.Create($"userId eq {user} and x eq {true} and n eq {3}"));
        Assert.Throws<ArgumentException>(() => ClientConnectionFilter.Create($"x eq {DateTime.UnixEpoch}"));
    }
}
