using System.Globalization;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Fixia.EndToEnd.Tests;

/// <summary>What interrupts, on which device, and when.</summary>
public sealed class AttentionTests(Browser browser, LocalStack stack) : BrowserTest(browser, stack)
{
    [Fact]
    public async Task All_on_the_phone_and_only_what_is_critical_on_the_desktop()
    {
        var phone = await OpenLiveAsync(Ana);
        var desktop = await OpenLiveAsync(Ana);
        var id = await OpenPreferencesAsync(desktop);
        await desktop.Level(id).SelectOptionAsync("critical");
        await IsSavedAsync(desktop);
        await RememberToastsAsync(desktop);

        var normal = await Producer.CreateAsync(Ana, "Una propuesta", Token);
        await phone.ShowsToastAsync("Una propuesta");
        await desktop.ShowsAsync(normal);
        await desktop.ShowsUnreadAsync(1);

        await Producer.CreateAsync(Ana, "Pago rechazado", Token, priority: "critical");
        await phone.ShowsToastAsync("Pago rechazado");
        await desktop.ShowsToastAsync("Pago rechazado");
        Assert.Equal(["Pago rechazado"], await ToastsSoFarAsync(desktop));
    }

    [Fact]
    public async Task What_is_changed_on_one_device_is_seen_and_holds_on_the_other()
    {
        var phone = await OpenLiveAsync(Ana);
        var desktop = await OpenLiveAsync(Ana);
        var id = await OpenPreferencesAsync(desktop);
        await OpenPreferencesAsync(phone);
        await Expect(phone.Level(id)).ToHaveValueAsync("all");

        await desktop.Level(id).SelectOptionAsync("none");
        await Expect(phone.Level(id)).ToHaveValueAsync("none");

        await phone.Level(id).SelectOptionAsync("all");
        await Expect(desktop.Level(id)).ToHaveValueAsync("all");

        await HeaderOf(phone, id).GetByTestId("preferences-rename").ClickAsync();
        await HeaderOf(phone, id).GetByTestId("preferences-name").FillAsync("Despacho");
        await phone.Page.Keyboard.PressAsync("Enter");
        await Expect(HeaderOf(desktop, id)).ToContainTextAsync("Despacho");
        await Producer.CreateAsync(Ana, "De nuevo en todas partes", Token);
        await desktop.ShowsToastAsync("De nuevo en todas partes");
    }

    [Fact]
    public async Task Quiet_hours_silence_and_count_and_end()
    {
        var phone = await OpenLiveAsync(Ana);
        await RememberToastsAsync(phone);
        var now = DateTimeOffset.UtcNow;
        await Producer.WantAsync(
            Ana,
            $$"""{"time_zone":"Etc/UTC","quiet_hours":[{"days":["mon","tue","wed","thu","fri","sat","sun"],"from":"{{Clock(now.AddHours(-1))}}","to":"{{Clock(now.AddHours(1))}}"}]}""",
            Token);
        var quiet = await Producer.CreateAsync(Ana, "De noche", Token);
        await phone.ShowsAsync(quiet);
        await phone.ShowsUnreadAsync(1);
        await Producer.CreateAsync(Ana, "Urgente", Token, priority: "critical");
        await phone.ShowsToastAsync("Urgente");

        await Producer.WantAsync(Ana, """{"quiet_hours":null}""", Token);
        await Producer.CreateAsync(Ana, "De día", Token);
        await phone.ShowsToastAsync("De día");
        Assert.Equal(["Urgente", "De día"], await ToastsSoFarAsync(phone));

        static string Clock(DateTimeOffset time) => time.ToString("HH:mm", CultureInfo.InvariantCulture);
    }

    private static ILocator HeaderOf(Device device, string id) => device.Page.Locator($"[data-testid=preferences-device][data-id='{id}']");

    /// <summary>Opens them, and returns the id of this device.</summary>
    private static async Task<string> OpenPreferencesAsync(Device device)
    {
        await device.Find("open-preferences").ClickAsync();
        var own = device.Page.Locator("[data-testid=preferences-device][data-this=true]");
        await Expect(own).ToHaveCountAsync(1);
        return (await own.GetAttributeAsync("data-id"))!;
    }

    /// <summary>A toast that is not there any more has interrupted all the same.</summary>
    private static async Task RememberToastsAsync(Device device) => await device.Page.EvaluateAsync(
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
    private static async Task<IEnumerable<string>> ToastsSoFarAsync(Device device) =>
        (await device.Page.EvaluateAsync<string[]>("window.toasted")).Select(text => text.Split('\n')[0].Trim());

    private static Task IsSavedAsync(Device device) => Expect(device.Find("preferences-state")).ToHaveAttributeAsync("data-state", "saved");
}
