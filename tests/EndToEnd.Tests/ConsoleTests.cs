using System.Text.RegularExpressions;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Fixia.EndToEnd.Tests;

/// <summary>The operators' console, on the functions themselves.</summary>
public sealed class ConsoleTests(Browser browser, LocalStack stack) : BrowserTest(browser, stack)
{
    private readonly LocalStack stack = stack;

    [Fact]
    public async Task An_operator_sees_why_a_user_was_not_interrupted()
    {
        await Producer.WantAsync(Ana, """{"types":{"message":"silent"}}""", Token);
        await Producer.CreateAsync(Ana, "Mensaje callado", Token);
        var (page, complaints) = await OpenAsync();

        await page.GetByLabel("Function key").FillAsync("wrong");
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Alert)).ToBeVisibleAsync();
        await SignInAsync(page);
        await page.GetByRole(AriaRole.Link, new() { Name = "User" }).ClickAsync();
        await page.GetByLabel("User").First.FillAsync(Ana);
        await page.Keyboard.PressAsync("Enter");

        await Expect(page.GetByRole(AriaRole.Row).Filter(new() { HasText = "Mensaje callado" })).ToContainTextAsync("ilent");
        await page.GetByRole(AriaRole.Link, new() { Name = "Delivery" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Delivery" })).ToBeVisibleAsync();
        Assert.Empty(complaints);
        Assert.Equal("0", await page.EvaluateAsync<string>("() => `${localStorage.length + sessionStorage.length}`"));
    }

    [Fact]
    public async Task An_operator_sees_what_happens_now_stops_what_waits_and_makes_services_fail_without_a_barrier()
    {
        var device = await OpenLiveAsync(Ana);
        await device.ShowsAsync(await Producer.CreateAsync(Ana, "Mensaje empujado", Token));
        await Producer.CreateLaterAsync(Ana, "Mensaje de más tarde", DateTimeOffset.UtcNow.AddDays(300), Token);
        var (page, complaints) = await OpenAsync();
        await SignInAsync(page);
        await Expect(page.Locator("dt", new() { HasText = "Open connections" }).Locator("+ dd")).ToHaveTextAsync(new Regex("[1-9]"));
        await Expect(page.Locator("canvas")).ToBeVisibleAsync();
        await AccessibilityTests.HasNoBarrierAsync(page, "live");

        await page.GetByRole(AriaRole.Link, new() { Name = "Schedule" }).ClickAsync();
        await page.GetByLabel("User").FillAsync(Ana);
        await page.Keyboard.PressAsync("Enter");
        var row = page.GetByRole(AriaRole.Row).Filter(new() { HasText = "Mensaje de más tarde" });
        await Expect(row).ToHaveCountAsync(1);
        await AccessibilityTests.HasNoBarrierAsync(page, "schedule");
        await row.GetByRole(AriaRole.Button).ClickAsync();
        await row.GetByRole(AriaRole.Button, new() { Name = "Never send it" }).ClickAsync();
        await Expect(row).ToContainTextAsync("Cancelled.");
        await page.GetByRole(AriaRole.Button, new() { Name = "Read again" }).ClickAsync();
        await Expect(row).ToHaveCountAsync(0);

        // One that never happens: others use the same services.
        await page.GetByRole(AriaRole.Link, new() { Name = "Local services" }).ClickAsync();
        await page.GetByLabel("Kind").SelectOptionAsync("clientDropped");
        await page.GetByLabel("Probability").First.FillAsync("0");
        await page.GetByRole(AriaRole.Button, new() { Name = "Add" }).ClickAsync();
        var fault = page.GetByRole(AriaRole.Row).Filter(new() { HasText = "clientDropped" });
        await Expect(fault).ToHaveCountAsync(1);
        await AccessibilityTests.HasNoBarrierAsync(page, "local services");
        await fault.GetByRole(AriaRole.Button).ClickAsync();
        await Expect(fault).ToHaveCountAsync(0);
        await page.GetByLabel("Share of requests").FillAsync("0");
        await page.GetByRole(AriaRole.Button, new() { Name = "Throttle", Exact = true }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Alert)).ToHaveCountAsync(0);
        Assert.Equal("""{"cut":0}""", await page.EvaluateAsync<string>("() => fetch('/dev/faults/:cutClients?hub=nowhere', { method: 'POST' }).then((answer) => answer.text())"));
        Assert.Empty(complaints);
    }

    private async Task SignInAsync(IPage page)
    {
        await page.GetByLabel("Function key").FillAsync(stack.Ready.ProducerKey);
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
    }

    /// <summary>Opens it in English, and gathers what the page has to complain of, but for answers that refuse.</summary>
    private async Task<(IPage Page, List<string> Complaints)> OpenAsync()
    {
        var context = await SwitchOnAsync(new BrowserNewContextOptions { Locale = "en-GB" });
        var page = await context.NewPageAsync();
        var complaints = new List<string>();
        page.PageError += (_, error) => complaints.Add(error);
        page.Console += (_, message) =>
        {
            if (message.Type == "error" && !message.Text.Contains("401", StringComparison.Ordinal))
            {
                complaints.Add(message.Text);
            }
        };
        await page.GotoAsync($"{stack.Ready.Page}console");
        return (page, complaints);
    }
}
