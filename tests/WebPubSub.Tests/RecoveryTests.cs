using System.Net;
using System.Net.WebSockets;
using System.Text.Json;
using Microsoft.Extensions.Time.Testing;
using WebPubSub.Tests.Support;

namespace WebPubSub.Tests;

/// <summary>json.reliable.webpubsub.azure.v1: sequence ids, acknowledgement, replay and the end of a connection's state.</summary>
public sealed class RecoveryTests
{
    private const string Reliable = "json.reliable.webpubsub.azure.v1";

    [Fact]
    public async Task Messages_are_numbered_and_answers_are_not()
    {
        await using var endpoint = await TestEndpoint.StartAsync();
        var client = await endpoint.ConnectAsync(Reliable, "ana");
        Assert.NotEmpty(client.Greeting.GetProperty("reconnectionToken").GetString()!);
        await endpoint.SendTextAsync("", "one");
        await client.SendAsync("""{"type":"ping"}""");
        await endpoint.SendTextAsync("", "two");
        string[] received = [await client.ReadTextAsync(), await client.ReadTextAsync(), await client.ReadTextAsync()];
        Assert.Equal(
            ["""{"sequenceId":1,"type":"message","from":"server","dataType":"text","data":"one"}""",
                """{"sequenceId":2,"type":"message","from":"server","dataType":"text","data":"two"}"""],
            received.Where(text => text.Contains("sequenceId", StringComparison.Ordinal)));
        Assert.Contains("""{"type":"pong"}""", received);
    }

    [Fact]
    public async Task A_recovered_connection_is_sent_what_it_did_not_acknowledge_in_order_and_keeps_its_groups()
    {
        await using var endpoint = await TestEndpoint.StartAsync();
        var client = await endpoint.ConnectAsync(Reliable, "ana", ["webpubsub.sendToGroup"], ["g"]);
        for (var i = 1; i <= 3; i++)
        {
            await endpoint.SendTextAsync("/groups/g", $"{i}");
            await client.ReadJsonAsync();
        }

        await client.SendAsync("""{"type":"sequenceAck","sequenceId":2}""");
        await client.SendAsync("""{"type":"ping"}""");
        await client.ReadJsonAsync();
        client.Cut();
        await endpoint.SendTextAsync("/groups/g", "4");

        await using var again = await RecoverAsync(endpoint, client);
        await endpoint.SendTextAsync("/groups/g", "5");
        for (var i = 3; i <= 5; i++)
        {
            var message = await again.ReadJsonAsync();
            Assert.Equal(i, message.GetProperty("sequenceId").GetInt32());
            Assert.Equal($"{i}", message.GetProperty("data").GetString());
        }

        await again.SendAsync("""{"type":"sendToGroup","group":"g","noEcho":true,"ackId":1,"data":1}""");
        Assert.True((await again.ReadJsonAsync()).GetProperty("success").GetBoolean());
    }

    [Fact]
    public async Task AckIds_are_remembered_across_a_recovery()
    {
        await using var endpoint = await TestEndpoint.StartAsync();
        var client = await endpoint.ConnectAsync(Reliable, roles: ["webpubsub.joinLeaveGroup"]);
        await client.SendAsync("""{"type":"joinGroup","group":"g","ackId":9}""");
        Assert.True((await client.ReadJsonAsync()).GetProperty("success").GetBoolean());
        client.Cut();
        await using var again = await RecoverAsync(endpoint, client);
        await again.SendAsync("""{"type":"joinGroup","group":"g","ackId":9}""");
        Assert.Equal("Duplicate", (await again.ReadJsonAsync()).GetProperty("error").GetProperty("name").GetString());
    }

    [Fact]
    public async Task Recovering_while_the_old_socket_still_looks_alive_takes_over_from_it()
    {
        await using var endpoint = await TestEndpoint.StartAsync();
        var upstream = await endpoint.AddUpstreamAsync("", "disconnected");
        var client = await endpoint.ConnectAsync(Reliable);
        await using var again = await RecoverAsync(endpoint, client);
        await endpoint.SendTextAsync("", "hello");
        Assert.Equal("hello", (await again.ReadJsonAsync()).GetProperty("data").GetString());
        await Assert.ThrowsAsync<WebSocketException>(client.ReadToCloseAsync);
        Assert.True(upstream.HasNoMore);
    }

