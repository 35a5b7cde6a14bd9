using System.Net;
using System.Net.WebSockets;
using Microsoft.AspNetCore.Http;
using WebPubSub.Tests.Support;

namespace WebPubSub.Tests;

/// <summary>Clients without a subprotocol of the service.</summary>
public sealed class SimpleClientTests
{
    [Fact]
    public async Task Frames_carry_the_payload_itself()
    {
        await using var endpoint = await TestEndpoint.StartAsync();
        var client = await endpoint.ConnectAsync(userId: "ana");
        await endpoint.SendTextAsync("/users/ana", "plain");
        await endpoint.SendJsonAsync("/users/ana", "\"quoted\"");
        await endpoint.SendBytesAsync("/users/ana", [0, 255]);
        Assert.Equal("plain", await client.ReadTextAsync());
        Assert.Equal("\"quoted\"", await client.ReadTextAsync());
        Assert.Equal([0, 255], await client.ReadBytesAsync());
    }

    [Fact]
    public async Task Payloads_of_every_length_of_header_arrive_whole_and_in_order()
    {
        await using var endpoint = await TestEndpoint.StartAsync();
        var client = await endpoint.ConnectAsync(userId: "ana");
        int[] lengths = [0, 1, 125, 126, 127, 16_373, 16_374, 16_384, 65_535, 65_536, 65_537, 1_000_000, 2];
        foreach (var length in lengths)
        {
            await endpoint.SendBytesAsync("/users/ana", new byte[length]);
        }

        foreach (var length in lengths)
        {
            Assert.Equal(length, (await client.ReadBytesAsync()).Length);
        }
    }

    [Fact]
    public async Task Each_frame_is_a_message_event_and_its_answer_comes_back_as_a_frame()
    {
        await using var endpoint = await TestEndpoint.StartAsync();
        var upstream = await endpoint.AddUpstreamAsync();
        upstream.Answer = async (received, context) =>
        {
            context.Response.StatusCode = StatusCodes.Status200OK;
            context.Response.ContentType = received["Content-Type"];
            await context.Response.Body.WriteAsync(received.Body);
        };
        var client = await endpoint.ConnectAsync(userId: "ana");
        await client.SendAsync("hello");
        Assert.Equal("hello", await client.ReadTextAsync());
        await client.SendAsync([1, 2, 3]);
        Assert.Equal([1, 2, 3], await client.ReadBytesAsync());

        var text = await upstream.NextAsync();
        Assert.Equal("azure.webpubsub.user.message", text["ce-type"]);
        Assert.Equal("text/plain", text["Content-Type"]);
        Assert.Null(text["ce-subprotocol"]);
        Assert.Equal("application/octet-stream", (await upstream.NextAsync())["Content-Type"]);
    }

    [Fact]
    public async Task A_frame_that_nobody_cares_for_drops_the_client()
    {
        await using var endpoint = await TestEndpoint.StartAsync();
        var client = await endpoint.ConnectAsync();
        await client.SendAsync("hello?");
        await client.ReadToCloseAsync();
        Assert.Equal(WebSocketCloseStatus.InternalServerError, client.CloseStatus);
        Assert.Equal("Internal server error", client.CloseReason);
    }

    [Fact]
    public async Task In_sendToGroup_mode_frames_go_to_the_group()
    {
        await using var endpoint = await TestEndpoint.StartAsync();
        var member = await endpoint.ConnectAsync("json.webpubsub.azure.v1", groups: ["g"]);
        var client = await endpoint.ConnectAsync(
            userId: "ana", roles: ["webpubsub.sendToGroup.g"], extraQuery: "&webpubsub_mode=sendToGroup&group=g");
        await client.SendAsync("hello");
        var message = await member.ReadJsonAsync();
        Assert.Equal("hello", message.GetProperty("data").GetString());
        Assert.Equal("ana", message.GetProperty("fromUserId").GetString());
    }

