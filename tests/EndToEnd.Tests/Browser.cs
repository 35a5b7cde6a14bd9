using Fixia.EndToEnd.Tests;
using Microsoft.Playwright;
using Xunit.Sdk;
using Xunit.v3;

// Two browsers at a time would compete for the machine, and one of the tests looks at how long the page is busy.
[assembly: Parallelization(Mode = ParallelMode.None)]
[assembly: AssemblyFixture(typeof(Browser))]

namespace Fixia.EndToEnd.Tests;

/// <summary>The Chromium of this machine, headless.</summary>
public sealed class Browser : IAsyncLifetime
{
    /// <summary>How long a page has for what a test waits for or does, in ms.</summary>
    private const float Deadline = 60_000;

    /// <summary>The best first: a shell draws no windows, which cost more than the pages.</summary>
    private static readonly string[] Names =
        ["chromium-headless-shell", "chrome-headless-shell", "chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
    private IPlaywright? playwright;
    private IBrowser? chromium;

    public async ValueTask InitializeAsync()
    {
        Assertions.SetDefaultExpectTimeout(Deadline);
        playwright = await Playwright.CreateAsync();
        chromium = await playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
        {
            ExecutablePath = FindExecutable(),
            Args =
            [
                "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",

                // Pictures of a page must not depend on how a system wants its letters drawn.
                "--font-render-hinting=none",
                "--disable-background-networking", "--disable-component-update", "--disable-sync",
            ],
        });
    }

    /// <summary>A device: it shares nothing with another one but the server.</summary>
    public async Task<IBrowserContext> NewContextAsync(BrowserNewContextOptions? options = null)
    {
        var context = await chromium!.NewContextAsync(options);
        context.SetDefaultTimeout(Deadline);
        return context;
    }

    /// <summary>The process ids of the pages that are open.</summary>
    public async Task<IReadOnlyList<int>> FindPageProcessesAsync()
    {
        var session = await chromium!.NewBrowserCDPSessionAsync();
        var answer = await session.SendAsync("SystemInfo.getProcessInfo");
        await session.DetachAsync();
        return [.. answer!.Value.GetProperty("processInfo").EnumerateArray()
            .Where(process => process.GetProperty("type").GetString() == "renderer")
            .Select(process => process.GetProperty("id").GetInt32())];
    }

    public async ValueTask DisposeAsync()
    {
        if (chromium is not null)
        {
            await chromium.DisposeAsync();
        }

        playwright?.Dispose();
    }

    private static string FindExecutable() =>
        Names.SelectMany(name => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Select(folder => Path.Combine(folder, name)))
            .FirstOrDefault(File.Exists)
        ?? throw new InvalidOperationException($"No Chromium on the PATH; one of {string.Join(", ", Names)} is needed.");
}
