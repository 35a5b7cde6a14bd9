using System.Diagnostics;
using Fixia.Tests.Support;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Fixia.EndToEnd.Tests;

/// <summary>Networks that fail in every way a page meets, and laptops that sleep.</summary>
public sealed class LostConnectionTests(Browser browser, LocalStack stack) : BrowserTest(browser, stack)
{
    /// <summary>Sends every socket to a port that browsers refuse, for as long as <c>webSocketBlocked</c> is true.</summary>
    private const string BlockableWebSocket = """
        globalThis.webSocketBlocked = true;
        globalThis.WebSocket = new Proxy(WebSocket, {
          construct: (target, [url, protocol]) =>
            (globalThis.lastWebSocket = new target(webSocketBlocked ? "ws://localhost:1" : url, protocol)),
        });
        """;

    /// <summary>Keeps the text of every toast, for tests that move the clock past the time for which one is shown.</summary>
    private const string RememberedToasts = """
        globalThis.toasts = new Set();
        new MutationObserver(() => document.querySelectorAll("[data-testid=toast]").forEach((toast) => toasts.add(toast.textContent)))
          .observe(document, { childList: true, subtree: true });
        """;

    /// <summary>Where the service takes clients.</summary>
    private const string ClientEndpoint = "**/client/hubs/**";

    private readonly Browser browser = browser;

    [Fact]
    public async Task What_was_missed_offline_is_there_after_the_reconnect()
    {
        var context = await SwitchOnAsync();
        var phone = await OpenAsync(context, Ana);
        await phone.IsLiveAsync();
        var ids = new List<string> { await Producer.CreateAsync(Ana, "Antes", Token) };
        await phone.ShowsAsync(ids[0]);

        await context.SetOfflineAsync(true);
        await Producer.DisconnectAsync(Ana, Token);
        await IsGoneAsync();
        await phone.IsAsync("offline");
        for (var i = 0; i < 3; i++)
        {
            ids.Add(await Producer.CreateAsync(Ana, $"Perdida {i}", Token));
        }

        Assert.Equal(ids.Take(1), await phone.IdsAsync());
        await context.SetOfflineAsync(false);
        await phone.IsLiveAsync();
        await phone.ShowsAsync(ids[^1]);
        await phone.ShowsUnreadAsync(ids.Count);
        Assert.Equal(ids.AsEnumerable().Reverse(), await phone.IdsAsync());
    }

    [Fact]
    public async Task Without_WebSockets_it_polls_every_30_seconds_and_goes_live_when_it_can()
    {
        var context = await SwitchOnAsync();
        await context.Clock.InstallAsync();
        await context.AddInitScriptAsync(BlockableWebSocket);
        await context.AddInitScriptAsync(RememberedToasts);
        var first = await Producer.CreateAsync(Ana, "Antes", Token);
        var phone = await OpenAsync(context, Ana);
        await phone.IsAsync("polling");

        // Only what comes after the first page is told by a toast.
        await phone.ShowsAsync(first);
        var id = await Producer.CreateAsync(Ana, "Por consulta", Token);
        await context.Clock.FastForwardAsync("00:31");
        await phone.ShowsAsync(id);
        await Patience.UntilAsync(
            () => phone.Page.EvaluateAsync<bool>("[...toasts].some((text) => text.includes('Por consulta'))"), "a toast was shown");
        await phone.IsAsync("polling");

        await phone.Page.EvaluateAsync("webSocketBlocked = false");
        await context.Clock.FastForwardAsync("00:31");
        await phone.IsLiveAsync();
    }

    [Fact]
    public async Task A_connection_that_is_lost_and_blocked_is_polling_within_seconds_while_it_goes_on_trying()
    {
        var context = await SwitchOnAsync();
        await context.Clock.InstallAsync();
        await context.AddInitScriptAsync(BlockableWebSocket);
        await context.AddInitScriptAsync("webSocketBlocked = false");
        var phone = await OpenAsync(context, Ana);
        await phone.IsLiveAsync();
        await phone.Page.EvaluateAsync("webSocketBlocked = true");
        await context.Clock.PauseAtAsync(DateTime.UtcNow.AddMinutes(1));
        await phone.Page.EvaluateAsync("lastWebSocket.close()");
        await phone.IsAsync("recovering");
        await context.Clock.RunForAsync(5_000);
        await phone.IsAsync("polling");

        await phone.Page.EvaluateAsync("webSocketBlocked = false");
        await context.Clock.ResumeAsync();
        await phone.IsLiveAsync();
    }

