using Fixia.Tests.Support;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Fixia.EndToEnd.Tests;

/// <summary>What the user has looked at is new on no device any more.</summary>
public sealed class SeenTests(Browser browser, LocalStack stack) : BrowserTest(browser, stack)
{
    [Fact]
    public async Task A_page_that_is_left_right_after_the_look_still_tells_the_server()
    {
        var context = await SwitchOnAsync();
        await context.Clock.InstallAsync();
        var phone = await OpenLiveWithStoppedClockAsync(context);
        var id = await Producer.CreateAsync(Ana, "Vista y cerrada", Token);
        await phone.ShowsAsync(id);
        await phone.ShowsUnreadAsync(1);
        await Expect(phone.Page.Locator(".fx-badge")).ToHaveAttributeAsync("data-seen", "true");
        // With the clock stopped, nothing but leaving can make the page say it.
        Assert.Equal(1, await Producer.CountUnseenAsync(Ana, Token));

        await phone.Page.GotoAsync("about:blank");
        await Patience.UntilAsync(
            async () => await Producer.CountUnseenAsync(Ana, Token) == 0, "the server knows that it was seen");
    }

    private async Task<Device> OpenLiveWithStoppedClockAsync(IBrowserContext context)
    {
        var phone = await OpenAsync(context, Ana);
        await phone.IsLiveAsync();
        await context.Clock.PauseAtAsync(DateTime.UtcNow.AddMinutes(1));
        return phone;
    }
}
