using Fixia.Shared.Analytics;
using Fixia.Shared.Journal;
using Fixia.Shared.Json;
using Microsoft.Azure.Cosmos;
using Microsoft.Playwright;

namespace Fixia.EndToEnd.Tests;

/// <summary>
/// Takes the pictures in <c>docs/</c>. Not part of a test run, because it changes the repository: run it with
/// <c>dotnet run --project tests/EndToEnd.Tests -- -explicit only</c> after the page has changed.
/// </summary>
public sealed class PictureTests(Browser browser, LocalStack stack) : BrowserTest(browser, stack)
{
    private static readonly string Folder = Path.Combine(StackProcess.RepositoryRoot, "docs");
    private readonly LocalStack stack = stack;

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
        foreach (var message in (string[])["¡Hola!", "Estuve viendo las fotos."])
        {
            await Producer.CreateAsync(user, "Mensaje de Bruno", Token, "message", message, group: "conversation:7");
        }

        await Producer.CreateAsync(
            user, "Nueva propuesta", Token, "proposal", "Bruno te envió un presupuesto para la cocina.", actions: [("accept", "Aceptar"), ("decline", "Rechazar")]);
        var newest = await Producer.CreateAsync(user, "Mensaje de Bruno", Token, "message", "¿Te queda bien el jueves a las 10?", group: "conversation:7");
        await device.ShowsAsync(newest);
        await device.ShowsUnreadAsync(6);
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
        var page = await OpenDevicesAsync(Options(ColorScheme.Light, 1_280, 1_400));
        await Producer.CreateAsync("bruno", "Nueva reseña de Ana", Token, "review", "\"Puntual y prolijo. Lo recomiendo.\"");
        await Producer.CreateAsync("ana", "Pago recibido", Token, "payment", "Diego te pagó $ 48.000 por la instalación eléctrica.");
        var newest = await Producer.CreateAsync("ana", "Nueva propuesta", Token, "proposal", "Bruno te envió un presupuesto para la cocina.");
        await new Device(page, "phone-1").ShowsAsync(newest);
        await new Device(page, "desktop").ShowsToastAsync("Nueva propuesta");
        await TakeAsync(page, "demo");
    }

    [Fact(Explicit = true)]
    public async Task Takes_a_picture_of_the_console()
    {
        await StoreADayAsync();
        var page = await OpenConsoleAsync("delivery", _ => Task.CompletedTask);
        await Assertions.Expect(page.Locator("canvas").First).ToBeVisibleAsync();
        await TakeAsync(page, "console");
    }

    [Fact(Explicit = true)]
    public async Task Takes_a_picture_of_what_the_console_shows_live()
    {
        var page = await OpenConsoleAsync("live", page => page.RouteAsync("**/api/analytics/live*", route => route.FulfillAsync(new RouteFulfillOptions { Json = FiveMinutes() })));
        await Assertions.Expect(page.Locator("canvas").First).ToBeVisibleAsync();
        await TakeAsync(page, "console-live");
    }

    private async Task<IPage> OpenConsoleAsync(string name, Func<IPage, Task> prepare)
    {
        var page = await (await SwitchOnAsync(Options(ColorScheme.Light, 1_280, name == "live" ? 760 : 1_100, "en-GB"))).NewPageAsync();
        await prepare(page);
        await page.GotoAsync($"{stack.Ready.Page}console#/{name}");
        await page.GetByLabel("Function key").FillAsync(stack.Ready.ProducerKey);
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        return page;
    }

    /// <summary>What five minutes of a marketplace may look like, with a wave in the third.</summary>
    private static object FiveMinutes()
    {
        var random = new Random(1);
        var end = DateTimeOffset.FromUnixTimeSeconds(DateTimeOffset.UtcNow.ToUnixTimeSeconds() / 10 * 10);
        var series = Enumerable.Range(0, 31).Select(i =>
        {
            var pushes = (int)(420 + (random.Next(120) * 1.0) + (900 * Math.Exp(-Math.Pow((i - 17) / 2.5, 2))));
            return (Start: end.AddSeconds(10 * (i - 31)), Pushes: pushes, P50: 120 + (pushes / 12) + random.Next(30), P95: 420 + (pushes / 3) + random.Next(120), Lag: 600 + (pushes / 2) + random.Next(200));
        }).ToList();
        var pushed = series.Sum(point => point.Pushes);
        return new
        {
            at = end,
            minutes = 5,
            pushes = pushed,
            pushes_per_second = Math.Round(pushed / 300.0, 2),
            rejected = 0,
            failed = 2,
            latency = new { counts = Array.Empty<long>(), p50_ms = 174, p95_ms = 742 },
            lag_ms = series.Max(point => point.Lag),
            instances = 3,
            series = series.Select(point => new { start = point.Start, pushes = point.Pushes, p50_ms = point.P50, p95_ms = point.P95, lag_ms = point.Lag }),
        };
    }

    /// <summary>What a day of a marketplace may look like.</summary>
    private async Task StoreADayAsync()
    {
        using var client = new CosmosClient(stack.Ready.Cosmos, new CosmosClientOptions
        {
            ConnectionMode = ConnectionMode.Gateway,
            LimitToEndpoint = true,
            UseSystemTextJsonSerializerWithOptions = FixiaJsonContext.Default.Options,
        });
        var store = new AnalyticsStore(client);
        var random = new Random(1);
        var now = AnalyticsHour.StartOf(DateTimeOffset.UtcNow);
        for (var start = now.AddHours(-24); start <= now; start = start.AddHours(1))
        {
            var busy = 1.2 + Math.Sin((start.Hour - 9) / 24.0 * Math.Tau);
            await store.WriteAsync(
                new AnalyticsHour
                {
                    Start = start,
                    CountedAt = now,
                    Types = new Dictionary<string, Figures> { ["message"] = Hour((int)(busy * 180)), ["payment"] = Hour((int)(busy * 40)), ["proposal"] = Hour((int)(busy * 70)) },
                },
                Token);
        }

        Figures Hour(int created)
        {
            var (received, read) = (created * random.Next(88, 96) / 100, created * random.Next(45, 60) / 100);
            return new Figures
            {
                Created = created,
                Pushed = created * 99 / 100,
                Suppressed = created * 18 / 100,
                SuppressedBy = new Dictionary<string, long> { ["quiet-hours"] = created * 12 / 100, ["type"] = created * 6 / 100 },
                ExpiredUnread = created * 3 / 100,
                Acted = created * 9 / 100,
                Connected = new ConnectedFigures(created / 2, created * 35 / 100, created * 34 / 100, created * 35 / 100),
                TimeToPush = Histogram.Of(Enumerable.Range(0, created).Select(_ => TimeSpan.FromMilliseconds(random.Next(60, 900)))),
                Received = received,
                ReceivedBy = new KindFigures(received * 7 / 10, received / 20, received * 4 / 10, 0),
                Shown = received * 8 / 10,
                Seen = received * 85 / 100,
                Read = read,
                ReceivedWithinMinute = received * 8 / 10,
                ReceivedWithinHour = received * 9 / 10,
                TimeToReceive = Histogram.Of(Enumerable.Range(0, received).Select(i => TimeSpan.FromMilliseconds(i % 10 > 7 ? random.Next(600_000, 6_000_000) : random.Next(80, 6_000)))),
                TimeToRead = Histogram.Of(Enumerable.Range(0, read).Select(_ => TimeSpan.FromSeconds(random.Next(3, 9_000)))),
            };
        }
    }

    private static BrowserNewContextOptions Options(ColorScheme scheme, int width, int height, string locale = "es-AR") => new()
    {
        ColorScheme = scheme,
        Locale = locale,
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
