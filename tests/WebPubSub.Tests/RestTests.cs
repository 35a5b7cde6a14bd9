using System.Net;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using WebPubSub.Tests.Support;

namespace WebPubSub.Tests;

/// <summary>The data-plane REST API on the wire.</summary>
public sealed class RestTests
{
    private const string Json = "json.webpubsub.azure.v1";

    [Fact]
    public async Task Health_needs_no_token()
    {
        await using var endpoint = await TestEndpoint.StartAsync();
        Assert.Equal(HttpStatusCode.OK, (await endpoint.CallAsync(HttpMethod.Head, "/api/health", token: null)).StatusCode);
    }

    [Theory]
    [InlineData("")]
    [InlineData("/groups/g")]
    public async Task A_send_reaches_everyone_but_the_excluded(string target)
    {
        await using var endpoint = await TestEndpoint.StartAsync();
        var (a, b) = (await endpoint.ConnectAsync(Json, groups: ["g"]), await endpoint.ConnectAsync(Json, groups: ["g"]));
        var response = await endpoint.CallAsync(
            HttpMethod.Post, $"/api/hubs/chat{target}/:send?excluded={a.ConnectionId}&excluded=nobody", Text("one"));
        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
        await endpoint.SendTextAsync("", "two");
        Assert.Equal("two", (await a.ReadJsonAsync()).GetProperty("data").GetString());
        Assert.Equal("one", (await b.ReadJsonAsync()).GetProperty("data").GetString());
    }

    [Fact]
    public async Task A_send_to_one_connection_reaches_it_alone_and_one_to_a_stranger_is_forgotten()
    {
        await using var endpoint = await TestEndpoint.StartAsync();
        var (a, b) = (await endpoint.ConnectAsync(Json), await endpoint.ConnectAsync(Json));
        Assert.Equal(HttpStatusCode.Accepted, (await endpoint.SendTextAsync($"/connections/{a.ConnectionId}", "for a")).StatusCode);
        await endpoint.SendTextAsync("", "all");
        Assert.Equal("for a", (await a.ReadJsonAsync()).GetProperty("data").GetString());
        Assert.Equal("all", (await b.ReadJsonAsync()).GetProperty("data").GetString());
        Assert.Equal(HttpStatusCode.Accepted, (await endpoint.SendTextAsync("/connections/nobody", "x")).StatusCode);
    }

    [Fact]
    public async Task Existence_follows_the_connection()
    {
        await using var endpoint = await TestEndpoint.StartAsync();
        var client = await endpoint.ConnectAsync(Json, "ana", groups: ["g"]);
        string[] paths = [$"connections/{client.ConnectionId}", "users/ana", "groups/g"];
        foreach (var path in paths)
        {
            Assert.Equal(HttpStatusCode.OK, (await endpoint.CallAsync(HttpMethod.Head, "/api/hubs/chat/" + path)).StatusCode);
            Assert.Equal(HttpStatusCode.NotFound, (await endpoint.CallAsync(HttpMethod.Head, "/api/hubs/other/" + path)).StatusCode);
        }

        var closed = await endpoint.CallAsync(HttpMethod.Delete, $"/api/hubs/chat/connections/{client.ConnectionId}?reason=enough");
        Assert.Equal(HttpStatusCode.NoContent, closed.StatusCode);
        var farewell = Assert.Single(await client.ReadToCloseAsync());
        Assert.Equal(
            """{"type":"system","event":"disconnected","message":"Application server closed the connection. Reason: enough"}""",
            farewell.GetRawText());
        Assert.Equal(WebSocketCloseStatus.NormalClosure, client.CloseStatus);
        Assert.Equal("", client.CloseReason);
        foreach (var path in paths)
        {
            Assert.Equal(HttpStatusCode.NotFound, (await endpoint.CallAsync(HttpMethod.Head, "/api/hubs/chat/" + path)).StatusCode);
        }
    }

    [Theory]
    [InlineData("/api/hubs/chat/:closeConnections")]
    [InlineData("/api/hubs/chat/groups/g/:closeConnections")]
    [InlineData("/api/hubs/chat/users/ana/:closeConnections")]
    public async Task Closing_many_spares_the_excluded(string path)
    {
        await using var endpoint = await TestEndpoint.StartAsync();
        var goes = await endpoint.ConnectAsync(Json, "ana", groups: ["g"]);
        var stays = await endpoint.ConnectAsync(Json, "ana", groups: ["g"]);
        var response = await endpoint.CallAsync(HttpMethod.Post, $"{path}?excluded={stays.ConnectionId}&reason=why");
        Assert.Equal(HttpStatusCode.NoContent, response.StatusCode);
        Assert.Equal(
            "Application server closed the connection. Reason: why",
            Assert.Single(await goes.ReadToCloseAsync()).GetProperty("message").GetString());
        Assert.Equal("", goes.CloseReason);
        await endpoint.SendTextAsync("", "here");
        Assert.Equal("here", (await stays.ReadJsonAsync()).GetProperty("data").GetString());
    }

