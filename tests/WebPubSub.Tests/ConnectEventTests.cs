using System.Net;
using System.Net.WebSockets;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using WebPubSub.Tests.Support;

namespace WebPubSub.Tests;

/// <summary>The blocking event <c>connect</c>, and what its answer settles.</summary>
public sealed class ConnectEventTests
{
    private const string Json = "json.webpubsub.azure.v1";

    [Fact]
    public async Task Connect_is_asked_first_and_settles_user_groups_roles_and_subprotocol()
    {
        await using var endpoint = await TestEndpoint.StartAsync();
        var upstream = await endpoint.AddUpstreamAsync("", "connect");
        upstream.Answer = (_, context) => Reply(
            context,
            "application/json",
            $$"""{"userId":"cleo","groups":["g"],"roles":["webpubsub.sendToGroup"],"subprotocol":"{{Json}}"}""");
        var token = endpoint.Token("ana", ["webpubsub.joinLeaveGroup"], ["token-group"]);
        await using var client = await RawClient.ConnectAsync(endpoint.ClientUri($"?access_token={token}&q=1&q=2"), "custom", Json);
        await client.ReadGreetingAsync();

        Assert.Equal(Json, client.Subprotocol);
        Assert.Equal("cleo", client.Greeting.GetProperty("userId").GetString());
        await client.SendAsync("""{"type":"sendToGroup","group":"g","data":1}""");
        Assert.Equal("g", (await client.ReadJsonAsync()).GetProperty("group").GetString());

        // The answer stands in place of the token.
        Assert.Equal(HttpStatusCode.NotFound, (await endpoint.CallAsync(HttpMethod.Head, "/api/hubs/chat/groups/token-group")).StatusCode);
        await client.SendAsync("""{"type":"joinGroup","group":"x","ackId":1}""");
        Assert.False((await client.ReadJsonAsync()).GetProperty("success").GetBoolean());

        var received = await upstream.NextAsync();
        Assert.Equal("0", received["ce-id"]);
        var body = JsonDocument.Parse(received.Body).RootElement;
        Assert.Equal("azure.webpubsub.sys.connect", received["ce-type"]);
        Assert.Equal("application/json; charset=utf-8", received["Content-Type"]);
        Assert.Equal("ana", received["ce-userId"]);
        Assert.Equal(client.ConnectionId, received["ce-connectionId"]);
        Assert.Equal("""["ana"]""", body.GetProperty("claims").GetProperty("sub").GetRawText());
        Assert.Equal("""["1","2"]""", body.GetProperty("query").GetProperty("q").GetRawText());
        Assert.False(body.GetProperty("query").TryGetProperty("access_token", out _));
        Assert.Equal($"""["custom","{Json}"]""", body.GetProperty("subprotocols").GetRawText());
        Assert.True(body.GetProperty("headers").TryGetProperty("Host", out _));
    }