    [Fact]
    public async Task State_is_kept_for_30_seconds_and_then_recovery_ends_with_1008()
    {
        var time = new FakeTimeProvider(DateTimeOffset.UtcNow);
        await using var endpoint = await TestEndpoint.StartAsync(options => options.TimeProvider = time);
        var upstream = await endpoint.AddUpstreamAsync("", "disconnected");
        var kept = await endpoint.ConnectAsync(Reliable, "kept");
        var lost = await endpoint.ConnectAsync(Reliable, "lost");
        kept.Cut();
        lost.Cut();
        await WaitUntilDetachedAsync(endpoint, kept, lost);

        time.Advance(TimeSpan.FromSeconds(29));
        await using var again = await RecoverAsync(endpoint, kept);
        await endpoint.SendTextAsync("", "back");
        Assert.Equal("back", (await again.ReadJsonAsync()).GetProperty("data").GetString());
        Assert.True(upstream.HasNoMore);

        time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal("lost", (await upstream.NextAsync("disconnected"))["ce-userId"]);
        await using var late = await RecoverAsync(endpoint, lost);
        Assert.Empty(await late.ReadToCloseAsync());
        Assert.Equal(WebSocketCloseStatus.PolicyViolation, late.CloseStatus);
        Assert.Equal(HttpStatusCode.NotFound, (await endpoint.CallAsync(HttpMethod.Head, "/api/hubs/chat/users/lost")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await endpoint.CallAsync(HttpMethod.Head, "/api/hubs/chat/users/kept")).StatusCode);
    }

    [Fact]
    public async Task A_normal_close_ends_the_connection_at_once_and_one_without_status_does_not()
    {
        await using var endpoint = await TestEndpoint.StartAsync();
        var done = await endpoint.ConnectAsync(Reliable);
        await done.CloseAsync();
        await using var refused = await RecoverAsync(endpoint, done);
        await refused.ReadToCloseAsync();
        Assert.Equal(WebSocketCloseStatus.PolicyViolation, refused.CloseStatus);

        var away = await endpoint.ConnectAsync(Reliable);
        await away.CloseAsync(WebSocketCloseStatus.Empty, "");
        await using var again = await RecoverAsync(endpoint, away);
        await endpoint.SendTextAsync("", "hello");
        Assert.Equal("hello", (await again.ReadJsonAsync()).GetProperty("data").GetString());
    }

    [Fact]
    public async Task Only_the_connection_s_own_reconnection_token_recovers_it()
    {
        await using var endpoint = await TestEndpoint.StartAsync();
        var (a, b) = (await endpoint.ConnectAsync(Reliable), await endpoint.ConnectAsync(Reliable));
        var plain = await endpoint.ConnectAsync("json.webpubsub.azure.v1");
        var tokenOfB = b.Greeting.GetProperty("reconnectionToken").GetString();
        string[] queries =
        [
            $"?awps_connection_id={a.ConnectionId}&awps_reconnection_token={tokenOfB}",
            $"?awps_connection_id={a.ConnectionId}",
            $"?awps_connection_id={a.ConnectionId}&awps_reconnection_token={endpoint.Token()}",
            $"?awps_connection_id={plain.ConnectionId}&awps_reconnection_token={tokenOfB}",
            "?awps_connection_id=&awps_reconnection_token=",
        ];
        foreach (var query in queries)
        {
            await using var client = await RawClient.ConnectAsync(endpoint.ClientUri(query), Reliable);
            await client.ReadToCloseAsync();
            Assert.Equal(WebSocketCloseStatus.PolicyViolation, client.CloseStatus);
        }

        await endpoint.SendTextAsync("", "still there");
        Assert.Equal("still there", (await a.ReadJsonAsync()).GetProperty("data").GetString());
    }

    [Fact]
    public async Task A_reconnection_token_ends_after_a_week()
    {
        var time = new FakeTimeProvider(DateTimeOffset.UtcNow);
        await using var endpoint = await TestEndpoint.StartAsync(options => options.TimeProvider = time);
        var client = await endpoint.ConnectAsync(Reliable);
        time.Advance(TimeSpan.FromDays(7) + TimeSpan.FromSeconds(1));
        await using var late = await RecoverAsync(endpoint, client);
        await late.ReadToCloseAsync();
        Assert.Equal(WebSocketCloseStatus.PolicyViolation, late.CloseStatus);
    }