    [Fact]
    public async Task A_client_that_is_closed_without_a_reason_is_told_by_whom()
    {
        await using var endpoint = await TestEndpoint.StartAsync();
        var upstream = await endpoint.AddUpstreamAsync("", "disconnected");
        var client = await endpoint.ConnectAsync(Json, "ana");
        await endpoint.CallAsync(HttpMethod.Post, "/api/hubs/chat/users/ana/:closeConnections");
        Assert.Equal("""{"reason":"Application server closed the connection."}""", (await upstream.NextAsync()).Text);
        Assert.Equal(
            "Application server closed the connection.",
            Assert.Single(await client.ReadToCloseAsync()).GetProperty("message").GetString());
        Assert.Equal(WebSocketCloseStatus.NormalClosure, client.CloseStatus);
    }

    [Fact]
    public async Task Names_of_hubs_that_differ_in_case_alone_are_one_hub()
    {
        await using var endpoint = await TestEndpoint.StartAsync();
        var client = await endpoint.ConnectAsync(Json);
        Assert.Equal(HttpStatusCode.Accepted, (await endpoint.CallAsync(HttpMethod.Post, "/api/hubs/CHAT/:send", Text("hello"))).StatusCode);
        Assert.Equal("hello", (await client.ReadJsonAsync()).GetProperty("data").GetString());
    }

    [Theory]
    [InlineData("a%2Bb")]
    [InlineData("a:b+c d")]
    [InlineData("ñ☃")]
    [InlineData("?#&=")]
    public async Task Names_of_any_characters_but_the_slash_work_when_they_are_escaped(string name)
    {
        await using var endpoint = await TestEndpoint.StartAsync();
        var client = await endpoint.ConnectAsync(Json, name, groups: [name]);
        var escaped = Uri.EscapeDataString(name);
        Assert.Equal(HttpStatusCode.Accepted, (await endpoint.SendTextAsync("/groups/" + escaped, "group")).StatusCode);
        Assert.Equal(HttpStatusCode.Accepted, (await endpoint.SendTextAsync("/users/" + escaped, "user")).StatusCode);
        Assert.Equal("group", (await client.ReadJsonAsync()).GetProperty("data").GetString());
        Assert.Equal("user", (await client.ReadJsonAsync()).GetProperty("data").GetString());
    }

    [Theory]
    [InlineData("%2F")]
    [InlineData("%2f")]
    public async Task A_name_with_a_slash_cannot_be_named_by_a_path(string slash)
    {
        await using var endpoint = await TestEndpoint.StartAsync();
        var client = await endpoint.ConnectAsync(Json, "tenant/ana", groups: ["user:tenant/ana"]);
        var literal = await endpoint.ConnectAsync(Json, $"tenant{slash}ana", groups: [$"user:tenant{slash}ana"]);
        Assert.Equal(HttpStatusCode.Accepted, (await endpoint.SendTextAsync($"/groups/user%3Atenant{slash}ana", "group")).StatusCode);
        Assert.Equal(HttpStatusCode.Accepted, (await endpoint.SendTextAsync($"/users/tenant{slash}ana", "user")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await endpoint.CallAsync(HttpMethod.Head, $"/api/hubs/chat/users/tenant{slash}ana")).StatusCode);
        await literal.CloseAsync();
        await Deadline.UntilAsync(async () =>
            (await endpoint.CallAsync(HttpMethod.Head, $"/api/hubs/chat/users/tenant{slash}ana")).StatusCode == HttpStatusCode.NotFound);
        await endpoint.CallAsync(HttpMethod.Post, $"/api/hubs/chat/users/tenant{slash}ana/:closeConnections");
        await endpoint.SendTextAsync("", "all");
        Assert.Equal("all", (await client.ReadJsonAsync()).GetProperty("data").GetString());
    }

    [Fact]
    public async Task A_send_to_a_group_comes_from_the_group_and_any_other_from_the_server()
    {
        await using var endpoint = await TestEndpoint.StartAsync();
        var client = await endpoint.ConnectAsync(Json, "ana", groups: ["room"]);
        await endpoint.SendTextAsync("/groups/room", "hi");
        Assert.Equal("""{"type":"message","from":"group","group":"room","fromUserId":null,"dataType":"text","data":"hi"}""", await client.ReadTextAsync());
        foreach (var target in new[] { "", "/users/ana", $"/connections/{client.ConnectionId}" })
        {
            await endpoint.SendTextAsync(target, "hi");
            Assert.Equal("""{"type":"message","from":"server","dataType":"text","data":"hi"}""", await client.ReadTextAsync());
        }
    }