    [Fact]
    public async Task The_body_of_a_refusal_reaches_the_client_and_that_of_a_failure_does_not()
    {
        await using var endpoint = await TestEndpoint.StartAsync();
        var upstream = await endpoint.AddUpstreamAsync("", "connect");
        var status = StatusCodes.Status403Forbidden;
        upstream.Answer = (_, context) =>
        {
            context.Response.StatusCode = status;
            context.Response.ContentType = "text/html";
            return context.Response.WriteAsync("<b>not you</b>");
        };
        var refused = await endpoint.ShakeHandsAsync("?access_token=" + endpoint.Token());
        Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
        Assert.Equal("text/html", refused.Content.Headers.ContentType!.MediaType);
        Assert.Equal("<b>not you</b>", await refused.Content.ReadAsStringAsync(TestEndpoint.Cancel));

        status = StatusCodes.Status502BadGateway;
        var failed = await endpoint.ShakeHandsAsync("?access_token=" + endpoint.Token());
        Assert.Equal(HttpStatusCode.InternalServerError, failed.StatusCode);
        Assert.Equal("Error.InternalServerError", failed.Headers.GetValues("x-ms-error-code").Single());
        Assert.DoesNotContain("not you", await failed.Content.ReadAsStringAsync(TestEndpoint.Cancel), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_access_token_is_not_passed_on_wherever_the_client_put_it()
    {
        await using var endpoint = await TestEndpoint.StartAsync();
        var upstream = await endpoint.AddUpstreamAsync("", "connect");
        var token = endpoint.Token("ana");
        using var socket = new ClientWebSocket();
        socket.Options.SetRequestHeader("Authorization", "Bearer " + token);
        socket.Options.SetRequestHeader("X-Other", "passed on");
        await socket.ConnectAsync(endpoint.ClientUri(""), Deadline.Token);
        await using var client = await RawClient.ConnectAsync(endpoint.ClientUri("?access_token=" + token), Json);
        var inHeader = await upstream.NextAsync();
        Assert.Contains("passed on", inHeader.Text, StringComparison.Ordinal);
        Assert.DoesNotContain(token, inHeader.Text, StringComparison.Ordinal);
        Assert.DoesNotContain(token, (await upstream.NextAsync()).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_custom_subprotocol_that_the_handler_chooses_makes_a_simple_client()
    {
        await using var endpoint = await TestEndpoint.StartAsync();
        var upstream = await endpoint.AddUpstreamAsync("*", "connect");
        upstream.Answer = (received, context) => received["ce-eventName"] == "connect"
            ? Reply(context, "application/json", """{"subprotocol":"custom.v1"}""")
            : Task.CompletedTask;
        await using var client = await RawClient.ConnectAsync(endpoint.ClientUri("?access_token=" + endpoint.Token()), "custom.v2", "custom.v1");
        Assert.Equal("custom.v1", client.Subprotocol);
        await client.SendAsync("plain");
        Assert.Equal("custom.v1", (await upstream.NextAsync("message"))["ce-subprotocol"]);
        await endpoint.SendTextAsync("", "plain too");
        Assert.Equal("plain too", await client.ReadTextAsync());
    }

    [Fact]
    public async Task The_state_that_a_blocking_answer_sets_comes_with_every_later_event()
    {
        await using var endpoint = await TestEndpoint.StartAsync();
        var upstream = await endpoint.AddUpstreamAsync("*", "connect", "connected", "disconnected");
        upstream.Answer = (received, context) =>
        {
            context.Response.Headers["ce-connectionState"] = received["ce-eventName"] switch
            {
                "connect" => "one",
                "e" => "two",
                _ => "ignored",
            };
            return Task.CompletedTask;
        };
        var client = await endpoint.ConnectAsync(Json);
        await client.SendAsync("""{"type":"event","event":"e","ackId":1,"data":1}""");
        await client.ReadJsonAsync();
        await client.CloseAsync();

        Assert.Null((await upstream.NextAsync("connect"))["ce-connectionState"]);
        Assert.Equal("one", (await upstream.NextAsync("connected"))["ce-connectionState"]);
        Assert.Equal("one", (await upstream.NextAsync("e"))["ce-connectionState"]);
        Assert.Equal("two", (await upstream.NextAsync("disconnected"))["ce-connectionState"]);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("null")]
    [InlineData("""{"groups":[]}""")]
    public async Task A_connect_answer_that_says_nothing_leaves_what_the_token_says(string answer)
    {
        await using var endpoint = await TestEndpoint.StartAsync();
        var upstream = await endpoint.AddUpstreamAsync("", "connect");
        upstream.Answer = (_, context) => Reply(context, "application/json", answer);
        var client = await endpoint.ConnectAsync(Json, "ana", ["webpubsub.sendToGroup"], ["g"]);
        await client.SendAsync("""{"type":"sendToGroup","group":"g","data":1}""");
        Assert.Equal("ana", (await client.ReadJsonAsync()).GetProperty("fromUserId").GetString());
    }

    [Theory]
    [InlineData("not json")]
    [InlineData("""{"groups":[" "]}""")]
    [InlineData("""{"groups":[null]}""")]
    [InlineData("""{"roles":[null]}""")]
    [InlineData("""{"subprotocol":"never.offered"}""")]
    public async Task A_connect_answer_that_cannot_be_is_a_500(string answer)
    {
        await using var endpoint = await TestEndpoint.StartAsync();
        var upstream = await endpoint.AddUpstreamAsync("", "connect");
        upstream.Answer = (_, context) => Reply(context, "application/json", answer);
        Assert.Equal(
            HttpStatusCode.InternalServerError,
            await TestEndpoint.RefusalAsync(endpoint.ClientUri("?access_token=" + endpoint.Token()), Json));
    }

    [Theory]
    [InlineData(401, HttpStatusCode.Unauthorized)]
    [InlineData(403, HttpStatusCode.Forbidden)]
    [InlineData(500, HttpStatusCode.InternalServerError)]
    [InlineData(502, HttpStatusCode.InternalServerError)]
    public async Task A_connect_handler_refuses_with_its_4xx_and_its_failure_is_a_500(int answer, HttpStatusCode seen)
    {
        await using var endpoint = await TestEndpoint.StartAsync();
        var upstream = await endpoint.AddUpstreamAsync("", "connect", "disconnected");
        upstream.Answer = (_, context) =>
        {
            context.Response.StatusCode = answer;
            return Task.CompletedTask;
        };
        Assert.Equal(seen, await TestEndpoint.RefusalAsync(endpoint.ClientUri("?access_token=" + endpoint.Token()), Json));
        await upstream.NextAsync("connect");
        Assert.True(upstream.HasNoMore);
    }

    private static Task Reply(HttpContext context, string contentType, string body)
    {
        context.Response.StatusCode = StatusCodes.Status200OK;
        context.Response.ContentType = contentType;
        return context.Response.WriteAsync(body);
    }
}
