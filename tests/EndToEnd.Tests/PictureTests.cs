using Microsoft.Playwright;

namespace Fixia.EndToEnd.Tests;

/// <summary>
/// Takes the pictures in <c>docs/</c>. Not part of a test run, because it changes the repository: run it with
/// <c>dotnet run --project tests/EndToEnd.Tests -- -explicit only</c> after the page has changed.
/// </summary>
public sealed class PictureTests(Browser browser, LocalStack stack) : BrowserTest(browser, stack)
{
    private static readonly string Folder = Path.Combine(StackProcess.RepositoryRoot, "docs");

    [Theory(Explicit = true)]
    [InlineData("inbox-light", "lucia", ColorScheme.Light, 1_080, 700)]
    [InlineData("inbox-dark", "mateo", ColorScheme.Dark, 1_080, 700)]
    [InlineData("inbox-mobile", "sofia", ColorScheme.Light, 390, 800)]
    public async Task Takes_a_picture_of_the_inbox(string name, string user, ColorScheme scheme, int width, int height)
    {
        var context = await SwitchOnAsync(Options(scheme, width, height));
        var device = await OpenAsync(context, user);
        await device.IsLiveAsync();
        var read = await Producer.CreateAsync(user, "Tu perfil fue verificado", Token, "system", "Ya podés recibir propuestas de toda la ciudad.");
        await device.ShowsAsync(read);
        await device.MarkReadAsync(read);
        await device.ShowsAsReadAsync(read);
        await Producer.CreateAsync(user, "Nueva reseña de Carla", Token, "review", "\"Puntual y prolijo. Lo recomiendo.\"");
        await Producer.CreateAsync(user, "Pago recibido", Token, "payment", "Diego te pagó $ 48.000 por la instalación eléctrica.");
        await Producer.CreateAsync(user, "Nueva propuesta", Token, "proposal", "Bruno te envió un presupuesto para la cocina.");
        var newest = await Producer.CreateAsync(user, "Mensaje de Bruno", Token, "message", "¿Te queda bien el jueves a las 10?");
        await device.ShowsAsync(newest);
        await device.ShowsUnreadAsync(4);
        await Assertions.Expect(device.Toasts).ToHaveCountAsync(0);
        await TakeAsync(device.Page, name);
    }

    [Theory(Explicit = true)]
    [InlineData("preferences-light", "nora", ColorScheme.Light, 1_080, 1_000)]
    [InlineData("preferences-mobile", "tomas", ColorScheme.Dark, 390, 800)]
    public async Task Takes_a_picture_of_the_preferences(string name, string user, ColorScheme scheme, int width, int height)
    {
        await Producer.WantAsync(
            user,
            """
            {
              "time_zone": "America/Argentina/Buenos_Aires",
              "quiet_hours": [{ "days": ["mon", "tue", "wed", "thu", "fri"], "from": "21:00", "to": "08:00" }],
              "types": { "review": "silent" },
              "devices": { "phone": { "name": "Teléfono", "kind": "phone", "level": "all" } }
            }
            """,
            Token);
        var device = await OpenAsync(await SwitchOnAsync(Options(scheme, width, height)), user);
        await device.IsLiveAsync();
        await device.Find("open-preferences").ClickAsync();
        var preferences = device.Find("preferences");
        await Assertions.Expect(preferences.Locator("[data-testid=preferences-device]")).ToHaveCountAsync(2);
        await preferences.ScrollIntoViewIfNeededAsync();
        await TakeAsync(device.Page, name);
    }

    [Fact(Explicit = true)]
    public async Task Takes_a_picture_of_the_three_devices()
    {
        var page = await OpenDevicesAsync(Options(ColorScheme.Light, 1_280, 1_220));
        await Producer.CreateAsync("bruno", "Nueva reseña de Ana", Token, "review", "\"Puntual y prolijo. Lo recomiendo.\"");
        await Producer.CreateAsync("ana", "Pago recibido", Token, "payment", "Diego te pagó $ 48.000 por la instalación eléctrica.");
        var newest = await Producer.CreateAsync("ana", "Nueva propuesta", Token, "proposal", "Bruno te envió un presupuesto para la cocina.");
        await new Device(page, "phone-1").ShowsAsync(newest);
        await new Device(page, "desktop").ShowsToastAsync("Nueva propuesta");
        await TakeAsync(page, "demo");
    }

    private static BrowserNewContextOptions Options(ColorScheme scheme, int width, int height) => new()
    {
        ColorScheme = scheme,
        Locale = "es-AR",
        ReducedMotion = ReducedMotion.Reduce,
        ViewportSize = new ViewportSize { Width = width, Height = height },
        DeviceScaleFactor = 2,
    };

    private static async Task TakeAsync(IPage page, string name)
    {
        await page.Mouse.MoveAsync(0, 0);
        await page.ScreenshotAsync(new PageScreenshotOptions
        {
            Path = Path.Combine(Folder, $"{name}.png"),
            Animations = ScreenshotAnimations.Disabled,
        });
    }
}
