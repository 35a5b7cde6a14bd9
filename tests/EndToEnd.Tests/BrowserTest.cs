using Microsoft.Playwright;

namespace Fixia.EndToEnd.Tests;

/// <summary>A test with devices, which are switched off when it ends.</summary>
public abstract class BrowserTest(Browser browser, LocalStack stack) : IAsyncLifetime
{
    private readonly List<IBrowserContext> contexts = [];

    protected static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>A user that no other test knows.</summary>
    protected string Ana { get; } = $"ana-{Guid.NewGuid():N}"[..12];

    protected Producer Producer => stack.Producer;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        foreach (var context in contexts)
        {
            await context.DisposeAsync();
        }

        GC.SuppressFinalize(this);
    }

    /// <summary>A device that is not on the page yet.</summary>
    protected async Task<IBrowserContext> SwitchOnAsync(BrowserNewContextOptions? options = null)
    {
        var context = await browser.NewContextAsync(options);
        contexts.Add(context);
        return context;
    }

    /// <summary>Opens the user's page in a tab of the device.</summary>
    protected async Task<Device> OpenAsync(IBrowserContext context, string user, string query = "")
    {
        var page = await context.NewPageAsync();
        await page.GotoAsync($"{stack.Ready.Page}?user={user}{query}");
        return new Device(page);
    }

    /// <summary>Opens the user's page on a device of its own, and waits until it is live.</summary>
    protected async Task<Device> OpenLiveAsync(string user)
    {
        var device = await OpenAsync(await SwitchOnAsync(), user);
        await device.IsLiveAsync();
        return device;
    }

    /// <summary>Opens the page with three devices, and waits until they are live.</summary>
    protected async Task<IPage> OpenDevicesAsync(BrowserNewContextOptions? options = null)
    {
        var page = await (await SwitchOnAsync(options)).NewPageAsync();
        await page.GotoAsync(stack.Ready.Page);
        foreach (var name in (string[])["phone-1", "phone-2"])
        {
            await new Device(page, name).IsLiveAsync();
        }

        await Assertions.Expect(page.GetByTestId("desktop-state")).ToHaveTextAsync("live");
        return page;
    }
}