    [Fact]
    public async Task A_send_without_a_content_type_is_binary_and_one_without_a_length_is_400()
    {
        await using var endpoint = await TestEndpoint.StartAsync();
        var client = await endpoint.ConnectAsync(Json);
        using var untyped = new ByteArrayContent([0, 1, 255]);
        Assert.Equal(HttpStatusCode.Accepted, (await endpoint.CallAsync(HttpMethod.Post, "/api/hubs/chat/:send", untyped)).StatusCode);
        Assert.Equal("AAH/", (await client.ReadJsonAsync()).GetProperty("data").GetString());
        using var chunked = System.Net.Http.Json.JsonContent.Create(new { a = 1 });
        await AssertErrorAsync(await endpoint.CallAsync(HttpMethod.Post, "/api/hubs/chat/:send", chunked), HttpStatusCode.BadRequest, "Error.BadRequest");
    }

    [Fact]
    public async Task A_call_without_the_right_token_is_401()
    {
        await using var endpoint = await TestEndpoint.StartAsync();
        var here = $"{endpoint.Endpoint.Endpoint}api/hubs/chat/users/ana";
        string?[] tokens =
        [
            null,
            "nonsense",
            endpoint.Token(audience: here, key: new string('k', 40)),
            endpoint.Token(audience: here + "x"),
            endpoint.Token(audience: here, life: TimeSpan.FromSeconds(-1)),
        ];
        foreach (var token in tokens)
        {
            var response = await endpoint.CallAsync(HttpMethod.Get, "/api/hubs/chat/users/ana", token: token);
            Assert.Equal(HttpStatusCode.MethodNotAllowed, response.StatusCode);
            Assert.Equal(["HEAD"], response.Content.Headers.Allow);
            response = await endpoint.CallAsync(HttpMethod.Head, "/api/hubs/chat/users/ana", token: token);
            Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
            Assert.Equal("Bearer", response.Headers.WwwAuthenticate.Single().Scheme);
        }

        var rest = await endpoint.CallAsync(HttpMethod.Head, "/api/hubs/chat/users/ana", token: endpoint.Token(audience: here));
        Assert.Equal(HttpStatusCode.NotFound, rest.StatusCode);
    }

    public static TheoryData<string, string, string, string, HttpStatusCode, string> BadCalls => new()
    {
        { "POST", "/api/hubs/chat/:send", "application/json", "{", HttpStatusCode.BadRequest, "Error.BadRequest" },
        { "POST", "/api/hubs/chat/:send", "application/json", "", HttpStatusCode.BadRequest, "Error.BadRequest" },
        { "POST", "/api/hubs/chat/:send", "application/json", "1 2", HttpStatusCode.BadRequest, "Error.BadRequest" },
        { "POST", "/api/hubs/chat/:send", "application/xml", "<a/>", HttpStatusCode.UnsupportedMediaType, "Error.UnsupportedMediaType" },
        { "POST", "/api/hubs/chat/:send?messageTtlSeconds=301", "text/plain", "x", HttpStatusCode.BadRequest, "Error.BadRequest" },
        { "POST", "/api/hubs/chat/:send?messageTtlSeconds=-1", "text/plain", "x", HttpStatusCode.BadRequest, "Error.BadRequest" },
        { "POST", "/api/hubs/1chat/:send", "text/plain", "x", HttpStatusCode.BadRequest, "Error.BadRequest" },
        { "POST", "/api/hubs/chat/groups/%20/:send", "text/plain", "x", HttpStatusCode.BadRequest, "Error.BadRequest" },
        { "POST", "/api/hubs/chat/users/%20/:closeConnections", "text/plain", "", HttpStatusCode.BadRequest, "Error.BadRequest" },
        { "DELETE", "/api/hubs/chat/connections/%20/groups", "text/plain", "", HttpStatusCode.BadRequest, "Error.BadRequest" },
        { "PUT", "/api/hubs/chat/groups/%20/connections/nobody", "text/plain", "", HttpStatusCode.BadRequest, "Error.BadRequest" },
        { "DELETE", "/api/hubs/chat/groups/%20/connections/nobody", "text/plain", "", HttpStatusCode.BadRequest, "Error.BadRequest" },
        { "PUT", "/api/hubs/chat/users/nobody/groups/%20", "text/plain", "", HttpStatusCode.BadRequest, "Error.BadRequest" },
        { "POST", "/api/hubs/chat/:addToGroups", "text/plain", "{}", HttpStatusCode.UnsupportedMediaType, "Error.UnsupportedMediaType" },
        { "POST", "/api/hubs/chat/users//:send", "text/plain", "x", HttpStatusCode.NotFound, "Error.NotFound" },
        { "POST", "/api/hubs/chat/:dance", "text/plain", "x", HttpStatusCode.NotFound, "Error.NotFound" },
        { "GET", "/api/hubs/chat/:send", "text/plain", "", HttpStatusCode.MethodNotAllowed, "Error.MethodNotAllowed" },
        { "POST", "/", "text/plain", "", HttpStatusCode.NotFound, "Error.NotFound" },
    };

