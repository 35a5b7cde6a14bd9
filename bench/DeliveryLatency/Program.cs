using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
using Fixia.Local.Stack;
using Microsoft.Extensions.Logging;
using Microsoft.Playwright;

// From the producer's 201 to the text on the page: dotnet run -c Release --project bench/DeliveryLatency -- web/demo/dist /usr/bin/chromium
const int WarmUp = 5;
const int Samples = 50;

string[] recipients = ["ana"];
var data = Directory.CreateTempSubdirectory("fixia-bench-").FullName;
try
{
    await using var stack = await FixiaStack.StartAsync(
        new StackOptions { DataDirectory = data, PageDirectory = args[0] },
        logging => logging.SetMinimumLevel(LogLevel.Warning),
        CancellationToken.None);
    using var playwright = await Playwright.CreateAsync();
    await using var browser = await playwright.Chromium.LaunchAsync(
        new BrowserTypeLaunchOptions { ExecutablePath = args[1], Args = ["--no-sandbox", "--disable-gpu"] });
    var page = await browser.NewPageAsync();
    await page.GotoAsync($"{stack.Ready.Page}?user=ana");
    await Assertions.Expect(page.Locator("[data-state=live]")).ToBeVisibleAsync();
    await page.EvaluateAsync(
        """
        () => {
          window.shownAt = {};
          new MutationObserver(() => {
            for (const item of document.querySelectorAll('[data-testid=notification]'))
              window.shownAt[item.dataset.id] ??= performance.timeOrigin + performance.now();
          }).observe(document.body, { childList: true, subtree: true });
        }
        """);

    using var producer = new HttpClient { DefaultRequestHeaders = { { "x-functions-key", stack.Ready.ProducerKey } } };
    var latencies = new Dictionary<string, List<double>> { ["normal"] = [], ["critical"] = [] };

    // In turns, so that whatever else the machine does meets both alike.
    for (var i = 0; i < 2 * (WarmUp + Samples); i++)
    {
        var priority = i % 2 == 0 ? "normal" : "critical";
        using var response = await producer.PostAsJsonAsync(
            $"{stack.Ready.Functions}/notifications",
            new { user_ids = recipients, type = "message", title = $"Mensaje {i}", message = "Hola", priority });
        var answeredAt = DateTimeOffset.UtcNow;
        response.EnsureSuccessStatusCode();
        var body = await response.Content.ReadFromJsonAsync<JsonElement>();
        var id = body.GetProperty("notifications")[0].GetProperty("id").GetString();
        await page.WaitForFunctionAsync("id => window.shownAt[id]", id);
        var shownAt = await page.EvaluateAsync<double>("id => window.shownAt[id]", id);
        if (i >= 2 * WarmUp)
        {
            latencies[priority].Add(shownAt - (answeredAt - DateTimeOffset.UnixEpoch).TotalMilliseconds);
        }

        // Out of step with the trigger's poll delay, so that the samples spread over it.
        await Task.Delay(TimeSpan.FromMilliseconds(37 + (i * 53 % 150)));
    }

    foreach (var (priority, samples) in latencies)
    {
        samples.Sort();
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{priority}, from 201 to the page, {Samples} samples: median {samples[Samples / 2]:F0} ms, p95 {samples[Samples * 95 / 100]:F0} ms, worst {samples[^1]:F0} ms"));
    }
}
finally
{
    Directory.Delete(data, recursive: true);
}
