using System.Net;
using System.Text.RegularExpressions;
using Microsoft.Playwright;

namespace Fixia.EndToEnd.Tests;

/// <summary>What the stack's origin gives to whom: sign-ins and keys to its own page alone, and a page that runs nothing else.</summary>
public sealed partial class OriginTests(LocalStack stack, Browser browser)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static readonly HttpClient Http = new();

    [Theory]
    [InlineData("dev/token?user=victim", "evil.example")]
    [InlineData("dev/producer-key", "evil.example")]
    [InlineData("dev/producer-key", "127.0.0.1.evil.example:7071")]
    [InlineData("dev/producer-key", "localhost.evil.example")]
    [InlineData("dev/producer-key", "10.0.0.1")]
    [InlineData("dev/clock", "evil.example")]
    [InlineData("dev/services", "evil.example")]
    [InlineData("dev/faults", "evil.example")]
    [InlineData("DEV/Producer-Key/", "evil.example")]
    public async Task A_name_that_resolves_to_this_machine_gets_no_key(string path, string host)
    {
        using var answer = await GetAsync(path, request => request.Headers.Host = host);
        Assert.Equal(HttpStatusCode.MisdirectedRequest, answer.StatusCode);
        Assert.DoesNotContain(stack.Ready.ProducerKey, await answer.Content.ReadAsStringAsync(Token), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("cross-site")]
    [InlineData("same-site")]
    public async Task Another_origins_page_gets_no_key(string site)
    {
        using var answer = await GetAsync("dev/producer-key", request =>
        {
            request.Headers.Add("Origin", "http://evil.example");
            request.Headers.Add("Sec-Fetch-Site", site);
        });
        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
        Assert.False(answer.Headers.Contains("Access-Control-Allow-Origin"));
    }

    [Theory]
    [InlineData(LocalStack.AllowedOrigin, true)]
    [InlineData("http://localhost:5174", false)]
    public async Task A_page_of_an_allowed_origin_signs_in_and_calls_with_the_cookie(string origin, bool isAllowed)
    {
        using var signIn = await GetAsync("dev/sign-in?user=developer", ComeFrom);
        Assert.Equal(isAllowed ? HttpStatusCode.OK : HttpStatusCode.Forbidden, signIn.StatusCode);
        Assert.Equal(isAllowed, Allows(signIn));
        using var own = await GetAsync("dev/sign-in?user=developer", _ => { });
        var cookie = Assert.Single(own.Headers.GetValues("Set-Cookie"));
        Assert.Contains("httponly", cookie, StringComparison.OrdinalIgnoreCase);

        using var page = await GetAsync("api/notifications", request =>
        {
            ComeFrom(request);
            request.Headers.Add("Cookie", cookie.Split(';')[0]);
        });
        Assert.Equal(isAllowed ? HttpStatusCode.OK : HttpStatusCode.Forbidden, page.StatusCode);
        Assert.Equal(isAllowed, Allows(page));

        void ComeFrom(HttpRequestMessage request)
        {
            request.Headers.Add("Origin", origin);
            request.Headers.Add("Sec-Fetch-Site", "same-site");
        }

        bool Allows(HttpResponseMessage answer) =>
            answer.Headers.TryGetValues("Access-Control-Allow-Origin", out var origins) && origins.Single() == origin
            && answer.Headers.GetValues("Access-Control-Allow-Credentials").Single() == "true";
    }

    [Theory]
    [InlineData("localhost")]
    [InlineData("localhost:1234")]
    [InlineData("127.0.0.1:7071")]
    [InlineData("[::1]:7071")]
    [InlineData("LOCALHOST")]
    public async Task Loopback_names_get_one(string host)
    {
        using var answer = await GetAsync("dev/producer-key", request => request.Headers.Host = host);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Contains(stack.Ready.ProducerKey, await answer.Content.ReadAsStringAsync(Token), StringComparison.Ordinal);
        Assert.False(answer.Headers.Contains("Access-Control-Allow-Origin"));
    }

    [Fact]
    public async Task The_page_runs_nothing_but_its_own_and_is_not_framed()
    {
        using var answer = await GetAsync("", _ => { });
        var policy = Assert.Single(answer.Headers.GetValues("Content-Security-Policy"));
        Assert.Contains("default-src 'none'", policy, StringComparison.Ordinal);
        Assert.Contains("frame-ancestors 'none'", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
        Assert.Contains($" ws://127.0.0.1:{WebPubSubPort().Match(stack.Ready.WebPubSub).Groups[1].Value};", policy, StringComparison.Ordinal);
        Assert.Equal("nosniff", Assert.Single(answer.Headers.GetValues("X-Content-Type-Options")));
        Assert.Equal("no-referrer", Assert.Single(answer.Headers.GetValues("Referrer-Policy")));
    }

    [Theory]
    [InlineData("")]
    [InlineData("?user=ana")]
    public async Task The_page_works_under_its_own_policy(string query)
    {
        await using var context = await browser.NewContextAsync();
        var page = await context.NewPageAsync();
        var violations = new List<string>();
        page.Console += (_, message) =>
        {
            if (message.Text.Contains("Content Security Policy", StringComparison.Ordinal))
            {
                violations.Add(message.Text);
            }
        };
        await page.GotoAsync($"{stack.Ready.Page}{query}");
        if (query.Length > 0)
        {
            await new Device(page).IsLiveAsync();
        }
        else
        {
            await page.WaitForLoadStateAsync(LoadState.NetworkIdle);
        }

        Assert.Empty(violations);
    }

    private async Task<HttpResponseMessage> GetAsync(string path, Action<HttpRequestMessage> change)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, stack.Ready.Page + path);
        change(request);
        return await Http.SendAsync(request, Token);
    }

    [GeneratedRegex("Port=([0-9]+)")]
    private static partial Regex WebPubSubPort();
}