    [Theory]
    [MemberData(nameof(BadCalls))]
    public async Task A_bad_call_is_answered_with_an_error_body(
        string method, string path, string contentType, string body, HttpStatusCode status, string code)
    {
        await using var endpoint = await TestEndpoint.StartAsync();
        using var content = method == "GET" ? null : new StringContent(body, Encoding.UTF8, contentType);
        await AssertErrorAsync(await endpoint.CallAsync(new HttpMethod(method), path, content), status, code);
    }

    [Theory]
    [InlineData("api-version=")]
    [InlineData("api-version=1999-01-01")]
    [InlineData("api-version=2024-12-01&api-version=2024-12-01")]
    public async Task An_api_version_that_does_not_exist_is_400(string version)
    {
        await using var endpoint = await TestEndpoint.StartAsync();
        var response = await endpoint.CallAsync(HttpMethod.Post, "/api/hubs/chat/:send", Text("x"), apiVersion: version);
        Assert.Equal("api-version", (await AssertErrorAsync(response, HttpStatusCode.BadRequest, "Error.BadRequest")).GetProperty("target").GetString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("api-version=2021-05-01-preview")]
    [InlineData("api-version=2021-08-01-preview")]
    [InlineData("api-version=2021-10-01")]
    [InlineData("api-version=2022-10-01-preview")]
    [InlineData("api-version=2022-11-01")]
    [InlineData("api-version=2023-07-01")]
    [InlineData("api-version=2024-01-01")]
    public async Task Every_published_version_works_and_so_does_none(string version)
    {
        await using var endpoint = await TestEndpoint.StartAsync();
        var response = await endpoint.CallAsync(HttpMethod.Post, "/api/hubs/chat/:send", Text("x"), apiVersion: version);
        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
    }

    [Theory]
    [InlineData("json.webpubsub.azure.v1")]
    [InlineData(null)]
    public async Task Text_that_is_not_UTF8_reaches_clients_as_text_that_is(string? subprotocol)
    {
        await using var endpoint = await TestEndpoint.StartAsync();
        var client = await endpoint.ConnectAsync(subprotocol);
        using var content = new ByteArrayContent([(byte)'a', 0xFF, (byte)'b']) { Headers = { ContentType = new("text/plain") } };
        Assert.Equal(HttpStatusCode.Accepted, (await endpoint.CallAsync(HttpMethod.Post, "/api/hubs/chat/:send", content)).StatusCode);
        var text = subprotocol is null ? await client.ReadTextAsync() : (await client.ReadJsonAsync()).GetProperty("data").GetString();
        Assert.Equal("a\uFFFDb", text);
    }

    [Fact]
    public async Task A_body_past_the_limit_is_400()
    {
        await using var endpoint = await TestEndpoint.StartAsync(options =>
            options.Limits = options.Limits with { MaxRestMessageBytes = 1000 });
        Assert.Equal(HttpStatusCode.Accepted, (await endpoint.SendTextAsync("", new string('x', 1000))).StatusCode);
        await AssertErrorAsync(
            await endpoint.SendTextAsync("", new string('x', 1001)), HttpStatusCode.BadRequest, "Error.BadRequest");
    }

    private static StringContent Text(string text) => new(text, Encoding.UTF8, "text/plain");

    private static async Task<JsonElement> AssertErrorAsync(HttpResponseMessage response, HttpStatusCode status, string code)
    {
        Assert.Equal(status, response.StatusCode);
        var body = JsonDocument.Parse(await response.Content.ReadAsStringAsync(TestEndpoint.Cancel)).RootElement;
        Assert.Equal(code, body.GetProperty("code").GetString());
        Assert.NotEmpty(body.GetProperty("message").GetString()!);
        Assert.Equal(code, response.Headers.GetValues("x-ms-error-code").Single());
        Assert.Equal(JsonValueKind.Array, body.GetProperty("details").ValueKind);
        return body;
    }
}
