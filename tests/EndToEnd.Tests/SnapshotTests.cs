using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Fixia.EndToEnd.Tests;

/// <summary>The looks of the inbox, in every dress that a user may ask for.</summary>
public sealed class SnapshotTests(Browser browser, LocalStack stack) : BrowserTest(browser, stack)
{
    /// <summary>Latin and Arabic letters of the same kind, so that nothing depends on the fonts of the machine.</summary>
    private static readonly string Fonts = Path.Combine(StackProcess.RepositoryRoot, "web/node_modules/@fontsource-variable/vazirmatn/files");

    private static readonly Dictionary<string, PageEmulateMediaOptions> Dresses = new()
    {
        ["light"] = Dress(ColorScheme.Light),
        ["dark"] = Dress(ColorScheme.Dark),
        ["contrast"] = Dress(ColorScheme.Light, Contrast.More),
        ["forced-colors"] = Dress(ColorScheme.Dark, forcedColors: ForcedColors.Active),
    };

    [Fact]
    public async Task The_inbox_looks_as_it_did()
    {
        var device = await OpenAsync();
        await Snapshot.MatchesAsync("empty", Inbox(device));

        await Producer.CreateAsync(Ana, "Pago rechazado", Token, "payment", "El banco no aceptó la tarjeta.", "critical");
        await device.ShowsToastAsync("Pago rechazado");
        await Snapshot.MatchesAsync("toast", device.Toasts);

        var read = await Producer.CreateAsync(Ana, "Tu perfil fue verificado", Token, "system", "Ya podés recibir propuestas de toda la ciudad.");
        await device.ShowsAsync(read);
        await device.MarkReadAsync(read);
        await device.ShowsAsReadAsync(read);
        await Producer.CreateAsync(Ana, "مراجعة جديدة من ليلى", Token, "review", "عمل دقيق ونظيف، أنصح به.");
        foreach (var message in (string[])["¡Hola!", "Estuve viendo las fotos.", "¿Te queda bien el jueves a las 10?"])
        {
            await Producer.CreateAsync(Ana, "Mensaje de Bruno", Token, "message", message, group: "conversation:7");
        }

        var newest = await Producer.CreateAsync(
            Ana, "Nueva propuesta", Token, "proposal", "Bruno te envió un presupuesto para la cocina.", actions: [("accept", "Aceptar"), ("decline", "Rechazar")]);
        await device.Page.ReloadAsync();
        await PrepareAsync(device);
        await device.ShowsAsync(newest);
        await device.ShowsUnreadAsync(6);
        await Expect(device.Page.Locator(".fx-badge[data-seen=true]")).ToHaveCountAsync(1);

        foreach (var (name, dress) in Dresses)
        {
            await device.Page.EmulateMediaAsync(dress);
            await Snapshot.MatchesAsync(name, Inbox(device));
        }

        await device.Page.EmulateMediaAsync(Dress(ColorScheme.Light));
        await device.Page.EvaluateAsync("document.documentElement.dir = 'rtl'");
        await Snapshot.MatchesAsync("right-to-left", Inbox(device));
    }

    /// <summary>All of it, because what is not named stays as it was.</summary>
    private static PageEmulateMediaOptions Dress(
        ColorScheme scheme, Contrast contrast = Contrast.NoPreference, ForcedColors forcedColors = ForcedColors.None) =>
        new() { ColorScheme = scheme, Contrast = contrast, ForcedColors = forcedColors };

    private static ILocator Inbox(Device device) => device.Page.Locator(".fx-inbox");

    private async Task<Device> OpenAsync()
    {
        var context = await SwitchOnAsync(new BrowserNewContextOptions
        {
            BypassCSP = true,
            ColorScheme = ColorScheme.Light,
            Locale = "es-AR",
            ReducedMotion = ReducedMotion.Reduce,

            // Far from midnight, whenever it runs: the day is in the picture.
            TimezoneId = DateTime.UtcNow.Hour < 12 ? "Etc/GMT-6" : "Etc/GMT+6",
            ViewportSize = new ViewportSize { Width = 420, Height = 1_000 },
        });
        var device = await OpenAsync(context, Ana);
        await PrepareAsync(device);
        return device;
    }

    /// <summary>Waits until it is live, and leaves out what is never twice the same: fonts of the machine, and ages.</summary>
    private static async Task PrepareAsync(Device device)
    {
        var faces = new List<string>();
        foreach (var script in (string[])["latin", "arabic"])
        {
            var font = await File.ReadAllBytesAsync(Path.Combine(Fonts, $"vazirmatn-{script}-wght-normal.woff2"), Token);
            faces.Add($"@font-face {{ font-family: 'Snapshot {script}'; font-weight: 100 900; src: url(data:font/woff2;base64,{Convert.ToBase64String(font)}) }}");
        }

        await device.Page.AddStyleTagAsync(new PageAddStyleTagOptions
        {
            Content = $$"""
                {{string.Join('\n', faces)}}
                :root { --fixia-font: "Snapshot latin", "Snapshot arabic"; }
                .fx time { display: inline-block; width: 4em; overflow: hidden; visibility: hidden; }
                """,
        });
        await device.IsLiveAsync();
        await Expect(device.Page.Locator("[aria-busy=true]")).ToHaveCountAsync(0);
        await device.Page.EvaluateAsync("document.fonts.ready");
    }
}
