using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Fixia.EndToEnd.Tests;

/// <summary>One inbox in words of a test: a page, or one of the devices on the page with three of them.</summary>
public sealed class Device(IPage page, string? name = null)
{
    public IPage Page => page;

    public ILocator Items => Find("notification");

    public ILocator Toasts => Find("toast");

    private ILocator State => Root.Locator("[data-state]").Filter(new() { Has = page.GetByTestId("connection-state") });

    private ILocator Root => name is null ? page.Locator("body") : page.GetByTestId($"device-{name}");

    public ILocator Find(string testId) => Root.GetByTestId(testId);

    public ILocator Item(string id) => Root.Locator($"[data-testid=notification][data-id='{id}']");

    /// <summary>The choice of how much a device lets through, in the preferences.</summary>
    public ILocator Level(string deviceId) => Root.Locator($"[data-testid=preferences-level][data-id='{deviceId}']");

    public Task IsLiveAsync() => IsAsync("live");

    /// <summary>Waits for a connection state, whatever it is called in the language of the page.</summary>
    public Task IsAsync(string state) => Expect(State).ToHaveAttributeAsync("data-state", state);

    public Task LosesItsConnectionAsync() => Expect(State).Not.ToHaveAttributeAsync("data-state", "live");

    public Task ShowsUnreadAsync(int count) => Expect(Find("unread-count")).ToHaveTextAsync($"{count}");

    public Task ShowsAsync(string id) => Expect(Item(id)).ToBeVisibleAsync();

    public Task ShowsAsReadAsync(string id) => Expect(Item(id)).ToHaveAttributeAsync("data-read", "true");

    /// <summary>A toast that is not there any more has interrupted all the same.</summary>
    public async Task RememberToastsAsync() => await Page.EvaluateAsync(
        """
        () => {
          window.toasted = [];
          new MutationObserver((mutations) => {
            for (const node of mutations.flatMap(({ addedNodes }) => [...addedNodes]))
              for (const toast of [node, ...(node.querySelectorAll?.("*") ?? [])])
                if (toast.dataset?.testid === "toast") window.toasted.push(toast.innerText);
          }).observe(document.body, { childList: true, subtree: true });
        }
        """);

    /// <summary>The first line of each toast since, in order.</summary>
    public async Task<IEnumerable<string>> ToastsSoFarAsync() =>
        (await Page.EvaluateAsync<string[]>("window.toasted")).Select(text => text.Split('\n')[0].Trim());

    public Task ShowsToastAsync(string title) =>
        Expect(Toasts.Filter(new LocatorFilterOptions { HasText = title })).ToBeVisibleAsync();

    public Task MarkReadAsync(string id) => Item(id).GetByTestId("mark-read").ClickAsync();

    public Task MarkAllReadAsync() => Find("mark-all-read").ClickAsync();

    /// <summary>Turns the switch of a device on the page with three of them: <c>online</c>, <c>blocked</c> or <c>offline</c>.</summary>
    public Task SwitchNetworkAsync(string mode) => Find($"network-{mode}").CheckAsync(new LocatorCheckOptions { Force = true });

    /// <summary>The ids in the list, top to bottom.</summary>
    public async Task<IReadOnlyList<string>> IdsAsync() =>
        await Items.EvaluateAllAsync<string[]>("items => items.map(item => item.dataset.id)");
}
