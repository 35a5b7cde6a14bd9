using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Fixia.EndToEnd.Tests;

/// <summary>WCAG 2.2 AA, as far as a machine can tell, and the way through the inbox without a mouse.</summary>
public sealed class AccessibilityTests(Browser browser, LocalStack stack) : BrowserTest(browser, stack)
{
    // Of all but violations, one place each is enough.
    private static readonly HashSet<ResultType> Violations = [ResultType.Violations];

    private static readonly AxeRunOptions Rules = new()
    {
        ResultTypes = Violations,
        RunOnly = new RunOnlyOptions
        {
            Type = "tag",
            Values = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
        },
    };

    /// <summary>All that depends on the colours of a page.</summary>
    private static readonly AxeRunOptions Contrast = new() { ResultTypes = Violations, RunOnly = new RunOnlyOptions { Type = "rule", Values = ["color-contrast"] } };

    [Fact]
    public async Task The_inbox_has_no_barrier()
    {
        var context = await SwitchOnAsync(new BrowserNewContextOptions { ReducedMotion = ReducedMotion.Reduce });
        var phone = await OpenAsync(context, Ana);
        await phone.IsLiveAsync();
        await HasNoBarrierAsync(phone.Page, "empty");

        var read = await Producer.CreateAsync(Ana, "Presupuesto aceptado", Token, type: "proposal");
        await phone.ShowsAsync(read);
        await phone.MarkReadAsync(read);
        await phone.ShowsAsReadAsync(read);
        var critical = await Producer.CreateAsync(Ana, "Pago rechazado", Token, type: "payment", priority: "critical");
        await phone.ShowsAsync(critical);
        await phone.ShowsToastAsync("Pago rechazado");
        await HasNoBarrierAsync(phone.Page, "with notifications and a toast");

        await context.SetOfflineAsync(true);
        await phone.IsAsync("offline");
        await HasNoBarrierAsync(phone.Page, "offline");
    }

    [Fact]
    public async Task The_bell_and_its_panel_have_no_barrier()
    {
        var page = await OpenDevicesAsync(new BrowserNewContextOptions { ReducedMotion = ReducedMotion.Reduce });
        await HasNoBarrierAsync(page, "closed");
        await new Device(page, "desktop").Find("bell").ClickAsync();
        await Expect(page.GetByRole(AriaRole.Dialog)).ToBeVisibleAsync();
        await HasNoBarrierAsync(page, "open");
    }

    [Fact]
    public async Task The_keyboard_reaches_everything()
    {
        var page = await OpenDevicesAsync();
        var desktop = new Device(page, "desktop");
        var oldest = await Producer.CreateAsync("ana", "La de abajo", Token);
        var older = await Producer.CreateAsync("ana", "La primera", Token);
        var newer = await Producer.CreateAsync("ana", "La segunda", Token);
        await new Device(page, "phone-1").ShowsAsync(newer);

        await desktop.Find("bell").FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        var panel = page.GetByRole(AriaRole.Dialog);
        await Expect(panel).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("Tab");
        foreach (var control in (string[])["mark-all-read", "filter-all", "filter-unread", "filter-snoozed", "filter-archived", "filter-type", "select", "archive-read"])
        {
            await Expect(panel.GetByTestId(control)).ToBeFocusedAsync();
            await page.Keyboard.PressAsync("Tab");
        }

        await Expect(Entry(desktop, newer)).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("ArrowDown");
        await Expect(Entry(desktop, older)).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("ArrowUp");
        await Expect(Entry(desktop, newer)).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("ArrowDown");
        await page.Keyboard.PressAsync("Tab");
        await Expect(desktop.Item(older).GetByTestId("mark-read")).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("Enter");
        await desktop.ShowsAsReadAsync(older);
        await Expect(desktop.Item(newer)).ToHaveAttributeAsync("data-read", "false");

        await Expect(desktop.Item(older).GetByTestId("mark-unread")).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("Tab");
        await Expect(desktop.Item(older).GetByTestId("snooze")).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("Enter");
        await Expect(desktop.Find("snooze-dialog").GetByRole(AriaRole.Button).First).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("Escape");
        await Expect(desktop.Item(older).GetByTestId("snooze")).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("Tab");
        await Expect(desktop.Item(older).GetByTestId("archive")).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("Tab");
        await Expect(desktop.Item(older).GetByTestId("delete")).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("Enter");
        await OnBothAsync(device => Expect(device.Item(older)).ToHaveCountAsync(0));
        await Expect(Entry(desktop, oldest)).ToBeFocusedAsync();

        // What was deleted comes back, read as it was, and is marked unread, here and elsewhere.
        await page.Keyboard.PressAsync("Control+z");
        await OnBothAsync(device => Expect(device.Item(older)).ToHaveAttributeAsync("data-read", "true"));
        await desktop.Item(older).GetByTestId("mark-unread").FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        await OnBothAsync(device => Expect(device.Item(older)).ToHaveAttributeAsync("data-read", "false"));
        await Expect(desktop.Item(older).GetByTestId("mark-read")).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("Escape");
        await Expect(panel).ToHaveCountAsync(0);
        await Expect(desktop.Find("bell")).ToBeFocusedAsync();

        async Task OnBothAsync(Func<Device, Task> expect)
        {
            await expect(desktop);
            await expect(new Device(page, "phone-1"));
        }
    }

    private static ILocator Entry(Device device, string id) => device.Item(id).Locator(".fx-main");

    /// <summary>Fails where a page has a barrier: with light, dark and forced colours.</summary>
    internal static async Task HasNoBarrierAsync(IPage page, string state)
    {
        await page.EmulateMediaAsync(new PageEmulateMediaOptions { ColorScheme = ColorScheme.Light });
        await HasNoBarrierAsync(page, state, Rules);
        await page.EmulateMediaAsync(new PageEmulateMediaOptions { ColorScheme = ColorScheme.Dark });
        await HasNoBarrierAsync(page, $"{state}, dark", Contrast);
        await page.EmulateMediaAsync(new PageEmulateMediaOptions { ForcedColors = ForcedColors.Active });
        await HasNoBarrierAsync(page, $"{state}, forced colours", Contrast);
        await page.EmulateMediaAsync(new PageEmulateMediaOptions { ForcedColors = ForcedColors.Null });
    }

    private static async Task HasNoBarrierAsync(IPage page, string state, AxeRunOptions rules)
    {
        var result = await page.RunAxe(rules);
        Assert.NotEmpty(result.Passes);
        Assert.True(
            result.Violations.Length == 0,
            $"{state}:\n" + string.Join('\n', result.Violations.SelectMany(violation =>
                violation.Nodes.Select(node => $"{violation.Id}: {violation.Help}: {node.Html}"))));
    }
}
