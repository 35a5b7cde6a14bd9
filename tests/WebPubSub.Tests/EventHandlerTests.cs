using Fixia.Local.WebPubSub;
using Microsoft.AspNetCore.Http;
using WebPubSub.Tests.Support;

namespace WebPubSub.Tests;

/// <summary>Registration of event handlers, and which of them gets an event.</summary>
public sealed class EventHandlerTests
{
    private const string Json = "json.webpubsub.azure.v1";

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
        foreach (var origin in new[] { null, "example.com", "example.com, 127.0.0.1" })
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

    [Fact]
    public async Task A_handler_that_refuses_its_validation_or_leaves_it_unanswered_is_not_registered()
    {
        await using var endpoint = await TestEndpoint.StartAsync(options =>
            options.Timeouts = options.Timeouts with { AbuseProtection = TimeSpan.FromMilliseconds(50) });
        var upstream = await TestUpstream.StartAsync();
        endpoint.Own(upstream);
        Func<HttpContext, Task>[] answers =
        [
            context =>
            {
                context.Response.StatusCode = StatusCodes.Status403Forbidden;
                return Task.CompletedTask;
            },
            context => Task.Delay(Timeout.Infinite, context.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default),
        ];
        foreach (var answer in answers)
        {
            upstream.Validate = answer;
            await Assert.ThrowsAsync<EventHandlerValidationException>(() => endpoint.Endpoint.ConfigureHubAsync(
                "chat", new HubSettings { EventHandlers = [new EventHandlerSettings { UrlTemplate = upstream.Url }] }, Deadline.Token));
        }
    }

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("127.0.0.1:8080")]
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

    [Theory]
    [InlineData("room.*")]
    [InlineData("a, notification:sync-request")]
    [InlineData("a b")]
    public async Task A_user_event_pattern_that_can_match_no_event_is_refused(string pattern)
    {
        await using var endpoint = await TestEndpoint.StartAsync();
        await Assert.ThrowsAsync<ArgumentException>(() => endpoint.Endpoint.ConfigureHubAsync(
            "chat",
            new HubSettings { EventHandlers = [new EventHandlerSettings { UrlTemplate = "http://127.0.0.1/x", UserEventPattern = pattern }] },
            TestEndpoint.Cancel));
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
        await client.SendAsync("""{"type":"event","event":"A","data":1}""");
        await client.SendAsync("""{"type":"event","event":"c","data":1}""");
        Assert.Equal("b", (await first.NextAsync())["ce-eventName"]);
        Assert.Equal("A", (await first.NextAsync())["ce-eventName"]);
        Assert.Equal("c", (await second.NextAsync())["ce-eventName"]);
    }
}