    [Theory]
    [InlineData(5, long.MaxValue)]
    [InlineData(1000, 1000L)]
    public async Task A_client_that_acknowledges_nothing_is_closed_for_good_at_the_cap(int messages, long bytes)
    {
        await using var endpoint = await TestEndpoint.StartAsync(options => options.Limits = options.Limits with
        {
            MaxUnacknowledgedMessages = messages,
            MaxUnacknowledgedBytes = bytes,
        });
        var client = await endpoint.ConnectAsync(Reliable);
        var acknowledging = await endpoint.ConnectAsync(Reliable);
        for (var i = 1; i <= 6; i++)
        {
            await endpoint.SendTextAsync("", new string('x', 140));
            var id = (await acknowledging.ReadJsonAsync()).GetProperty("sequenceId").GetInt32();
            await acknowledging.SendAsync($$"""{"type":"sequenceAck","sequenceId":{{id}}}""");
            await acknowledging.SendAsync("""{"type":"ping"}""");
            await acknowledging.ReadJsonAsync();
        }

        var last = await client.ReadToCloseAsync();
        Assert.Equal(WebSocketCloseStatus.PolicyViolation, client.CloseStatus);
        Assert.Contains("unacknowledged", client.CloseReason, StringComparison.Ordinal);
        Assert.Equal("disconnected", last[^1].GetProperty("event").GetString());
        await using var late = await RecoverAsync(endpoint, client);
        await late.ReadToCloseAsync();
        Assert.Equal(WebSocketCloseStatus.PolicyViolation, late.CloseStatus);
    }

    [Fact]
    public async Task A_message_past_its_time_to_live_is_not_replayed_and_its_number_stays_unused()
    {
        var time = new FakeTimeProvider(DateTimeOffset.UtcNow);
        await using var endpoint = await TestEndpoint.StartAsync(options => options.TimeProvider = time);
        var client = await endpoint.ConnectAsync(Reliable);
        client.Cut();
        await WaitUntilDetachedAsync(endpoint, client);
        await SendAsync("short", 5);
        await SendAsync("long", 20);
        time.Advance(TimeSpan.FromSeconds(10));
        await using var again = await RecoverAsync(endpoint, client);
        var message = await again.ReadJsonAsync();
        Assert.Equal("long", message.GetProperty("data").GetString());
        Assert.Equal(2, message.GetProperty("sequenceId").GetInt32());

        Task<HttpResponseMessage> SendAsync(string text, int seconds) => endpoint.CallAsync(
            HttpMethod.Post, $"/api/hubs/chat/:send?messageTtlSeconds={seconds}", new StringContent(text, System.Text.Encoding.UTF8, "text/plain"));
    }

    [Fact]
    public async Task Clients_give_their_messages_a_time_to_live_too()
    {
        var time = new FakeTimeProvider(DateTimeOffset.UtcNow);
        await using var endpoint = await TestEndpoint.StartAsync(options => options.TimeProvider = time);
        var sender = await endpoint.ConnectAsync("json.webpubsub.azure.v1", roles: ["webpubsub.sendToGroup"]);
        var client = await endpoint.ConnectAsync(Reliable, groups: ["g"]);
        client.Cut();
        await WaitUntilDetachedAsync(endpoint, client);
        await sender.SendAsync("""{"type":"sendToGroup","group":"g","ttlSeconds":5,"ackId":1,"data":"short"}""");
        await sender.SendAsync("""{"type":"sendToGroup","group":"g","ttlSeconds":20,"ackId":2,"data":"long"}""");
        Assert.True((await sender.ReadJsonAsync()).GetProperty("success").GetBoolean());
        Assert.True((await sender.ReadJsonAsync()).GetProperty("success").GetBoolean());
        time.Advance(TimeSpan.FromSeconds(10));
        await using var again = await RecoverAsync(endpoint, client);
        Assert.Equal("long", (await again.ReadJsonAsync()).GetProperty("data").GetString());
    }

    private static Task<RawClient> RecoverAsync(TestEndpoint endpoint, RawClient client) => RawClient.ConnectAsync(
        endpoint.ClientUri(
            $"?awps_connection_id={client.ConnectionId}&awps_reconnection_token={client.Greeting.GetProperty("reconnectionToken").GetString()}"),
        Reliable);

    /// <summary>Waits until the endpoint has seen that the sockets are gone: only then does the recovery window run.</summary>
    private static Task WaitUntilDetachedAsync(TestEndpoint endpoint, params RawClient[] clients) =>
        Deadline.UntilAsync(() => Task.FromResult(clients.All(client => endpoint.Log.Contains($"Client {client.ConnectionId} lost its socket"))));
}
