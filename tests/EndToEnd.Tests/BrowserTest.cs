using Fixia.Shared.Events;
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

    protected WebhookListener Webhooks => stack.Webhooks;

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

    /// <summary>Opens the user's page on a device of its own, and waits until it is live and its first sync is answered.</summary>
    protected async Task<Device> OpenLiveAsync(string user)
    {
        var context = await SwitchOnAsync();
        var synced = new TaskCompletionSource();
        context.Page += (_, page) => page.WebSocket += (_, socket) => socket.FrameReceived += (_, frame) =>
        {
            if (frame.Text?.Contains(EventNames.SyncResponse, StringComparison.Ordinal) == true)
            {
                synced.TrySetResult();
            }
        };
        var device = await OpenAsync(context, user);
        await device.IsLiveAsync();

        // A notification that arrives by the first sync may be one of several: the page reads the list to be sure.
        await synced.Task.WaitAsync(TimeSpan.FromSeconds(60), Token);
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

        await Assertions.Expect(page.GetByTestId("desktop-state")).ToHaveAttributeAsync("data-state", "live");
        return page;
    }
}
