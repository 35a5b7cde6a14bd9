using System.Net;
using System.Net.Http.Json;
using System.Net.WebSockets;
using System.Text.Json;
using Fixia.Local.WebPubSub.Faults;
using Microsoft.Extensions.Time.Testing;
using WebPubSub.Tests.Support;

namespace WebPubSub.Tests;

/// <summary>What can be made to go wrong on command, in process and over HTTP.</summary>
public sealed class FaultTests
{
    private const string Json = "json.webpubsub.azure.v1";
    private const string Reliable = "json.reliable.webpubsub.azure.v1";

    [Fact]
    public async Task A_throttled_call_is_429_with_RetryAfter_as_often_as_was_said()
    {
        await using var endpoint = await TestEndpoint.StartAsync();
        var client = await endpoint.ConnectAsync(Json);
        endpoint.Endpoint.Faults.Add(new Fault { Kind = FaultKind.RestThrottled, Count = 2, RetryAfter = TimeSpan.FromSeconds(7) });
        for (var i = 0; i < 2; i++)
        {
            var response = await endpoint.SendTextAsync("", "refused");
            Assert.Equal(HttpStatusCode.TooManyRequests, response.StatusCode);
            Assert.Equal(TimeSpan.FromSeconds(7), response.Headers.RetryAfter!.Delta);
        }

        Assert.Equal(HttpStatusCode.Accepted, (await endpoint.SendTextAsync("", "taken")).StatusCode);
        Assert.Equal("taken", (await client.ReadJsonAsync()).GetProperty("data").GetString());
        Assert.Empty(endpoint.Endpoint.Faults.Active);
    }

