using Fixia.Functions.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Fixia.Functions.Tests.Http;

/// <summary>What all calls of a user share: the cookie, what other origins may see, limits, and mistakes of clients.</summary>
public sealed class UserCallTests(SharedApp shared)
{
    private const string Exposed = "Date, ETag, Retry-After, X-Poll-Interval, X-Poll-Interval-Live";
    private readonly FunctionsApp app = shared.App;
    private readonly string user = Guid.NewGuid().ToString();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("same-origin", null, true)]
    [InlineData("same-origin", "https://api.fixia.test", true)]
    [InlineData("none", null, true)]
    [InlineData(null, "https://api.fixia.test", true)]
    [InlineData(null, "https://app.fixia.test", true)]
    [InlineData("same-site", "https://app.fixia.test", true)]
    [InlineData("cross-site", "https://app.fixia.test", true)]
    [InlineData("cross-site", "https://evil.test", false)]
    [InlineData("cross-site", "null", false)]
    [InlineData("cross-site", null, false)]
    [InlineData("same-site", "https://blog.fixia.test", false)]
    [InlineData("same-site", null, false)]
    [InlineData("Cross-Site", null, false)]
    [InlineData("nonsense", null, false)]
    [InlineData(null, "https://evil.test", false)]
    [InlineData(null, "https://api.fixia.test.evil.test", false)]
    [InlineData(null, "https://app.fixia.test.evil.test", false)]
    [InlineData(null, "https://api.fixia.test:8443", false)]
    [InlineData(null, "http://blog.fixia.test", false)]
    [InlineData(null, "null", false)]
    [InlineData(null, "nonsense", false)]
    [InlineData(null, null, false)]
    public async Task A_cookie_changes_something_for_the_own_and_for_trusted_pages_only(string? site, string? origin, bool accepted)
    {
        var call = await MarkAllReadAsync(WithCookie("POST", site, origin));
        Assert.Equal(accepted ? StatusCodes.Status204NoContent : StatusCodes.Status403Forbidden, call.Response.StatusCode);
        Assert.Equal(Exposed, call.Response.Headers.AccessControlExposeHeaders);
    }

    [Theory]
    [InlineData("same-origin", null, true)]
    [InlineData("same-site", "https://app.fixia.test", true)]
    [InlineData(null, null, true)]
    [InlineData("cross-site", null, false)]
    [InlineData("same-site", null, false)]
    [InlineData("same-site", "https://blog.fixia.test", false)]
    [InlineData(null, "https://evil.test", false)]
    public async Task A_cookie_reads_for_the_same_pages(string? site, string? origin, bool accepted)
    {
        var call = WithCookie("GET", site, origin);
        await using var services = Trusting();
        await call.ExecuteAsync(ActivatorUtilities.CreateInstance<FeedApi>(services).ReadFeed(call.Request, Token));
        Assert.Equal(accepted ? StatusCodes.Status200OK : StatusCodes.Status403Forbidden, call.Response.StatusCode);
    }

    [Fact]
    public async Task A_token_in_the_header_is_nobodys_to_forge()
    {
        var call = WithCookie("POST", "cross-site", "https://anything.test").As(user);
        Assert.Equal(StatusCodes.Status204NoContent, (await MarkAllReadAsync(call)).Response.StatusCode);
    }

    [Theory]
    [InlineData("ok", StatusCodes.Status200OK)]
    [InlineData("unchanged", StatusCodes.Status304NotModified)]
    [InlineData("bad query", StatusCodes.Status400BadRequest)]
    [InlineData("no token", StatusCodes.Status401Unauthorized)]
    public async Task Pages_of_other_origins_see_the_headers_that_the_client_needs(string what, int status)
    {
        var call = new HttpCall(app).Send("GET");
        if (what != "no token")
        {
            call.As(user);
        }

        call.Request.Headers.IfNoneMatch = what == "unchanged" ? "*" : default;
        call.Request.QueryString = new QueryString(what == "bad query" ? "?limit=none" : "");
        await call.ExecuteAsync(app.Function<FeedApi>().ReadFeed(call.Request, Token));
        Assert.Equal(status, call.Response.StatusCode);
        Assert.Equal(Exposed, call.Response.Headers.AccessControlExposeHeaders);
        Assert.DoesNotContain(
            call.Response.Headers.Keys,
            name => name.StartsWith("Access-Control-", StringComparison.OrdinalIgnoreCase) && name != "Access-Control-Expose-Headers");
    }

    [Theory]
    [InlineData("Negotiate")]
    [InlineData("Http")]
    public async Task Who_asks_too_often_is_told_when_to_come_back(string limit)
    {
        var settings = app.Settings();
        settings[$"UserLimits:{limit}:Burst"] = "20";
        settings[$"UserLimits:{limit}:PerSecond"] = "1";
        await using var services = FunctionsApp.Compose(settings);
        var answers = new List<HttpCall>();
        for (var i = 0; i < 60; i++)
        {
            answers.Add(await AskAsync(new HttpCall(app).As(user)));
        }

        Assert.All(answers.Take(20), answer => Assert.Equal(StatusCodes.Status200OK, answer.Response.StatusCode));
        var refusal = answers.First(answer => answer.Response.StatusCode != StatusCodes.Status200OK);
        Assert.Equal(StatusCodes.Status429TooManyRequests, refusal.Response.StatusCode);
        Assert.Equal("application/problem+json", refusal.Response.ContentType);
        Assert.InRange(int.Parse(refusal.Response.Headers.RetryAfter!, System.Globalization.CultureInfo.InvariantCulture), 1, 60);
        Assert.Equal(Exposed, refusal.Response.Headers.AccessControlExposeHeaders);
        Assert.Equal(StatusCodes.Status200OK, (await AskAsync(new HttpCall(app).As("another-" + user))).Response.StatusCode);

        Task<HttpCall> AskAsync(HttpCall call) => call.Send(limit == "Negotiate" ? "POST" : "GET").ExecuteAsync(limit == "Negotiate"
            ? ActivatorUtilities.CreateInstance<Negotiate>(services).RunAsync(call.Request, Token)
            : ActivatorUtilities.CreateInstance<FeedApi>(services).ReadUnreadCount(call.Request, Token));
    }

    [Fact]
    public async Task While_the_identity_provider_is_away_nobody_is_told_that_a_token_is_bad()
    {
        var settings = app.Settings();
        settings["Jwt:Secret"] = "";
        settings["Jwt:Authority"] = "http://127.0.0.1:1";
        await using var services = FunctionsApp.Compose(settings);
        var call = new HttpCall(app).As(user).Send("GET");
        await call.ExecuteAsync(ActivatorUtilities.CreateInstance<FeedApi>(services).ReadFeed(call.Request, Token));
        Assert.Equal(StatusCodes.Status503ServiceUnavailable, call.Response.StatusCode);
        Assert.NotEmpty(call.Response.Headers.RetryAfter.ToString());
    }

    [Fact]
    public async Task A_body_that_breaks_off_is_the_clients_mistake()
    {
        var call = new HttpCall(app).Send("POST");
        call.Request.Body = new BrokenBody();
        await call.ExecuteAsync(app.Function<ProducersApi>().CreateNotifications(call.Request, Token));
        Assert.Equal(StatusCodes.Status400BadRequest, call.Response.StatusCode);
        Assert.Equal("application/problem+json", call.Response.ContentType);
    }

    [Fact]
    public async Task A_client_that_is_gone_is_no_failure()
    {
        var call = new HttpCall(app).As(user).Send("GET");
        call.Request.HttpContext.RequestAborted = new CancellationToken(canceled: true);
        await call.ExecuteAsync(app.Function<FeedApi>().ReadFeed(call.Request, new CancellationToken(canceled: true)));
        Assert.Equal(StatusCodes.Status499ClientClosedRequest, call.Response.StatusCode);
    }

    [Fact]
    public async Task An_instance_that_stops_asks_to_come_back()
    {
        var call = new HttpCall(app).As(user).Send("GET");
        await call.ExecuteAsync(app.Function<FeedApi>().ReadFeed(call.Request, new CancellationToken(canceled: true)));
        Assert.Equal(StatusCodes.Status503ServiceUnavailable, call.Response.StatusCode);
    }

    private async Task<HttpCall> MarkAllReadAsync(HttpCall call)
    {
        await using var services = Trusting();
        return await call.ExecuteAsync(ActivatorUtilities.CreateInstance<MarksApi>(services).MarkAllRead(call.Request, Token));
    }

    private ServiceProvider Trusting()
    {
        var settings = app.Settings();
        settings["Cookie:TrustedOrigins:0"] = "https://app.fixia.test";
        return FunctionsApp.Compose(settings);
    }

    private HttpCall WithCookie(string method, string? site, string? origin)
    {
        var call = new HttpCall(app).Send(method);
        call.Request.Host = new HostString("api.fixia.test");
        call.Request.Headers.Cookie = $"{HttpApi.TokenCookie}={FunctionsApp.Token(user)}";
        call.Request.Headers["Sec-Fetch-Site"] = site;
        call.Request.Headers.Origin = origin;
        return call;
    }

    private sealed class BrokenBody : MemoryStream
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            throw new BadHttpRequestException("Unexpected end of request content.");
    }
}
