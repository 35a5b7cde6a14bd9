using Fixia.Functions.Http;
using Microsoft.AspNetCore.Http;
using Moq;

namespace Fixia.Functions.Tests.Http;

public sealed class NegotiateTests
{
    private readonly FunctionsApp app;
    private readonly string user = Guid.NewGuid().ToString();

    public NegotiateTests(SharedApp shared)
    {
        app = shared.App;
        app.WebPubSub
            .Setup(s => s.GetClientAccessUriAsync(
                It.IsAny<DateTimeOffset>(), user, null, new[] { "user:" + user }, It.IsAny<CancellationToken>()))
            .ReturnsAsync(new Uri($"wss://service.test/client/hubs/notifications?access_token={user}"));
    }

    [Fact]
    public async Task A_bearer_token_gives_the_url_of_its_user()
    {
        var call = await RunAsync(new HttpCall(app).As(user).Send("POST"));
        Assert.Equal(StatusCodes.Status200OK, call.Response.StatusCode);
        Assert.Equal($"wss://service.test/client/hubs/notifications?access_token={user}", call.Body.GetProperty("url").GetString());
        Assert.Equal("notifications", call.Body.GetProperty("hub").GetString());
        Assert.Equal(user, call.Body.GetProperty("userId").GetString());
        Assert.True(call.Body.GetProperty("expiresAt").GetDateTimeOffset() > DateTimeOffset.UtcNow);
        Assert.Equal("no-store", call.Response.Headers.CacheControl);
    }

    [Fact]
    public async Task The_cookie_is_accepted_from_the_own_site_only()
    {
        var same = WithCookie("same-site");
        Assert.Equal(StatusCodes.Status200OK, (await RunAsync(same)).Response.StatusCode);
        var cross = WithCookie("cross-site");
        Assert.Equal(StatusCodes.Status403Forbidden, (await RunAsync(cross)).Response.StatusCode);
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

    private HttpCall WithCookie(string site)
    {
        var call = new HttpCall(app).Send("POST");
        call.Request.Headers.Cookie = $"fixia_access_token={FunctionsApp.Token(user)}";
        call.Request.Headers["Sec-Fetch-Site"] = site;
        return call;
    }

    private Task<HttpCall> RunAsync(HttpCall call) =>
        call.ExecuteAsync(app.Function<Negotiate>().RunAsync(call.Request, TestContext.Current.CancellationToken));
}
