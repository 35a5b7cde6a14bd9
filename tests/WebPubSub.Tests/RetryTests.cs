using System.Collections.Concurrent;
using System.Net;
using Fixia.Local.WebPubSub;
using Fixia.Local.WebPubSub.Faults;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Time.Testing;
using WebPubSub.Tests.Support;

namespace WebPubSub.Tests;

/// <summary>Events that are sent again, so that handlers meet one event twice.</summary>
public sealed class RetryTests
{
    private const string Json = "json.webpubsub.azure.v1";
    private const string Event = """{"type":"event","event":"e","ackId":1,"data":{"a":1}}""";

    [Theory]
    [InlineData(408, true)]
    [InlineData(500, true)]
    [InlineData(503, true)]
    [InlineData(599, true)]
    [InlineData(302, false)]
    [InlineData(400, false)]
    [InlineData(404, false)]
    [InlineData(429, false)]
    public async Task An_event_that_is_answered_408_or_5xx_is_sent_again_as_the_same_event(int status, bool isRetried)
    {
        await using var endpoint = await StartAsync(TimeSpan.Zero);
        var upstream = await endpoint.AddUpstreamAsync();
        var attempts = 0;
        upstream.Answer = (_, context) =>
        {
            context.Response.StatusCode = ++attempts == 1 ? status : StatusCodes.Status204NoContent;
            return Task.CompletedTask;
        };
        var client = await endpoint.ConnectAsync(Json, "ana");
        await client.SendAsync(Event);
        Assert.Equal(isRetried, (await client.ReadJsonAsync()).GetProperty("success").GetBoolean());
        var first = await upstream.NextAsync();
        if (isRetried)
        {
            AssertSame(first, await upstream.NextAsync());
        }

        Assert.True(upstream.HasNoMore);
        await client.SendAsync(Event.Replace("1,", "2,", StringComparison.Ordinal));
        await client.ReadJsonAsync();
        var next = await upstream.NextAsync();
        Assert.NotEqual(first["ce-id"], next["ce-id"]);
        Assert.NotEqual(first["x-ms-client-request-id"], next["x-ms-client-request-id"]);
    }

    [Fact]
    public async Task Attempts_follow_after_one_three_and_five_seconds_and_then_the_event_has_failed()
    {
        var time = new ImpatientTime();
        await using var endpoint = await TestEndpoint.StartAsync(options => (options.TimeProvider, options.Timeouts) = (time, new WebPubSubTimeouts()));
        var upstream = await endpoint.AddUpstreamAsync();
        upstream.Answer = (_, context) =>
        {
            context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            return Task.CompletedTask;
        };
        var client = await endpoint.ConnectAsync(Json);
        await client.SendAsync(Event);
        Assert.False((await client.ReadJsonAsync()).GetProperty("success").GetBoolean());
        var first = await upstream.NextAsync();
        for (var i = 0; i < 3; i++)
        {
            AssertSame(first, await upstream.NextAsync());
        }

        Assert.True(upstream.HasNoMore);
        Assert.Equal([TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(3), TimeSpan.FromSeconds(5)], time.Waits);
    }

    [Fact]
    public async Task An_event_whose_handler_is_out_of_reach_or_whose_answer_is_lost_is_sent_again()
    {
        await using var endpoint = await StartAsync(TimeSpan.Zero);
        var upstream = await endpoint.AddUpstreamAsync();
        endpoint.Endpoint.Faults.Add(new Fault { Kind = FaultKind.UpstreamRefused, Count = 1 });
        var client = await endpoint.ConnectAsync(Json);
        await client.SendAsync(Event);
        Assert.True((await client.ReadJsonAsync()).GetProperty("success").GetBoolean());
        await upstream.NextAsync();
        Assert.True(upstream.HasNoMore);

        endpoint.Endpoint.Faults.Add(new Fault { Kind = FaultKind.UpstreamAnswerLost, Count = 1 });
        await client.SendAsync(Event.Replace("1,", "2,", StringComparison.Ordinal));
        Assert.True((await client.ReadJsonAsync()).GetProperty("success").GetBoolean());
        AssertSame(await upstream.NextAsync(), await upstream.NextAsync());
    }

