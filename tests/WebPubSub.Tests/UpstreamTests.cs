using System.Net;
using System.Net.WebSockets;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Fixia.Local.WebPubSub;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Time.Testing;
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
        Assert.NotNull(received["x-ms-client-request-id"]);
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

    public static TheoryData<string, Func<HttpContext, Task>> Failures => new()
    {
        { "400", context => Reply(context, "text/plain", "why", StatusCodes.Status400BadRequest) },
        { "401", context => Reply(context, "text/plain", "why", StatusCodes.Status401Unauthorized) },
        { "500", context => Reply(context, "text/plain", "why", StatusCodes.Status500InternalServerError) },
        { "a redirection", context => Reply(context, "text/plain", "elsewhere", StatusCodes.Status302Found) },
        { "too late", context => Task.Delay(Timeout.Infinite, context.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default) },
        { "not the JSON that it says", context => Reply(context, "application/json", "{") },
        { "of a media type that is not passed on", context => Reply(context, "application/xml", "<a/>") },
        { "too large", context => Reply(context, "text/plain", new string('x', 1001)) },
    };

    [Theory]
    [MemberData(nameof(Failures), DisableDiscoveryEnumeration = true)]
    public async Task A_failed_user_event_is_told_its_client_which_stays_and_can_try_again_with_the_same_ackId(string answer, Func<HttpContext, Task> fail)
    {
        var time = new FakeTimeProvider(DateTimeOffset.UtcNow);
        await using var endpoint = await StartForFailuresAsync(time, dropClient: false);
        var upstream = await endpoint.AddUpstreamAsync("e");
        upstream.Answer = (_, context) => fail(context);
        var client = await endpoint.ConnectAsync(Json);
        const string Event = """{"type":"event","event":"e","ackId":1,"data":1}""";
        await client.SendAsync(Event);
        await upstream.NextAsync();
        time.Advance(answer == "too late" ? TimeSpan.FromSeconds(31) : TimeSpan.Zero);
        Assert.Equal(FailedAck, await client.ReadTextAsync());

        upstream.Answer = (_, context) => Reply(context, "text/plain", new string('x', 1000));
        await client.SendAsync(Event);
        Assert.Equal(1000, (await client.ReadJsonAsync()).GetProperty("data").GetString()!.Length);
        Assert.Equal("""{"type":"ack","ackId":1,"success":true}""", await client.ReadTextAsync());
    }

    [Theory]
    [MemberData(nameof(Failures), DisableDiscoveryEnumeration = true)]
    public async Task A_failed_user_event_drops_its_client_where_the_endpoint_is_told_so(string answer, Func<HttpContext, Task> fail)
    {
        var time = new FakeTimeProvider(DateTimeOffset.UtcNow);
        await using var endpoint = await StartForFailuresAsync(time, dropClient: true);
        var upstream = await endpoint.AddUpstreamAsync("e", "disconnected");
        upstream.Answer = (received, context) => received["ce-eventName"] == "e" ? fail(context) : Task.CompletedTask;
        var client = await endpoint.ConnectAsync(Json);
        await client.SendAsync("""{"type":"event","event":"e","ackId":1,"data":1}""");
        await upstream.NextAsync();
        time.Advance(answer == "too late" ? TimeSpan.FromSeconds(31) : TimeSpan.Zero);
        Assert.Equal(FailedAck, await client.ReadTextAsync());
        Assert.Equal("disconnected", Assert.Single(await client.ReadToCloseAsync()).GetProperty("event").GetString());
        Assert.Equal(WebSocketCloseStatus.PolicyViolation, client.CloseStatus);
        Assert.Equal("""{"reason":"Internal server error"}""", (await upstream.NextAsync("disconnected")).Text);
    }

    [Fact]
    public async Task An_event_that_no_handler_cares_for_fails_and_its_client_stays()
    {
        await using var endpoint = await TestEndpoint.StartAsync();
        var client = await endpoint.ConnectAsync(Json);
        await client.SendAsync("""{"type":"event","event":"untold","data":1}""");
        await client.SendAsync("""{"type":"event","event":"told","ackId":1,"data":1}""");
        Assert.Equal(FailedAck, await client.ReadTextAsync());
    }

    [Fact]
    public async Task A_repeated_ackId_is_judged_by_what_became_of_the_event_before()
    {
        await using var endpoint = await TestEndpoint.StartAsync();
        var upstream = await endpoint.AddUpstreamAsync();
        var release = new TaskCompletionSource();
        var attempts = 0;
        upstream.Answer = async (_, context) =>
        {
            await release.Task;
            context.Response.StatusCode = ++attempts == 1 ? StatusCodes.Status400BadRequest : StatusCodes.Status204NoContent;
        };
        var client = await endpoint.ConnectAsync(Json);
        for (var i = 0; i < 3; i++)
        {
            await client.SendAsync("""{"type":"event","event":"e","ackId":1,"data":1}""");
        }

        release.SetResult();
        Assert.Equal(FailedAck, await client.ReadTextAsync());
        Assert.Equal("""{"type":"ack","ackId":1,"success":true}""", await client.ReadTextAsync());
        Assert.Equal("Duplicate", (await client.ReadJsonAsync()).GetProperty("error").GetProperty("name").GetString());
        Assert.Equal(2, attempts);
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
    public async Task User_ids_and_states_beyond_ASCII_travel_as_they_are()
    {
        await using var endpoint = await TestEndpoint.StartAsync();
        var upstream = await endpoint.AddUpstreamAsync();
        upstream.Answer = (_, context) =>
        {
            context.Response.Headers["ce-connectionState"] = "über%20";
            return Task.CompletedTask;
        };
        var client = await endpoint.ConnectAsync(Json, "ñandú %41 用户");
        for (var i = 0; i < 2; i++)
        {
            await client.SendAsync("""{"type":"event","event":"e","data":1}""");
        }

        Assert.Equal("ñandú %41 用户", (await upstream.NextAsync())["ce-userId"]);
        Assert.Equal("über%20", (await upstream.NextAsync())["ce-connectionState"]);
    }

    [Fact]
    public async Task A_user_id_that_would_break_its_header_fails_the_event()
    {
        await using var endpoint = await TestEndpoint.StartAsync();
        var upstream = await endpoint.AddUpstreamAsync();
        var client = await endpoint.ConnectAsync(Json, "ana\r\nce-userId: ben");
        await client.SendAsync("""{"type":"event","event":"e","ackId":1,"data":1}""");
        Assert.Equal(FailedAck, await client.ReadTextAsync());
        Assert.True(upstream.HasNoMore);
    }

    private const string FailedAck =
        """{"type":"ack","ackId":1,"success":false,"error":{"name":"InternalServerError","message":"Internal server error"}}""";

    private static Task<TestEndpoint> StartForFailuresAsync(TimeProvider time, bool dropClient) => TestEndpoint.StartAsync(options =>
    {
        options.TimeProvider = time;
        options.DropClientOnFailedEvent = dropClient;
        options.Limits = options.Limits with { MaxUpstreamResponseBytes = 1000 };
    });

    private static Task Reply(HttpContext context, string? contentType, string body, int status = StatusCodes.Status200OK)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = contentType;
        context.Response.Headers.Location = "/elsewhere";
        return context.Response.WriteAsync(body);
    }
}
