using System.Text.Json;
using Fixia.Tests.Support;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Fixia.EndToEnd.Tests;

/// <summary>What a page must bear: connections that keep breaking, and lists that keep growing.</summary>
public sealed class EnduranceTests(Browser browser, LocalStack stack) : BrowserTest(browser, stack)
{
    private const int Many = 1_000;
    private const int Arrivals = 10;

    /// <summary>What the browser calls a long task, in ms (Long Tasks API).</summary>
    private const double LongTask = 50;

    private const string TimerProbe = """
        (() => {
          const timers = (globalThis.liveTimers = new Set());
          for (const kind of ["Timeout", "Interval"]) {
            const [set, clear] = [globalThis[`set${kind}`], globalThis[`clear${kind}`]];
            globalThis[`set${kind}`] = (run, ...rest) => {
              const id = set((...given) => {
                if (kind === "Timeout") timers.delete(id);
                run(...given);
              }, ...rest);
              timers.add(id);
              return id;
            };
            globalThis[`clear${kind}`] = (id) => {
              timers.delete(id);
              clear(id);
            };
          }
        })();
        """;

    /// <summary>
    /// Waits in the page for the next entry of the list. A locator that is asked again and again would cost the page more
    /// than the arrival does.
    /// </summary>
    private const string NextArrival = """
        () => new Promise((arrived) =>
          new MutationObserver((mutations, observer) => {
            if (!mutations.some(({ addedNodes }) => [...addedNodes].some((node) => node.matches?.(".fx-entry")))) return;
            observer.disconnect();
            arrived();
          }).observe(document.querySelector(".fx-list"), { childList: true, subtree: true }))
        """;

    /// <summary>Scrolls to the end, again and again, until so many entries are shown. Asked for from outside, it would take the page twice as long.</summary>
    private const string ShowMany = """
        (many) => new Promise((shown) => {
          const list = document.querySelector(".fx-list");
          const scroll = () => {
            const entries = list.querySelectorAll(".fx-entry");
            entries[entries.length - 1]?.scrollIntoView();
            if (entries.length < many) return;
            observer.disconnect();
            shown();
          };
          const observer = new MutationObserver(scroll);
          observer.observe(list, { childList: true, subtree: true });
          scroll();
        })
        """;

    [Fact]
    public async Task Fifty_reconnects_in_a_row_leave_nothing_behind()
    {
        var context = await SwitchOnAsync();
        await context.AddInitScriptAsync(TimerProbe);
        var sockets = new Sockets();
        context.Page += (_, page) => sockets.Watch(page);
        var phone = await OpenAsync(context, Ana, "&reconnectBaseMs=20&reconnectMaxMs=20");
        await phone.IsLiveAsync();
        var devTools = await context.NewCDPSessionAsync(phone.Page);
        await devTools.SendAsync("Performance.enable");

        var before = await MeasureAsync(phone, devTools);
        await ReconnectAsync(phone, sockets, times: 50);

        // What the last connections left under way has to end first.
        await Patience.UntilAsync(
            async () => (await MeasureAsync(phone, devTools)).IsWithin(before), $"no more is alive than {before}");
        Assert.Equal(1, sockets.Open);
        await phone.ShowsAsync(await Producer.CreateAsync(Ana, "Sigue en vivo", Token));
    }

    /// <summary>Not part of a test run, because it measures: bench/README.md says how to run it and what came of it.</summary>
    [Fact(Explicit = true)]
    public async Task A_thousand_notifications_scroll_smoothly_while_others_arrive()
    {
        await Producer.CreateManyAsync(Ana, Many, Token);
        await Patience.UntilAsync(async () => await Producer.CountUnseenAsync(Ana, Token) == Many, $"{Many} were created");
        var phone = await OpenLiveAsync(Ana);
        await phone.Page.EvaluateAsync(ShowMany, Many).WaitAsync(TimeSpan.FromSeconds(60), Token);
        await phone.Items.First.EvaluateAsync("item => item.scrollIntoView()");
        var devTools = await phone.Page.Context.NewCDPSessionAsync(phone.Page);

        var longest = new List<double>();
        for (var i = 0; i < Arrivals; i++)
        {
            longest.Add(await ScrollWhileOneArrivesAsync(phone, devTools, down: i % 2 == 0));
        }

        // The median, because a machine that is busy otherwise makes some of them slow.
        longest.Sort();
        TestContext.Current.TestOutputHelper!.WriteLine($"Longest task of each scroll, ms: {string.Join(", ", longest.Select(ms => $"{ms:F0}"))}");
        Assert.InRange(longest[Arrivals / 2], double.Epsilon, LongTask);
        await phone.ShowsUnreadAsync(Many + Arrivals);
    }

