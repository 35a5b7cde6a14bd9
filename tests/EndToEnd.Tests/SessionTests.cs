using Fixia.Tests.Support;
using Microsoft.Playwright;

namespace Fixia.EndToEnd.Tests;

/// <summary>Tokens that expire while the page is open.</summary>
public sealed class SessionTests(Browser browser, LocalStack stack) : BrowserTest(browser, stack)
{
    /// <summary>How long a token is taken that expires in a test, in s: longer than any machine needs to open the page.</summary>
    private const int Short = 10;
    private const int Long = 3600;

    [Fact]
    public async Task An_expired_token_is_replaced_without_the_user_noticing()
    {
        var context = await SwitchOnAsync();
        var (seconds, renewals) = (Short, 0);
        await context.RouteAsync("**/dev/token*", route =>
        {
            Interlocked.Add(ref renewals, Volatile.Read(ref seconds) == Long ? 1 : 0);
            return route.ContinueAsync(new RouteContinueOptions { Url = $"{route.Request.Url}&seconds={Volatile.Read(ref seconds)}" });
        });
        var phone = await OpenAsync(context, Ana);
        await phone.IsLiveAsync();
        var id = await Producer.CreateAsync(Ana, "Sigue la sesión", Token);
        await phone.ShowsAsync(id);

        // A token that was issued later and is refused already means that the page's own is refused too.
        Volatile.Write(ref seconds, Long);
        await ExpireAsync(await Producer.SignInAsync(Ana, Short, Token));
        await phone.Page.RunAndWaitForResponseAsync(
            () => phone.MarkReadAsync(id),
            response => response.Ok && response.Url.EndsWith($"/{id}/read", StringComparison.Ordinal));
        Assert.True(Volatile.Read(ref renewals) > 0, "The page worked on with a token that is refused.");
        await phone.ShowsAsReadAsync(id);
        await phone.ShowsUnreadAsync(0);

        await Producer.DisconnectAsync(Ana, Token);
        await phone.ShowsAsync(await Producer.CreateAsync(Ana, "Y sigue", Token));
        await phone.IsLiveAsync();
    }

    [Fact]
    public async Task A_session_that_ended_is_said_so_and_not_tried_for_ever()
    {
        var context = await SwitchOnAsync();
        await context.Clock.InstallAsync();
        var token = await Producer.SignInAsync(Ana, 1, Token);
        await ExpireAsync(token);
        await context.RouteAsync("**/dev/token*", route => route.FulfillAsync(new RouteFulfillOptions { Json = new { token } }));
        var calls = 0;
        context.Request += (_, request) => Interlocked.Add(ref calls, request.Url.Contains("/api/", StringComparison.Ordinal) ? 1 : 0);

        var phone = await OpenAsync(context, Ana);
        await phone.IsAsync("signed-out");
        await phone.Page.WaitForLoadStateAsync(LoadState.NetworkIdle);
        // The feed and the negotiation, and each of them once more with a fresh token.
        Assert.InRange(calls, 2, 4);
        var before = calls;
        await context.Clock.FastForwardAsync("01:00:00");
        await phone.Page.WaitForLoadStateAsync(LoadState.NetworkIdle);
        Assert.Equal(before, calls);
    }

    private Task ExpireAsync(string token) =>
        Patience.UntilAsync(async () => !await Producer.TakesAsync(token, Token), "the API refuses the token");
}
