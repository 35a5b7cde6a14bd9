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
    [InlineData(null, "hi", """{"type":"message","from":"server","dataType":"binary","data":"aGk="}""")]
    public async Task An_answer_reaches_the_caller_as_a_message_from_the_server_before_its_ack(string? contentType, string body, string message)
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

    [Theory]
    [InlineData("application/json", "{")]
    [InlineData("application/xml", "<a/>")]
    public async Task An_answer_that_the_service_cannot_pass_on_drops_the_client(string contentType, string body)
    {
        await using var endpoint = await TestEndpoint.StartAsync();
        var upstream = await endpoint.AddUpstreamAsync();
        upstream.Answer = (_, context) => Reply(context, contentType, body);
        var client = await endpoint.ConnectAsync(Json);
        await client.SendAsync("""{"type":"event","event":"e","data":1}""");
        Assert.Equal("disconnected", Assert.Single(await client.ReadToCloseAsync()).GetProperty("event").GetString());
        Assert.Equal(WebSocketCloseStatus.PolicyViolation, client.CloseStatus);
    }

    [Fact]
    public async Task An_answer_past_the_limit_drops_the_client()
    {
        await using var endpoint = await TestEndpoint.StartAsync(options =>
            options.Limits = options.Limits with { MaxUpstreamResponseBytes = 1000 });
        var upstream = await endpoint.AddUpstreamAsync();
        upstream.Answer = (received, context) => Reply(context, "text/plain", new string('x', received["ce-eventName"] == "large" ? 1001 : 1000));
        var client = await endpoint.ConnectAsync(Json);
        await client.SendAsync("""{"type":"event","event":"small","data":1}""");
        Assert.Equal(1000, (await client.ReadJsonAsync()).GetProperty("data").GetString()!.Length);
        await client.SendAsync("""{"type":"event","event":"large","data":1}""");
        Assert.Equal("disconnected", Assert.Single(await client.ReadToCloseAsync()).GetProperty("event").GetString());
        Assert.Equal(WebSocketCloseStatus.PolicyViolation, client.CloseStatus);
    }

    [Fact]
    public async Task An_event_with_a_repeated_ackId_is_a_duplicate_even_while_the_first_is_at_its_handler()
    {
        await using var endpoint = await TestEndpoint.StartAsync();
        var upstream = await endpoint.AddUpstreamAsync();
        var release = new TaskCompletionSource();
        upstream.Answer = (_, _) => release.Task;
        var client = await endpoint.ConnectAsync(Json);
        for (var i = 0; i < 2; i++)
        {
            await client.SendAsync("""{"type":"event","event":"once","ackId":1,"data":1}""");
        }

        Assert.Equal("Duplicate", (await client.ReadJsonAsync()).GetProperty("error").GetProperty("name").GetString());
        release.SetResult();
        Assert.True((await client.ReadJsonAsync()).GetProperty("success").GetBoolean());
        await client.SendAsync("""{"type":"event","event":"end","ackId":2,"data":1}""");
        Assert.Equal("once", (await upstream.NextAsync())["ce-eventName"]);
        Assert.Equal("end", (await upstream.NextAsync())["ce-eventName"]);
    }

    [Fact]
    public async Task A_client_with_too_many_events_waiting_is_not_read_from_until_there_is_room()
    {
        await using var endpoint = await TestEndpoint.StartAsync(options =>
            options.Limits = options.Limits with { MaxPendingUpstreamEvents = 1 });
        var upstream = await endpoint.AddUpstreamAsync();
        var release = new TaskCompletionSource();
        upstream.Answer = (_, _) => release.Task;
        var client = await endpoint.ConnectAsync(Json);
        await client.SendAsync("""{"type":"event","event":"e","ackId":1,"data":1}""");
        await client.SendAsync("""{"type":"ping"}""");
        await upstream.NextAsync();
        release.SetResult();
        Assert.Equal("""{"type":"ack","ackId":1,"success":true}""", await client.ReadTextAsync());
        Assert.Equal("""{"type":"pong"}""", await client.ReadTextAsync());
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

    private static Task Reply(HttpContext context, string? contentType, string body)
    {
        context.Response.StatusCode = StatusCodes.Status200OK;
        context.Response.ContentType = contentType;
        return context.Response.WriteAsync(body);
    }
}