    [Fact]
    public async Task In_sendToGroup_mode_noEcho_spares_the_sender()
    {
        await using var endpoint = await TestEndpoint.StartAsync();
        var client = await endpoint.ConnectAsync(
            roles: ["webpubsub.sendToGroup"], groups: ["g"], extraQuery: "&webpubsub_mode=sendToGroup&group=g&noEcho=true");
        var echoing = await endpoint.ConnectAsync(
            roles: ["webpubsub.sendToGroup"], groups: ["g"], extraQuery: "&webpubsub_mode=sendToGroup&group=g");
        await client.SendAsync("one");
        Assert.Equal("one", await echoing.ReadTextAsync());
        await echoing.SendAsync("two");
        Assert.Equal("two", await echoing.ReadTextAsync());
        Assert.Equal("two", await client.ReadTextAsync());
    }

    [Fact]
    public async Task In_sendToGroup_mode_a_client_without_the_role_is_closed_and_its_frame_goes_nowhere()
    {
        await using var endpoint = await TestEndpoint.StartAsync();
        var member = await endpoint.ConnectAsync("json.webpubsub.azure.v1", groups: ["g"]);
        var client = await endpoint.ConnectAsync(roles: ["webpubsub.sendToGroup.h"], extraQuery: "&webpubsub_mode=sendToGroup&group=g");
        await client.SendAsync("hello");
        await client.ReadToCloseAsync();
        Assert.Equal(WebSocketCloseStatus.PolicyViolation, client.CloseStatus);
        await endpoint.SendTextAsync("", "end");
        Assert.Equal("end", (await member.ReadJsonAsync()).GetProperty("data").GetString());
    }

    [Fact]
    public async Task Nothing_of_a_frame_past_the_limit_reaches_the_group()
    {
        await using var endpoint = await TestEndpoint.StartAsync(options =>
            options.Limits = options.Limits with { MaxClientMessageBytes = 1000 });
        var member = await endpoint.ConnectAsync("json.webpubsub.azure.v1", groups: ["g"]);
        var client = await endpoint.ConnectAsync(roles: ["webpubsub.sendToGroup"], extraQuery: "&webpubsub_mode=sendToGroup&group=g");
        await client.SendAsync(new string('x', 100_000));
        await client.ReadToCloseAsync();
        Assert.Equal(WebSocketCloseStatus.MessageTooBig, client.CloseStatus);
        await endpoint.SendTextAsync("", "end");
        Assert.Equal("end", (await member.ReadJsonAsync()).GetProperty("data").GetString());
    }

    [Theory]
    [InlineData("&webpubsub_mode=sendToGroup")]
    [InlineData("&webpubsub_mode=sendToGroup&group=a&group=%20")]
    [InlineData("&webpubsub_mode=sendToGroup&group=a&noEcho=perhaps")]
    [InlineData("&webpubsub_mode=other")]
    public async Task A_mode_that_does_not_exist_is_refused_with_400(string query)
    {
        await using var endpoint = await TestEndpoint.StartAsync();
        Assert.Equal(
            HttpStatusCode.BadRequest,
            await TestEndpoint.RefusalAsync(endpoint.ClientUri($"?access_token={endpoint.Token()}{query}")));
    }

    [Fact]
    public async Task A_mode_that_does_not_exist_is_refused_a_JSON_client_too()
    {
        await using var endpoint = await TestEndpoint.StartAsync();
        var uri = endpoint.ClientUri($"?access_token={endpoint.Token()}&webpubsub_mode=invalid");
        Assert.Equal(HttpStatusCode.BadRequest, await TestEndpoint.RefusalAsync(uri, "json.webpubsub.azure.v1"));
    }

    [Fact]
    public async Task Modes_are_known_in_any_case_and_of_repeated_values_the_last_counts()
    {
        await using var endpoint = await TestEndpoint.StartAsync();
        await endpoint.AddUpstreamAsync();
        await endpoint.ConnectAsync(extraQuery: "&webpubsub_mode=invalid&webpubsub_mode=SENDEVENT&group=&noEcho=invalid");
        var client = await endpoint.ConnectAsync(
            roles: ["webpubsub.sendToGroup.g"], groups: ["g"], extraQuery: "&webpubsub_mode=SendToGroup&group=f&group=g");
        await client.SendAsync("hello");
        Assert.Equal("hello", await client.ReadTextAsync());
    }
}
