using System.Net;
using System.Net.WebSockets;
using System.Text.Json;
using Microsoft.Extensions.Time.Testing;
using WebPubSub.Tests.Support;

namespace WebPubSub.Tests;

/// <summary>A client that does not read what it is sent.</summary>
public sealed class SlowReaderTests
{
    [Theory]
    [InlineData("json.webpubsub.azure.v1", 20, long.MaxValue)]
    [InlineData("json.webpubsub.azure.v1", 100_000, 1_000_000L)]
    [InlineData("json.reliable.webpubsub.azure.v1", 20, long.MaxValue)]
    public async Task It_is_disconnected_with_a_reason_and_disturbs_no_other(string subprotocol, int messages, long bytes)
    {
        await using var endpoint = await TestEndpoint.StartAsync(options =>
        {
            options.Limits = options.Limits with { MaxOutboundMessages = messages, MaxOutboundBytes = bytes };
            options.Timeouts = options.Timeouts with { Close = TimeSpan.FromMilliseconds(200) };
        });
        var upstream = await endpoint.AddUpstreamAsync("", "disconnected");
        await endpoint.ConnectAsync(subprotocol, "slow", groups: ["g"]);
        var quick = await endpoint.ConnectAsync("json.webpubsub.azure.v1", "quick", groups: ["g"]);

        // Far more than the sockets' own buffers hold, one at a time, so that the quick one keeps up.
        var text = new string('x', 300_000);
        var sent = 0;
        while ((await endpoint.CallAsync(HttpMethod.Head, "/api/hubs/chat/users/slow")).StatusCode == HttpStatusCode.OK)
        {
            Assert.Equal(HttpStatusCode.Accepted, (await endpoint.SendTextAsync("/groups/g", text)).StatusCode);
            Assert.Equal(text.Length, (await quick.ReadJsonAsync()).GetProperty("data").GetString()!.Length);
            Assert.True(++sent < 500, "the slow reader is never disconnected");
        }

        var disconnected = await upstream.NextAsync("disconnected");
        Assert.Equal("slow", disconnected["ce-userId"]);
        Assert.Contains("too slowly", JsonDocument.Parse(disconnected.Body).RootElement.GetProperty("reason").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Once_it_reads_again_it_finds_the_reason_at_the_end_of_what_was_on_its_way()
    {
        await using var endpoint = await TestEndpoint.StartAsync(options =>
            options.Limits = options.Limits with { MaxOutboundMessages = 5 });
        var slow = await endpoint.ConnectAsync("json.webpubsub.azure.v1", "slow");
        var text = new string('x', 300_000);
        while ((await endpoint.CallAsync(HttpMethod.Head, "/api/hubs/chat/users/slow")).StatusCode == HttpStatusCode.OK)
        {
            await endpoint.SendTextAsync("/users/slow", text);
        }

        var messages = await slow.ReadToCloseAsync();
        Assert.Equal(WebSocketCloseStatus.PolicyViolation, slow.CloseStatus);
        Assert.Contains("too slowly", slow.CloseReason, StringComparison.Ordinal);
        Assert.Equal("disconnected", messages[^1].GetProperty("event").GetString());
    }

    [Fact]
    public async Task One_that_takes_nothing_at_all_is_cut_when_its_time_to_close_is_over()
    {
        var time = new FakeTimeProvider(DateTimeOffset.UtcNow);
        await using var endpoint = await TestEndpoint.StartAsync(options =>
        {
            options.TimeProvider = time;
            options.Limits = options.Limits with { MaxOutboundMessages = 5 };
        });
        var slow = await endpoint.ConnectAsync("json.webpubsub.azure.v1", "slow");
        var text = new string('x', 300_000);
        while ((await endpoint.CallAsync(HttpMethod.Head, "/api/hubs/chat/users/slow")).StatusCode == HttpStatusCode.OK)
        {
            await endpoint.SendTextAsync("/users/slow", text);
        }

        await Deadline.UntilAsync(() => Task.FromResult(endpoint.Log.Contains("is disconnected")));
        time.Advance(TimeSpan.FromSeconds(5));
        await Assert.ThrowsAsync<WebSocketException>(slow.ReadToCloseAsync);
    }

    [Fact]
    public async Task One_that_recovers_to_more_than_its_queue_holds_is_closed_rather_than_left_with_a_gap()
    {
        await using var endpoint = await TestEndpoint.StartAsync(options =>
            options.Limits = options.Limits with { MaxOutboundMessages = 3 });
        var client = await endpoint.ConnectAsync("json.reliable.webpubsub.azure.v1", "slow");
        client.Cut();
        await Deadline.UntilAsync(() => Task.FromResult(endpoint.Log.Contains("lost its socket")));
        for (var i = 0; i < 4; i++)
        {
            Assert.Equal(HttpStatusCode.Accepted, (await endpoint.SendTextAsync("/users/slow", $"{i}")).StatusCode);
        }

        var token = client.Greeting.GetProperty("reconnectionToken").GetString();
        await using var again = await RawClient.ConnectAsync(
            endpoint.ClientUri($"?awps_connection_id={client.ConnectionId}&awps_reconnection_token={token}"),
            "json.reliable.webpubsub.azure.v1");
        Assert.Equal("disconnected", Assert.Single(await again.ReadToCloseAsync()).GetProperty("event").GetString());
        Assert.Equal(WebSocketCloseStatus.PolicyViolation, again.CloseStatus);
    }
}