    private async Task ReconnectAsync(Device phone, Sockets sockets, int times)
    {
        for (var i = 0; i < times; i++)
        {
            var before = sockets.Created;
            await Producer.DisconnectAsync(Ana, Token);
            await Patience.UntilAsync(() => sockets.Created > before, "the page opens another socket");
            await phone.IsLiveAsync();
        }
    }

    /// <summary>What is alive on the page once the garbage is gone.</summary>
    private static async Task<Resources> MeasureAsync(Device phone, ICDPSession devTools)
    {
        await devTools.SendAsync("HeapProfiler.collectGarbage");
        var metrics = await devTools.SendAsync("Performance.getMetrics");
        var listeners = metrics!.Value.GetProperty("metrics").EnumerateArray()
            .Single(metric => metric.GetProperty("name").GetString() == "JSEventListeners").GetProperty("value").GetDouble();
        return new Resources(
            await CountAsync(devTools, "WebSocket"), (int)listeners, await phone.Page.EvaluateAsync<int>("liveTimers.size"));
    }

    private static async Task<int> CountAsync(ICDPSession devTools, string type)
    {
        var prototype = await devTools.SendAsync("Runtime.evaluate", new() { ["expression"] = $"{type}.prototype" });
        var found = await devTools.SendAsync(
            "Runtime.queryObjects", new() { ["prototypeObjectId"] = ObjectId(prototype!.Value.GetProperty("result")) });
        var count = await devTools.SendAsync(
            "Runtime.callFunctionOn",
            new()
            {
                ["objectId"] = ObjectId(found!.Value.GetProperty("objects")),
                ["functionDeclaration"] = "function () { return this.length; }",
            });
        await devTools.SendAsync("Runtime.releaseObject", new() { ["objectId"] = ObjectId(found.Value.GetProperty("objects")) });
        return count!.Value.GetProperty("result").GetProperty("value").GetInt32();

        static string ObjectId(JsonElement remote) => remote.GetProperty("objectId").GetString()!;
    }

    /// <summary>The longest task of the page meanwhile, in ms of processor time.</summary>
    private async Task<double> ScrollWhileOneArrivesAsync(Device phone, ICDPSession devTools, bool down)
    {
        var list = phone.Page.Locator(".fx-list");
        var box = (await list.BoundingBoxAsync())!;
        var before = await TopAsync();
        var trace = await MainThreadTrace.StartAsync(devTools);
        var arrival = phone.Page.EvaluateAsync(NextArrival);
        var scrolling = devTools.SendAsync("Input.synthesizeScrollGesture", new()
        {
            ["x"] = box.X + (box.Width / 2),
            ["y"] = box.Y + (box.Height / 2),
            ["yDistance"] = down ? -1_500 : 1_500,
            ["speed"] = 3_000,
            ["gestureSourceType"] = "mouse",
        });
        await Producer.CreateAsync(Ana, "Nueva", Token);
        await arrival.WaitAsync(TimeSpan.FromSeconds(60), Token);
        await scrolling;
        var longest = (await trace.StopAsync()).Max();
        Assert.True(Math.Abs(await TopAsync() - before) > 1_000, "The list did not scroll.");
        return longest;

        Task<double> TopAsync() => list.EvaluateAsync<double>("list => list.scrollTop");
    }

    private sealed record Resources(int Sockets, int Listeners, int Timers)
    {
        public bool IsWithin(Resources other) =>
            Sockets <= other.Sockets && Listeners <= other.Listeners && Timers <= other.Timers;
    }
}
