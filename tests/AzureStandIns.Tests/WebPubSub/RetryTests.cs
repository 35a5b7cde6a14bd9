using Azure;
using Azure.Core;
using Azure.Messaging.WebPubSub;

namespace AzureStandIns.Tests.WebPubSub;

public sealed class RetryTests : ServiceClientTestBase
{
    [Fact]
    public async Task Throttled_send_is_repeated_after_the_pause_that_the_service_asks_for()
    {
        Server.NextAnswer(429, retryAfter: TimeSpan.FromSeconds(1));

        var response = await Client.SendToUserAsync("u", "hello");

        Assert.Equal(202, response.Status);
        Assert.Equal(2, Server.Requests.Count);
    }

    [Theory]
    [InlineData(408)]
    [InlineData(500)]
    [InlineData(503)]
    public async Task Transient_failure_is_retried_with_a_token_of_its_own(int status)
    {
        Server.NextAnswer(status);

        await Client.SendToUserAsync("u", "hello");

        Assert.Equal(2, Server.Requests.Count);
        Assert.All(Server.Requests, sent => Assert.NotEmpty(sent.BearerToken));
    }

    [Fact]
    public async Task Failure_that_lasts_is_thrown_with_its_status_when_retries_are_used_up()
    {
        for (var attempt = 0; attempt < 4; attempt++)
        {
            Server.NextAnswer(503);
        }

        var failure = await Assert.ThrowsAsync<RequestFailedException>(() => Client.SendToUserAsync("u", "hello"));

        Assert.Equal(503, failure.Status);
        Assert.Equal(4, Server.Requests.Count);
    }

    [Fact]
    public async Task Permanent_failure_is_thrown_at_once_with_status_and_code()
    {
        Server.NextAnswer(400, """{"error":{"code":"InvalidFilter","message":"The filter is wrong."}}""");

        var failure = await Assert.ThrowsAsync<RequestFailedException>(() => Client.SendToUserAsync("u", "hello"));

        Assert.Equal((400, "InvalidFilter"), (failure.Status, failure.ErrorCode));
        Assert.Single(Server.Requests);
        Assert.DoesNotContain(Server.Requests[0].BearerToken, failure.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Not_found_is_a_failure_except_where_the_question_is_existence()
    {
        Server.NextAnswer(404);

        var failure = await Assert.ThrowsAsync<RequestFailedException>(() => Client.AddConnectionToGroupAsync("g", "gone"));

        Assert.Equal(404, failure.Status);
    }

    [Fact]
    public async Task Caller_that_wants_no_exception_gets_the_response()
    {
        Server.NextAnswer(400);

        var response = await Client.SendToUserAsync(
            "u", RequestContent.Create("x"), ContentType.TextPlain, context: new RequestContext { ErrorOptions = ErrorOptions.NoThrow });

        Assert.True(response.IsError);
    }

    [Fact]
    public async Task Throttled_send_waits_out_a_long_pause_and_can_be_cancelled_in_it()
    {
        using var cancellation = new CancellationTokenSource();
        Server.NextAnswer(429, retryAfter: TimeSpan.FromMinutes(10));

        var send = Client.SendToUserAsync(
            "u", RequestContent.Create("x"), ContentType.TextPlain, context: new RequestContext { CancellationToken = cancellation.Token });
        cancellation.CancelAfter(TimeSpan.FromMilliseconds(200));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => send.WaitAsync(TimeSpan.FromSeconds(60), Cancellation));
        Assert.Single(Server.Requests);
    }

    [Fact]
    public async Task Client_of_an_older_version_says_so()
    {
        var options = Impatient(new WebPubSubServiceClientOptions(WebPubSubServiceClientOptions.ServiceVersion.V2021_10_01));
        var client = new WebPubSubServiceClient(ConnectionString, Hub, options);

        await client.SendToAllAsync("hello");

        Assert.Contains("api-version=2021-10-01", Assert.Single(Server.Requests).PathAndQuery, StringComparison.Ordinal);
    }
}
