using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Fixia.EndToEnd.Tests;

/// <summary>Where the panel of the bell has its place.</summary>
public sealed class PanelTests(Browser browser, LocalStack stack) : BrowserTest(browser, stack)
{
    private const int Width = 1280;
    private const int Height = 800;
    private const int Corner = 10;

    /// <summary>The devices of the page are boxes that hold what is fixed in them; the bell leaves its own.</summary>
    private const string Move = """
        (bell, place) => {
          const anchor = bell.parentElement;
          for (let box = anchor.parentElement; box; box = box.parentElement)
            box.style.cssText += "; contain: none; transform: none; container-type: normal; filter: none";
          anchor.style.cssText = `position: fixed; ${place}`;
        }
        """;

    [Theory]
    [InlineData("left: 0; top: 0", "ltr")]
    [InlineData("right: 0; top: 0", "rtl")]
    [InlineData("left: 0; bottom: 0", "rtl")]
    public async Task It_is_inside_the_window_wherever_the_bell_is(string place, string direction)
    {
        var page = await OpenDevicesAsync(new BrowserNewContextOptions
        {
            ViewportSize = new ViewportSize { Width = Width, Height = Height },
            ReducedMotion = ReducedMotion.Reduce,
        });
        await page.EvaluateAsync("direction => document.documentElement.dir = direction", direction);
        var bell = new Device(page, "desktop").Find("bell");
        await bell.EvaluateAsync(Move, place);
        var anchor = (await bell.BoundingBoxAsync())!;
        Assert.True(anchor.X < Corner || anchor.X + anchor.Width > Width - Corner, "The bell is in no corner.");
        await bell.ClickAsync();
        var panel = page.GetByRole(AriaRole.Dialog);
        await Expect(panel).ToBeVisibleAsync();
        var box = (await panel.BoundingBoxAsync())!;
        Assert.InRange(box.X, 0, Width - box.Width);
        Assert.InRange(box.Y, 0, Height - box.Height);
    }
}
