using Azure;
using Azure.Messaging.WebPubSub;
using Fixia.Functions.Http;
using Microsoft.AspNetCore.Http;
using Moq;
using Moq.Language.Flow;

namespace Fixia.Functions.Tests.Http;

public sealed class NegotiateTests
{
    private static readonly DateTimeOffset ExpiresAt = DateTimeOffset.FromUnixTimeSeconds(1_900_000_000);
    private readonly FunctionsApp app;
    private readonly string user = Guid.NewGuid().ToString();

    public NegotiateTests(SharedApp shared)
    {
        app = shared.App;
        Access(user).ReturnsAsync(FunctionsApp.ClientUrl(ExpiresAt));
    }

    [Fact]
    public async Task A_bearer_token_gives_the_url_of_its_user()
    {
        var call = await RunAsync(new HttpCall(app).As(user).Send("POST"));
        Assert.Equal(StatusCodes.Status200OK, call.Response.StatusCode);
        Assert.Equal(FunctionsApp.ClientUrl(ExpiresAt).AbsoluteUri, call.Body.GetProperty("url").GetString());
        Assert.Equal("notifications", call.Body.GetProperty("hub").GetString());
        Assert.Equal(user, call.Body.GetProperty("userId").GetString());
        Assert.Equal(ExpiresAt, call.Body.GetProperty("expiresAt").GetDateTimeOffset());
        Assert.Equal("no-store", call.Response.Headers.CacheControl);
    }

    [Fact]
    public async Task The_user_is_told_by_the_own_id_whatever_web_pubsub_calls_it()
    {
        Access("~dGVhbS_DqSA").ReturnsAsync(FunctionsApp.ClientUrl(ExpiresAt));
        Assert.Equal("team/é ", (await RunAsync(new HttpCall(app).As("team/é ").Send("POST"))).Body.GetProperty("userId").GetString());
    }

    [Theory]
    [InlineData(429)]
    [InlineData(503)]
    public async Task A_service_that_signs_no_url_for_now_is_a_503(int status)
    {
        Access(user).ThrowsAsync(new RequestFailedException(status, "busy"));
        var call = await RunAsync(new HttpCall(app).As(user).Send("POST"));
        Assert.Equal(StatusCodes.Status503ServiceUnavailable, call.Response.StatusCode);
        Assert.Equal("2", call.Response.Headers.RetryAfter);
    }

    [Theory]
    [InlineData(null, "missing", "Bearer")]
    [InlineData("Basic YTpi", "missing", "Bearer")]
    [InlineData("Bearer nonsense", "malformed", "Bearer error=\"invalid_token\"")]
    public async Task Without_a_good_token_the_answer_is_401(string? authorization, string reason, string challenge)
    {
        var call = new HttpCall(app).Send("POST");
        call.Request.Headers.Authorization = authorization;
        await RunAsync(call);
        Assert.Equal(StatusCodes.Status401Unauthorized, call.Response.StatusCode);
        Assert.Equal("application/problem+json", call.Response.ContentType);
        Assert.Equal(reason, call.Body.GetProperty("reason").GetString());
        Assert.Equal(challenge, call.Response.Headers.WWWAuthenticate);
    }

    [Fact]
    public async Task An_expired_token_is_told_apart()
    {
        var call = new HttpCall(app).Send("POST");
        call.Request.Headers.Authorization = $"Bearer {FunctionsApp.Token(user, DateTime.UtcNow.AddMinutes(-5))}";
        Assert.Equal("expired", (await RunAsync(call)).Body.GetProperty("reason").GetString());
    }

    private ISetup<WebPubSubServiceClient, Task<Uri>> Access(string wireUserId) => app.WebPubSub.Setup(s => s.GetClientAccessUriAsync(
        TimeSpan.FromMinutes(5), wireUserId, null, new[] { "user:" + wireUserId }, It.IsAny<CancellationToken>()));

    private Task<HttpCall> RunAsync(HttpCall call) =>
        call.ExecuteAsync(app.Function<Negotiate>().RunAsync(call.Request, TestContext.Current.CancellationToken));
}
