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
        await desktop.RememberToastsAsync();

        var normal = await Producer.CreateAsync(Ana, "Una propuesta", Token);
        await phone.ShowsToastAsync("Una propuesta");
        await desktop.ShowsAsync(normal);
        await desktop.ShowsUnreadAsync(1);

        await Producer.CreateAsync(Ana, "Pago rechazado", Token, priority: "critical");
        await phone.ShowsToastAsync("Pago rechazado");
        await desktop.ShowsToastAsync("Pago rechazado");
        Assert.Equal(["Pago rechazado"], await desktop.ToastsSoFarAsync());
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

    private static ILocator HeaderOf(Device device, string id) => device.Page.Locator($"[data-testid=preferences-device][data-id='{id}']");

    /// <summary>Opens them, and returns the id of this device.</summary>
    private static async Task<string> OpenPreferencesAsync(Device device)
    {
        await device.Find("open-preferences").ClickAsync();
        var own = device.Page.Locator("[data-testid=preferences-device][data-this=true]");
        await Expect(own).ToHaveCountAsync(1);
        return (await own.GetAttributeAsync("data-id"))!;
    }

    private static Task IsSavedAsync(Device device) => Expect(device.Find("preferences-state")).ToHaveAttributeAsync("data-state", "saved");
}