    [Fact]
    public async Task Connect_and_notifications_are_sent_again_too()
    {
        await using var endpoint = await StartAsync(TimeSpan.Zero);
        var upstream = await endpoint.AddUpstreamAsync("", "connect", "connected", "disconnected");
        var failed = new ConcurrentDictionary<string, bool>();
        upstream.Answer = (received, context) =>
        {
            context.Response.StatusCode = failed.TryAdd(received["ce-eventName"]!, true) ? StatusCodes.Status503ServiceUnavailable : StatusCodes.Status204NoContent;
            return Task.CompletedTask;
        };
        await (await endpoint.ConnectAsync(Json)).CloseAsync();
        foreach (var name in new[] { "connect", "connected", "disconnected" })
        {
            AssertSame(await upstream.NextAsync(name), await upstream.NextAsync(name));
        }
    }

    [Fact]
    public async Task A_connect_event_that_fails_for_good_refuses_the_client_with_500()
    {
        await using var endpoint = await StartAsync(TimeSpan.Zero);
        var upstream = await endpoint.AddUpstreamAsync("", "connect");
        upstream.Answer = (_, context) =>
        {
            context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            return Task.CompletedTask;
        };
        Assert.Equal(
            HttpStatusCode.InternalServerError,
            await TestEndpoint.RefusalAsync(endpoint.ClientUri("?access_token=" + endpoint.Token()), Json));
        AssertSame(await upstream.NextAsync(), await upstream.NextAsync());
        Assert.True(upstream.HasNoMore);
    }

    [Fact]
    public async Task A_stopping_endpoint_gives_a_waiting_event_its_last_attempt_at_once()
    {
        await using var endpoint = await StartAsync(TimeSpan.FromDays(1), new FakeTimeProvider(DateTimeOffset.UtcNow));
        var upstream = await endpoint.AddUpstreamAsync("*", "disconnected");
        upstream.Answer = (_, context) =>
        {
            context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            return Task.CompletedTask;
        };
        var client = await endpoint.ConnectAsync(Json);
        await client.SendAsync(Event);
        var first = await upstream.NextAsync("e");
        var stopped = endpoint.Endpoint.DisposeAsync();
        AssertSame(first, await upstream.NextAsync("e"));
        await upstream.NextAsync("disconnected");
        await client.ReadToCloseAsync();
        await client.CloseAsync();
        await stopped;
        Assert.True(upstream.HasNoMore);
    }

    [Fact]
    public async Task A_delay_below_zero_is_refused()
    {
        await Assert.ThrowsAsync<ArgumentException>(() => StartAsync(TimeSpan.FromTicks(-1)));
    }

    private static Task<TestEndpoint> StartAsync(TimeSpan retry, TimeProvider? time = null) => TestEndpoint.StartAsync(options =>
    {
        options.TimeProvider = time ?? options.TimeProvider;
        options.Timeouts = options.Timeouts with { EventRetries = [retry] };
    });

    private static void AssertSame(ReceivedEvent first, ReceivedEvent again)
    {
        Assert.Equal(first.Body, again.Body);
        foreach (var header in new[] { "ce-id", "ce-time", "x-ms-client-request-id", "ce-eventName", "ce-connectionId", "ce-signature", "Content-Type" })
        {
            Assert.Equal(first[header], again[header]);
        }
    }

    /// <summary>Time that notes for how long somebody wants to wait, and spares them up to five seconds of it.</summary>
    private sealed class ImpatientTime : TimeProvider
    {
        public ConcurrentQueue<TimeSpan> Waits { get; } = [];

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            var isShort = dueTime <= TimeSpan.FromSeconds(5);
            if (isShort)
            {
                Waits.Enqueue(dueTime);
            }

            return base.CreateTimer(callback, state, isShort ? TimeSpan.Zero : dueTime, period);
        }
    }
}