    [Fact]
    public async Task A_page_that_slept_through_a_lost_connection_catches_up()
    {
        var context = await SwitchOnAsync();
        await context.Clock.InstallAsync();
        var laptop = await OpenAsync(context, Ana);
        await laptop.IsLiveAsync();
        string id;
        await using (await SleepAsync())
        {
            await Producer.DisconnectAsync(Ana, Token);
            await IsGoneAsync();
            id = await Producer.CreateAsync(Ana, "Mientras dormía", Token);
        }

        await context.Clock.FastForwardAsync("08:00:00");
        await laptop.ShowsAsync(id);
        await laptop.IsLiveAsync();
        await laptop.ShowsAsync(await Producer.CreateAsync(Ana, "Despierta", Token));
    }

    [Fact]
    public async Task A_connection_that_died_in_the_sleep_without_a_word_is_replaced_within_seconds()
    {
        var context = await SwitchOnAsync();
        await context.Clock.InstallAsync();
        var (sockets, silent) = (0, 0);
        await context.RouteWebSocketAsync(ClientEndpoint, socket =>
        {
            var number = Interlocked.Increment(ref sockets);
            var server = socket.ConnectToServer();
            socket.OnMessage(frame => Forward(frame, server, number));
            server.OnMessage(frame => Forward(frame, socket, number));
        });
        var laptop = await OpenAsync(context, Ana);
        await laptop.IsLiveAsync();

        Volatile.Write(ref silent, 1);
        await context.Clock.FastForwardAsync("01:00:00");
        await Patience.UntilAsync(
            async () =>
            {
                await context.Clock.FastForwardAsync(1_000);
                return Volatile.Read(ref sockets) > 1;
            },
            "the page opens another socket");
        await laptop.IsLiveAsync();
        await laptop.ShowsAsync(await Producer.CreateAsync(Ana, "Despierta", Token));

        void Forward(IWebSocketFrame frame, IWebSocketRoute to, int number)
        {
            if (number > Volatile.Read(ref silent))
            {
                to.Send(frame.Text!);
            }
        }
    }

    [Fact]
    public async Task The_network_switches_of_the_three_devices_play_the_scenarios()
    {
        var page = await OpenDevicesAsync();
        await page.Clock.InstallAsync();
        await page.ReloadAsync();
        var (phone, other) = (new Device(page, "phone-1"), new Device(page, "phone-2"));
        await phone.IsLiveAsync();
        await phone.SwitchNetworkAsync("offline");
        await phone.IsAsync("offline");
        var missed = await Producer.CreateAsync("ana", "Sin red", Token);
        await Expect(new Device(page, "desktop").Toasts.Filter(new() { HasText = "Sin red" })).ToBeVisibleAsync();
        await Expect(phone.Item(missed)).ToHaveCountAsync(0);
        await phone.SwitchNetworkAsync("online");
        await phone.ShowsAsync(missed);
        await phone.IsLiveAsync();

        await other.IsLiveAsync();
        await other.SwitchNetworkAsync("blocked");
        await other.LosesItsConnectionAsync();
        var polled = await Producer.CreateAsync("bruno", "Por consulta", Token);
        await page.Clock.FastForwardAsync("00:31");
        await other.ShowsAsync(polled);
        await other.IsAsync("polling");
        await other.SwitchNetworkAsync("online");
        await page.Clock.FastForwardAsync("00:31");
        await other.IsLiveAsync();
    }

    private Task IsGoneAsync() =>
        Patience.UntilAsync(async () => !await Producer.IsConnectedAsync(Ana, Token), "the service knows no connection of the user");

    /// <summary>Stops the processes of the pages, as a machine does that sleeps; disposing wakes them.</summary>
    private async Task<IAsyncDisposable> SleepAsync()
    {
        var processes = await browser.FindPageProcessesAsync();
        await SignalAsync("-STOP", processes);
        return new Awakening(() => SignalAsync("-CONT", processes));
    }

    private static async Task SignalAsync(string signal, IReadOnlyList<int> processes)
    {
        using var kill = Process.Start("kill", [signal, .. processes.Select(id => $"{id}")]);
        await kill.WaitForExitAsync(CancellationToken.None);
        Assert.Equal(0, kill.ExitCode);
    }

    private sealed class Awakening(Func<Task> wake) : IAsyncDisposable
    {
        public ValueTask DisposeAsync() => new(wake());
    }
}
