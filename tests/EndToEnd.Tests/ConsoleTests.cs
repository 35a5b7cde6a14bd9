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
        await page.GetByLabel("Function key").FillAsync(stack.Ready.ProducerKey);
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "User" }).ClickAsync();
        await page.GetByLabel("User").First.FillAsync(Ana);
        await page.Keyboard.PressAsync("Enter");

        await Expect(page.GetByRole(AriaRole.Row).Filter(new() { HasText = "Mensaje callado" })).ToContainTextAsync("ilent");
        await page.GetByRole(AriaRole.Link, new() { Name = "Delivery" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Delivery" })).ToBeVisibleAsync();
        Assert.Empty(complaints);
        Assert.Equal("0", await page.EvaluateAsync<string>("() => `${localStorage.length + sessionStorage.length}`"));
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