    [Fact]
    public async Task An_unavailable_service_is_503_until_the_fault_is_removed_and_other_hubs_are_spared()
    {
        await using var endpoint = await TestEndpoint.StartAsync();
        var id = endpoint.Endpoint.Faults.Add(new Fault { Kind = FaultKind.RestUnavailable, Hub = "Chat" });
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await endpoint.SendTextAsync("", "x")).StatusCode);
        var other = await endpoint.CallAsync(HttpMethod.Post, "/api/hubs/other/:send", new StringContent("x"));
        Assert.Equal(HttpStatusCode.Accepted, other.StatusCode);
        Assert.Equal(1, Assert.Single(endpoint.Endpoint.Faults.Active).Happened);
        Assert.True(endpoint.Endpoint.Faults.Remove(id));
        Assert.False(endpoint.Endpoint.Faults.Remove(id));
        Assert.Equal(HttpStatusCode.Accepted, (await endpoint.SendTextAsync("", "x")).StatusCode);
    }

    [Fact]
    public async Task A_delayed_call_waits_for_its_time()
    {
        var time = new FakeTimeProvider(DateTimeOffset.UtcNow);
        await using var endpoint = await TestEndpoint.StartAsync(options => options.TimeProvider = time);
        endpoint.Endpoint.Faults.Add(new Fault { Kind = FaultKind.RestDelayed, Delay = TimeSpan.FromMinutes(1), Count = 1 });
        var call = endpoint.SendTextAsync("", "x");
        await Deadline.UntilAsync(() => Task.FromResult(endpoint.Endpoint.Faults.Active.Count == 0));
        Assert.False(call.IsCompleted);
        await Deadline.UntilAsync(() =>
        {
            time.Advance(TimeSpan.FromMinutes(1));
            return Task.FromResult(call.IsCompleted);
        });
        Assert.Equal(HttpStatusCode.Accepted, (await call).StatusCode);
    }

    [Fact]
    public async Task A_refused_client_gets_503_and_so_does_a_recovery()
    {
        await using var endpoint = await TestEndpoint.StartAsync();
        var client = await endpoint.ConnectAsync(Reliable);
        endpoint.Endpoint.Faults.Add(new Fault { Kind = FaultKind.ClientRefused, Count = 2 });
        Assert.Equal(HttpStatusCode.ServiceUnavailable, await TestEndpoint.RefusalAsync(endpoint.ClientUri("?access_token=" + endpoint.Token())));
        Assert.Equal(HttpStatusCode.ServiceUnavailable, await TestEndpoint.RefusalAsync(RecoveryUri(endpoint, client), Reliable));
        await endpoint.ConnectAsync(Json);
        await using var again = await RawClient.ConnectAsync(RecoveryUri(endpoint, client), Reliable);
        await endpoint.SendTextAsync("", "recovered");
        Assert.Equal("recovered", (await again.ReadJsonAsync()).GetProperty("data").GetString());
    }

    [Fact]
    public async Task A_dropped_client_loses_its_socket_without_a_close_frame_and_others_do_not()
    {
        await using var endpoint = await TestEndpoint.StartAsync();
        var upstream = await endpoint.AddUpstreamAsync("", "disconnected");
        var bystander = await endpoint.ConnectAsync(Json);
        var client = await endpoint.ConnectAsync(Json, "ana");
        endpoint.Endpoint.Faults.Add(new Fault { Kind = FaultKind.ClientDropped, Count = 1 });
        await endpoint.SendTextAsync("/users/ana", "never seen");
        await Assert.ThrowsAsync<WebSocketException>(client.ReadToCloseAsync);
        Assert.Equal("ana", (await upstream.NextAsync("disconnected"))["ce-userId"]);
        await endpoint.SendTextAsync("", "seen");
        Assert.Equal("seen", (await bystander.ReadJsonAsync()).GetProperty("data").GetString());
    }

    [Fact]
    public async Task Clients_cut_now_can_recover_and_miss_nothing()
    {
        await using var endpoint = await TestEndpoint.StartAsync();
        var client = await endpoint.ConnectAsync(Reliable, "ana");
        Assert.Equal(0, endpoint.Endpoint.Faults.CutClients("other"));
        Assert.Equal(1, endpoint.Endpoint.Faults.CutClients("chat"));
        await Assert.ThrowsAsync<WebSocketException>(client.ReadToCloseAsync);
        Assert.Equal(HttpStatusCode.Accepted, (await endpoint.SendTextAsync("/users/ana", "meanwhile")).StatusCode);
        await using var again = await RawClient.ConnectAsync(RecoveryUri(endpoint, client), Reliable);
        Assert.Equal("meanwhile", (await again.ReadJsonAsync()).GetProperty("data").GetString());
    }

    [Fact]
    public async Task A_refused_upstream_call_fails_the_event_and_never_arrives()
    {
        await using var endpoint = await TestEndpoint.StartAsync();
        var upstream = await endpoint.AddUpstreamAsync();
        endpoint.Endpoint.Faults.Add(new Fault { Kind = FaultKind.UpstreamRefused, Count = 1 });
        var client = await endpoint.ConnectAsync(Json);
        await client.SendAsync("""{"type":"event","event":"e","ackId":1,"data":1}""");
        Assert.False((await client.ReadJsonAsync()).GetProperty("success").GetBoolean());
        Assert.True(upstream.HasNoMore);
    }

    [Fact]
    public async Task A_delayed_upstream_call_waits_for_its_time_and_keeps_the_order_of_events()
    {
        var start = new DateTimeOffset(2030, 1, 1, 0, 0, 0, TimeSpan.Zero);
        var time = new FakeTimeProvider(start);
        await using var endpoint = await TestEndpoint.StartAsync(options =>
        {
            options.TimeProvider = time;
            options.Timeouts = options.Timeouts with { EventHandler = TimeSpan.FromDays(1) };
        });
        var upstream = await endpoint.AddUpstreamAsync();
        endpoint.Endpoint.Faults.Add(new Fault { Kind = FaultKind.UpstreamDelayed, Delay = TimeSpan.FromSeconds(20), Count = 1 });
        var client = await endpoint.ConnectAsync(Json);
        await client.SendAsync("""{"type":"event","event":"late","data":1}""");
        await client.SendAsync("""{"type":"event","event":"next","data":1}""");
        await Deadline.UntilAsync(() => Task.FromResult(endpoint.Endpoint.Faults.Active.Count == 0));
        await Deadline.UntilAsync(() =>
        {
            time.Advance(TimeSpan.FromSeconds(5));
            return Task.FromResult(!upstream.HasNoMore);
        });
        Assert.True(time.GetUtcNow() - start >= TimeSpan.FromSeconds(20));
        Assert.Equal("late", (await upstream.NextAsync())["ce-eventName"]);
        Assert.Equal("next", (await upstream.NextAsync())["ce-eventName"]);
    }

    [Fact]
    public async Task A_probability_is_kept_to()
    {
        await using var endpoint = await TestEndpoint.StartAsync();
        endpoint.Endpoint.Faults.Add(new Fault { Kind = FaultKind.RestUnavailable, Probability = 0 });
        Assert.Equal(HttpStatusCode.Accepted, (await endpoint.SendTextAsync("", "x")).StatusCode);
        endpoint.Endpoint.Faults.Clear();
        endpoint.Endpoint.Faults.Add(new Fault { Kind = FaultKind.RestUnavailable, Probability = 0.5 });
        var refused = 0;
        for (var i = 0; i < 200; i++)
        {
            refused += (await endpoint.SendTextAsync("", "x")).StatusCode == HttpStatusCode.ServiceUnavailable ? 1 : 0;
        }

        // Ten standard deviations either way.
        Assert.InRange(refused, 30, 170);
    }

    public static TheoryData<Fault> ImpossibleFaults =>
    [
        new Fault { Kind = (FaultKind)99 },
        new Fault { Kind = FaultKind.RestUnavailable, Probability = 1.1 },
        new Fault { Kind = FaultKind.RestUnavailable, Probability = double.NaN },
        new Fault { Kind = FaultKind.RestUnavailable, Count = 0 },
        new Fault { Kind = FaultKind.RestDelayed },
        new Fault { Kind = FaultKind.RestThrottled, RetryAfter = TimeSpan.FromSeconds(-1) },
    ];

    [Theory]
    [MemberData(nameof(ImpossibleFaults), DisableDiscoveryEnumeration = true)]
    public async Task A_fault_that_cannot_be_is_refused(Fault fault)
    {
        await using var endpoint = await TestEndpoint.StartAsync();
        Assert.Throws<ArgumentException>(() => endpoint.Endpoint.Faults.Add(fault));
        Assert.Empty(endpoint.Endpoint.Faults.Active);
    }

    [Fact]
    public async Task The_fault_endpoint_exists_only_when_it_is_turned_on()
    {
        await using var endpoint = await TestEndpoint.StartAsync();
        Assert.Equal(HttpStatusCode.NotFound, (await endpoint.CallAsync(HttpMethod.Get, "/local/faults", token: null)).StatusCode);
    }

    [Fact]
    public async Task The_fault_endpoint_adds_lists_removes_and_cuts()
    {
        await using var endpoint = await TestEndpoint.StartAsync(options => options.FaultEndpoint = true);
        var client = await endpoint.ConnectAsync(Json);
        Assert.Equal(1, endpoint.Endpoint.Faults.Clients);
        var added = await CallAsync(HttpMethod.Post, "", new { kind = "restThrottled", count = 3, retryAfterSeconds = 9, hub = "chat" });
        var id = added.GetProperty("id").GetInt32();
        Assert.Equal(TimeSpan.FromSeconds(9), (await endpoint.SendTextAsync("", "x")).Headers.RetryAfter!.Delta);

        var listed = Assert.Single((await CallAsync(HttpMethod.Get, "")).EnumerateArray().ToArray());
        Assert.Equal("restThrottled", listed.GetProperty("kind").GetString());
        Assert.Equal(1, listed.GetProperty("happened").GetInt32());
        var removed = await endpoint.CallAsync(HttpMethod.Delete, $"/local/faults/{id}", token: null);
        Assert.Equal(HttpStatusCode.NoContent, removed.StatusCode);
        Assert.Equal(HttpStatusCode.Accepted, (await endpoint.SendTextAsync("", "x")).StatusCode);

        await CallAsync(HttpMethod.Post, "", new { kind = "upstreamDelayed", delayMs = 5.5 });
        await CallAsync(HttpMethod.Post, "", new { kind = "clientRefused", probability = 0.25 });
        Assert.Equal(TimeSpan.FromMilliseconds(5.5), endpoint.Endpoint.Faults.Active[0].Fault.Delay);
        Assert.Equal(HttpStatusCode.NoContent, (await endpoint.CallAsync(HttpMethod.Delete, "/local/faults", token: null)).StatusCode);
        Assert.Empty(endpoint.Endpoint.Faults.Active);

        Assert.Equal(1, (await CallAsync(HttpMethod.Post, "/:cutClients?hub=chat")).GetProperty("cut").GetInt32());
        await Assert.ThrowsAsync<WebSocketException>(client.ReadToCloseAsync);

        async Task<JsonElement> CallAsync(HttpMethod method, string path, object? body = null)
        {
            var response = await endpoint.CallAsync(
                method, "/local/faults" + path, body is null ? null : JsonContent.Create(body), token: null, apiVersion: "");
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
            return await response.Content.ReadFromJsonAsync<JsonElement>(TestEndpoint.Cancel);
        }
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("null")]
    [InlineData("""{"kind":"dance"}""")]
    [InlineData("""{"kind":"restDelayed"}""")]
    [InlineData("""{"kind":"restThrottled","often":3}""")]
    [InlineData("""{"kind":"restDelayed","delayMs":1e300}""")]
    public async Task A_fault_body_of_another_form_is_400(string body)
    {
        await using var endpoint = await TestEndpoint.StartAsync(options => options.FaultEndpoint = true);
        var response = await endpoint.CallAsync(
            HttpMethod.Post, "/local/faults", new StringContent(body, System.Text.Encoding.UTF8, "application/json"), token: null);
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
    }

    private static Uri RecoveryUri(TestEndpoint endpoint, RawClient client) => endpoint.ClientUri(
        $"?awps_connection_id={client.ConnectionId}&awps_reconnection_token={client.Greeting.GetProperty("reconnectionToken").GetString()}");
}
