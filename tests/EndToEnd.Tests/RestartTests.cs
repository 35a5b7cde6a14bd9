using System.Net;
using Microsoft.Playwright;

namespace Fixia.EndToEnd.Tests;

/// <summary>The server dies, and comes back with what it had.</summary>
public sealed class RestartTests(Browser browser)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Nothing_is_missing_after_the_stack_was_killed_and_restarted()
    {
        await using var stack = new StackProcess();
        await stack.StartAsync(Token);
        await using var phoneContext = await browser.NewContextAsync();
        await using var desktopContext = await browser.NewContextAsync();
        await using var newContext = await browser.NewContextAsync();
        var devices = new List<Device> { await OpenAsync(phoneContext, stack), await OpenAsync(desktopContext, stack) };

        var ids = new List<string>();
        for (var i = 0; i < 5; i++)
        {
            ids.Add(await stack.Producer.CreateAsync("ana", $"Antes {i}", Token));
        }

        var tomorrow = (await stack.Producer.NowAsync(Token)).AddDays(1);
        using (var set = await stack.Producer.SetClockAsync($"{tomorrow:O}", Token))
        {
            Assert.Equal(HttpStatusCode.OK, set.StatusCode);
        }

        await stack.KillAsync(Token);
        await devices[0].LosesItsConnectionAsync();
        await stack.StartAsync(Token);

        // What is stored is of that time.
        Assert.True(await stack.Producer.NowAsync(Token) > tomorrow);
        ids.Add(await stack.Producer.CreateAsync("ana", "Después", Token));

        // The others remember what they showed; this one knows only what the server kept.
        devices.Add(await OpenAsync(newContext, stack));
        foreach (var device in devices)
        {
            await device.IsLiveAsync();
            await device.ShowsAsync(ids[^1]);
            await device.ShowsUnreadAsync(ids.Count);
            Assert.Equal(ids.AsEnumerable().Reverse(), await device.IdsAsync());
        }
    }

    private static async Task<Device> OpenAsync(IBrowserContext context, StackProcess stack)
    {
        var page = await context.NewPageAsync();
        await page.GotoAsync($"{stack.Ready.Page}?user=ana");
        var device = new Device(page);
        await device.IsLiveAsync();
        return device;
    }
}
