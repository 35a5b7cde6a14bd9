using System.Net;
using System.Text;
using System.Text.Json;
using FunctionsHost.Tests.Support;
using Microsoft.Azure.Functions.Worker;

namespace FunctionsHost.Tests.WebPubSub;

/// <summary>What functions see of events, and what the service sees of their answers.</summary>
public sealed class WebhookEventTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("text/plain", "h\u00e9llo", WebPubSubDataType.Text)]
    [InlineData("application/json; charset=utf-8", """{"a":[1,"\u0000"]}""", WebPubSubDataType.Json)]
    [InlineData("application/octet-stream", "bytes", WebPubSubDataType.Binary)]
    public async Task User_event_reaches_its_function_whole_and_the_answer_goes_back_in_its_type(string contentType, string text, WebPubSubDataType dataType)
    {
        await using var host = await TestHost.StartAsync();
        var body = Encoding.UTF8.GetBytes(text);

        using var response = await new WebhookClient(host).UserAsync("ECHO", body, contentType);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(contentType.Split(';')[0], response.Content.Headers.ContentType!.MediaType);
        Assert.Equal(body, await response.Content.ReadAsByteArrayAsync(Cancellation));
        var request = Assert.IsType<UserEventRequest>(Assert.Single(host.Recorder.Seen("echo")));
        Assert.Equal(dataType, request.DataType);
        var context = request.ConnectionContext;
        Assert.Equal(
            (WebPubSubEventType.User, "ECHO", "Chat", "connection-1", "user-1", "127.0.0.1"),
            (context.EventType, context.EventName, context.Hub, context.ConnectionId, context.UserId, context.Origin));
        Assert.Equal(["json.webpubsub.azure.v1"], context.Headers["ce-subprotocol"]);
    }

    [Fact]
    public async Task Connection_states_are_read_merged_and_sent_back()
    {
        await using var host = await TestHost.StartAsync();
        var client = new WebhookClient(host) { State = Encode("""{"first":"MQ==","last":"Mg=="}""") };

        using var response = await client.UserAsync("echo", "new");

        var request = Assert.IsType<UserEventRequest>(Assert.Single(host.Recorder.Seen("echo")));
        Assert.Equal("1", request.ConnectionContext.ConnectionStates["first"].ToString());
        using var states = JsonDocument.Parse(Convert.FromBase64String(Assert.Single(response.Headers.GetValues("ce-connectionState"))));
        Assert.Equal("1", Encoding.UTF8.GetString(states.RootElement.GetProperty("first").GetBytesFromBase64()));
        Assert.Equal("new", Encoding.UTF8.GetString(states.RootElement.GetProperty("last").GetBytesFromBase64()));
    }

    [Fact]
    public async Task States_of_another_SDK_are_no_hindrance()
    {
        await using var host = await TestHost.StartAsync();

        using var response = await new WebhookClient(host) { State = "not base64!" }.UserAsync("echo", "x");

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Fact]
    public async Task Trigger_fills_the_parameter_that_its_name_says()
    {
        await using var host = await TestHost.StartAsync();

        using var context = await new WebhookClient(host).UserAsync("parts", "hello");
        using var data = await new WebhookClient(host).UserAsync("unanswered", "hello");

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), (context.StatusCode, data.StatusCode));
        Assert.Equal(["user-1 in Parts"], host.Recorder.Seen("parts"));
        Assert.Equal(["hello"], host.Recorder.Seen("unanswered"));
    }

    [Fact]
    public async Task Event_without_an_answer_is_200_without_a_body()
    {
        await using var host = await TestHost.StartAsync();

        using var response = await new WebhookClient(host).UserAsync("unanswered", "hello");

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Empty(await response.Content.ReadAsByteArrayAsync(Cancellation));
    }

    [Theory]
    [InlineData(WebPubSubErrorCode.Unauthorized, HttpStatusCode.Unauthorized)]
    [InlineData(WebPubSubErrorCode.UserError, HttpStatusCode.BadRequest)]
    [InlineData(WebPubSubErrorCode.ServerError, HttpStatusCode.InternalServerError)]
    public async Task Refusal_is_the_status_of_its_code_with_its_message(WebPubSubErrorCode code, HttpStatusCode status)
    {
        await using var host = await TestHost.StartAsync();

        using var response = await new WebhookClient(host).UserAsync("refuse", code.ToString());

        Assert.Equal(status, response.StatusCode);
        Assert.Equal("no", await response.Content.ReadAsStringAsync(Cancellation));
    }

    [Theory]
    [InlineData("crash")]
    [InlineData("connect")]
    public async Task Failure_of_an_awaited_event_is_never_answered_and_logged_as_what_it_is(string name)
    {
        await using var host = await TestHost.StartAsync();
        var client = new WebhookClient(host);

        var answer = name == "crash"
            ? client.UserAsync("crash", "x")
            : client.SystemAsync("connect", """{"query":{"crash":["1"]},"subprotocols":["json.webpubsub.azure.v1"]}""");

        await Eventually.TrueAsync(() => host.Logs.Any(log => log.Message.Contains("never answers the event", StringComparison.Ordinal)), "the hang is logged");
        Assert.False(answer.IsCompleted);
        await host.Host.StopAsync(Cancellation);
        await Assert.ThrowsAnyAsync<HttpRequestException>(() => answer);
    }

    [Fact]
    public async Task Failure_of_an_event_that_nobody_waits_for_is_logged_and_answered_200()
    {
        await using var host = await TestHost.StartAsync();

        using var response = await new WebhookClient(host).SystemAsync("disconnected", """{"reason":"going away"}""");

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(["going away"], host.Recorder.Seen("disconnected"));
        Assert.Contains(host.Logs, log => log.Message.StartsWith("OnDisconnected failed", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Connected_event_carries_its_connection()
    {
        await using var host = await TestHost.StartAsync();

        using var response = await new WebhookClient(host).SystemAsync("connected", "{}");

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        var context = Assert.IsType<WebPubSubConnectionContext>(Assert.Single(host.Recorder.Seen("connected")));
        Assert.Equal(("connected", "connection-1"), (context.EventName, context.ConnectionId));
    }

    [Fact]
    public async Task Connect_event_is_answered_with_user_groups_subprotocol_roles_and_states()
    {
        await using var host = await TestHost.StartAsync();

        using var response = await new WebhookClient(host).SystemAsync("connect", """
            {
              "claims": { "role": ["a"] }, "query": { "q": ["1", "2"] }, "headers": { "origin": ["http://localhost"] },
              "subprotocols": ["json.webpubsub.azure.v1"], "clientCertificates": []
            }
            """);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(
            """{"userId":"user-1","groups":["group-1"],"subprotocol":"json.webpubsub.azure.v1","roles":["role-1"]}""",
            await response.Content.ReadAsStringAsync(Cancellation));
        Assert.True(response.Headers.Contains("ce-connectionState"));
        var request = Assert.IsType<ConnectEventRequest>(Assert.Single(host.Recorder.Seen("connect")));
        Assert.Equal(["1", "2"], request.Query["q"]);
        Assert.Equal(["a"], request.Claims["role"]);
    }

    [Fact]
    public async Task Connect_event_can_be_refused()
    {
        await using var host = await TestHost.StartAsync();

        using var response = await new WebhookClient(host).SystemAsync("connect", """{"query":{"deny":["1"]},"subprotocols":[]}""");

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        Assert.Equal("not you", await response.Content.ReadAsStringAsync(Cancellation));
    }

    private static string Encode(string json) => Convert.ToBase64String(Encoding.UTF8.GetBytes(json));
}
