using System.Net;
using System.Net.WebSockets;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Fixia.Local.WebPubSub;
using Microsoft.AspNetCore.Http;
using WebPubSub.Tests.Support;

namespace WebPubSub.Tests;

/// <summary>CloudEvents to event handlers, and what their answers do.</summary>
public sealed class UpstreamTests
{
    private const string Json = "json.webpubsub.azure.v1";

    [Fact]
    public async Task A_user_event_carries_every_documented_attribute()
    {
        await using var endpoint = await TestEndpoint.StartAsync();
        var upstream = await endpoint.AddUpstreamAsync();
        var client = await endpoint.ConnectAsync(Json, "ana");
        await client.SendAsync("""{"type":"event","event":"greet","data":{"hello": "world"}}""");

        var received = await upstream.NextAsync();
        Assert.Equal("/hooks/chat/greet", received.Path);
        Assert.Equal("""{"hello": "world"}""", received.Text);
        Assert.Equal("application/json", received["Content-Type"]);
        Assert.Equal("127.0.0.1", received["WebHook-Request-Origin"]);
        Assert.Equal("1.0", received["ce-specversion"]);
        Assert.Equal("azure.webpubsub.user.greet", received["ce-type"]);
        Assert.Equal($"/hubs/chat/client/{client.ConnectionId}", received["ce-source"]);
        Assert.Equal("1", received["ce-id"]);
        Assert.Matches(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$", received["ce-time"]);
        Assert.Equal("ana", received["ce-userId"]);
        Assert.Equal(client.ConnectionId, received["ce-connectionId"]);
        Assert.Equal("chat", received["ce-hub"]);
        Assert.Equal("greet", received["ce-eventName"]);
        Assert.Equal(Json, received["ce-subprotocol"]);
        Assert.Null(received["ce-connectionState"]);
        var hash = HMACSHA256.HashData(Encoding.UTF8.GetBytes(endpoint.AccessKey), Encoding.UTF8.GetBytes(client.ConnectionId));
        Assert.Equal("sha256=" + Convert.ToHexStringLower(hash), received["ce-signature"]);
    }

    [Theory]
    [InlineData("text", "\"plain\"", "text/plain", "plain")]
    [InlineData("binary", "\"aGk=\"", "application/octet-stream", "hi")]
    [InlineData("json", "[1]", "application/json", "[1]")]
    public async Task The_data_type_of_an_event_is_its_content_type(string dataType, string data, string contentType, string body)
    {
        await using var endpoint = await TestEndpoint.StartAsync();
        var upstream = await endpoint.AddUpstreamAsync();
        var client = await endpoint.ConnectAsync(Json);
        await client.SendAsync($$"""{"type":"event","event":"e","dataType":"{{dataType}}","data":{{data}}}""");
        var received = await upstream.NextAsync();
        Assert.Equal(contentType, received["Content-Type"]);
        Assert.Equal(body, received.Text);
    }

    [Theory]
    [InlineData("application/json; charset=utf-8", """{"a": 1}""", """{"type":"message","from":"server","dataType":"json","data":{"a": 1}}""")]
    [InlineData("text/plain", "hi", """{"type":"message","from":"server","dataType":"text","data":"hi"}""")]
    [InlineData("application/octet-stream", "hi", """{"type":"message","from":"server","dataType":"binary","data":"aGk="}""")]
    public async Task An_answer_reaches_the_caller_as_a_message_from_the_server_before_its_ack(string contentType, string body, string message)
    {
        await using var endpoint = await TestEndpoint.StartAsync();
        var upstream = await endpoint.AddUpstreamAsync();
        upstream.Answer = (_, context) => Reply(context, contentType, body);
        var other = await endpoint.ConnectAsync(Json, "ana");
        var client = await endpoint.ConnectAsync(Json, "ana");
        await client.SendAsync("""{"type":"event","event":"e","ackId":3,"data":1}""");
        Assert.Equal(message, await client.ReadTextAsync());
        Assert.Equal("""{"type":"ack","ackId":3,"success":true}""", await client.ReadTextAsync());
        await endpoint.SendTextAsync("", "end");
        Assert.Equal("end", (await other.ReadJsonAsync()).GetProperty("data").GetString());
    }

    [Theory]
    [InlineData(400)]
    [InlineData(401)]
    [InlineData(500)]
    [InlineData(302)]
    public async Task A_user_event_that_is_not_answered_2xx_drops_the_client(int status)
    {
        await using var endpoint = await TestEndpoint.StartAsync();
        var upstream = await endpoint.AddUpstreamAsync("*", "disconnected");
        upstream.Answer = (received, context) =>
        {
            context.Response.StatusCode = received["ce-eventName"] == "e" ? status : 204;
            context.Response.Headers.Location = "/elsewhere";
            return Task.CompletedTask;
        };
        var client = await endpoint.ConnectAsync(Json);
        await client.SendAsync("""{"type":"event","event":"e","ackId":1,"data":1}""");
        var last = await client.ReadToCloseAsync();
        Assert.Equal("InternalServerError", last[0].GetProperty("error").GetProperty("name").GetString());
        Assert.Equal("disconnected", last[1].GetProperty("event").GetString());
        Assert.Equal(WebSocketCloseStatus.PolicyViolation, client.CloseStatus);
        Assert.Equal("e", (await upstream.NextAsync())["ce-eventName"]);
        var disconnected = await upstream.NextAsync();
        Assert.Equal("disconnected", disconnected["ce-eventName"]);
        Assert.Equal(client.CloseReason, JsonDocument.Parse(disconnected.Body).RootElement.GetProperty("reason").GetString());
    }

    [Fact]
    public async Task An_answer_that_comes_too_late_drops_the_client()
    {
        await using var endpoint = await TestEndpoint.StartAsync(options =>
            options.Timeouts = options.Timeouts with { EventHandler = TimeSpan.FromMilliseconds(50) });
        var upstream = await endpoint.AddUpstreamAsync();
        upstream.Answer = (_, context) => Task.Delay(Timeout.Infinite, context.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default);
        var client = await endpoint.ConnectAsync(Json);
        await client.SendAsync("""{"type":"event","event":"e","data":1}""");
        await client.ReadToCloseAsync();
        Assert.Equal(WebSocketCloseStatus.PolicyViolation, client.CloseStatus);
    }

    [Fact]
    public async Task Events_of_a_connection_are_raised_in_order_each_after_the_last_answer()
    {
        await using var endpoint = await TestEndpoint.StartAsync();
        var running = 0;
        var overlaps = 0;
        var upstream = await endpoint.AddUpstreamAsync("*", "connected", "disconnected");
        upstream.Answer = async (_, _) =>
        {
            overlaps += Interlocked.Increment(ref running) > 1 ? 1 : 0;
            await Task.Yield();
            Interlocked.Decrement(ref running);
        };
        var client = await endpoint.ConnectAsync(Json);
        for (var i = 0; i < 300; i++)
        {
            await client.SendAsync($$"""{"type":"event","event":"e","data":{{i}}}""");
        }

        await client.SendAsync("""{"type":"event","event":"last","ackId":1,"data":0}""");
        await client.ReadJsonAsync();
        await client.CloseAsync();

        Assert.Equal("connected", (await upstream.NextAsync())["ce-eventName"]);
        for (var i = 0; i < 300; i++)
        {
            Assert.Equal(i.ToString(System.Globalization.CultureInfo.InvariantCulture), (await upstream.NextAsync()).Text);
        }

        Assert.Equal("last", (await upstream.NextAsync())["ce-eventName"]);
        var disconnected = await upstream.NextAsync();
        Assert.Equal("disconnected", disconnected["ce-eventName"]);
        Assert.Equal("""{"reason":"bye"}""", disconnected.Text);
        Assert.Equal(0, overlaps);
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

    [Fact]
    public async Task Registration_asks_the_handler_first_and_keeps_the_old_settings_when_it_refuses()
    {
        await using var endpoint = await TestEndpoint.StartAsync();
        var good = await endpoint.AddUpstreamAsync();
        var validation = Assert.Single(good.Validations);
        Assert.Equal("/hooks/chat/validate", validation.Path);
        Assert.Equal("127.0.0.1", validation["WebHook-Request-Origin"]);

        var bad = await TestUpstream.StartAsync();
        endpoint.Own(bad);
        foreach (var origin in new[] { null, "example.com" })
        {
            bad.AllowedOrigin = origin;
            await Assert.ThrowsAsync<EventHandlerValidationException>(() => endpoint.Endpoint.ConfigureHubAsync(
                "chat",
                new HubSettings { EventHandlers = [new EventHandlerSettings { UrlTemplate = bad.Url, UserEventPattern = "*" }] },
                TestEndpoint.Cancel));
        }

        var client = await endpoint.ConnectAsync(Json);
        await client.SendAsync("""{"type":"event","event":"e","data":1}""");
        await good.NextAsync("e");
    }

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("example.com, 127.0.0.1:8080")]
    public async Task A_handler_can_allow_this_host_by_name(string allowed)
    {
        await using var endpoint = await TestEndpoint.StartAsync();
        var upstream = await TestUpstream.StartAsync();
        endpoint.Own(upstream);
        upstream.AllowedOrigin = allowed;
        await endpoint.Endpoint.ConfigureHubAsync(
            "chat", new HubSettings { EventHandlers = [new EventHandlerSettings { UrlTemplate = upstream.Url }] }, TestEndpoint.Cancel);
        Assert.Single(upstream.Validations);
    }

    [Theory]
    [InlineData("not a url")]
    [InlineData("ftp://example.com/x")]
    [InlineData("http://{hub}.example.com/x")]
    public async Task A_URL_template_that_the_service_does_not_take_is_refused(string template)
    {
        await using var endpoint = await TestEndpoint.StartAsync();
        await Assert.ThrowsAsync<ArgumentException>(() => endpoint.Endpoint.ConfigureHubAsync(
            "chat", new HubSettings { EventHandlers = [new EventHandlerSettings { UrlTemplate = template }] }, TestEndpoint.Cancel));
    }

    [Fact]
    public async Task The_first_handler_that_cares_for_an_event_gets_it()
    {
        await using var endpoint = await TestEndpoint.StartAsync();
        var (first, second) = (await TestUpstream.StartAsync(), await TestUpstream.StartAsync());
        endpoint.Own(first);
        endpoint.Own(second);
        await endpoint.Endpoint.ConfigureHubAsync("chat", new HubSettings
        {
            EventHandlers =
            [
                new EventHandlerSettings { UrlTemplate = first.Url, UserEventPattern = "a, b" },
                new EventHandlerSettings { UrlTemplate = second.Url, UserEventPattern = "*" },
            ],
        }, TestEndpoint.Cancel);
        var client = await endpoint.ConnectAsync(Json);
        await client.SendAsync("""{"type":"event","event":"b","data":1}""");
        await client.SendAsync("""{"type":"event","event":"c","data":1}""");
        Assert.Equal("b", (await first.NextAsync())["ce-eventName"]);
        Assert.Equal("c", (await second.NextAsync())["ce-eventName"]);
    }

    [Fact]
    public async Task A_user_id_beyond_ASCII_is_percent_encoded_in_its_header()
    {
        await using var endpoint = await TestEndpoint.StartAsync();
        var upstream = await endpoint.AddUpstreamAsync();
        var client = await endpoint.ConnectAsync(Json, "josé\r\nx: y");
        await client.SendAsync("""{"type":"event","event":"e","data":1}""");
        var received = await upstream.NextAsync();
        Assert.Equal("jos%C3%A9%0D%0Ax: y", received["ce-userId"]);
        Assert.Null(received["x"]);
    }

    private static Task Reply(HttpContext context, string contentType, string body)
    {
        context.Response.StatusCode = StatusCodes.Status200OK;
        context.Response.ContentType = contentType;
        return context.Response.WriteAsync(body);
    }
}
