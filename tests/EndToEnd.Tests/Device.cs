using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Fixia.EndToEnd.Tests;

/// <summary>One open page, in the words of a test.</summary>
public sealed class Device(IPage page)
{
    private static readonly LocatorAssertionsToHaveTextOptions TextDeadline = new() { Timeout = 30_000 };
    private static readonly LocatorAssertionsToBeVisibleOptions VisibleDeadline = new() { Timeout = 30_000 };
    private static readonly LocatorAssertionsToHaveAttributeOptions AttributeDeadline = new() { Timeout = 30_000 };

    public IPage Page => page;

    private ILocator Items => page.GetByTestId("notification");

    public Task IsLiveAsync() => Expect(page.GetByTestId("connection-state")).ToHaveTextAsync("live", TextDeadline);

    public Task LosesItsConnectionAsync() =>
        Expect(page.GetByTestId("connection-state")).Not.ToHaveTextAsync("live", TextDeadline);

    public Task ShowsUnreadAsync(int count) => Expect(page.GetByTestId("unread-count")).ToHaveTextAsync($"{count}", TextDeadline);

    public Task ShowsAsync(string id) => Expect(Item(id)).ToBeVisibleAsync(VisibleDeadline);

    public Task ShowsAsReadAsync(string id) => Expect(Item(id)).ToHaveAttributeAsync("data-read", "true", AttributeDeadline);

    public Task ShowsToastAsync(string title) =>
        Expect(page.GetByTestId("toast").Filter(new LocatorFilterOptions { HasText = title })).ToBeVisibleAsync(VisibleDeadline);

    public Task MarkReadAsync(string id) => Item(id).GetByTestId("mark-read").ClickAsync();

    public Task MarkAllReadAsync() => page.GetByTestId("mark-all-read").ClickAsync();

    /// <summary>The ids on the page, top to bottom.</summary>
    public async Task<IReadOnlyList<string>> IdsAsync() =>
        await Items.EvaluateAllAsync<string[]>("items => items.map(item => item.dataset.id)");

    private ILocator Item(string id) => page.Locator($"[data-testid=notification][data-id='{id}']");
}
