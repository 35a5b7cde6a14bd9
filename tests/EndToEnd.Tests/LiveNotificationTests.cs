using Fixia.Tests.Support;
using static Microsoft.Playwright.Assertions;

namespace Fixia.EndToEnd.Tests;

/// <summary>From the producer to the pages of real browsers, through the whole stack.</summary>
public sealed class LiveNotificationTests(Browser browser, LocalStack stack) : BrowserTest(browser, stack)
{
    [Fact]
    public async Task A_notification_appears_without_any_poll()
    {
        var phone = await OpenLiveAsync(Ana);
        var reads = new List<string>();
        phone.Page.Request += (_, request) =>
        {
            if (request.Method == "GET")
            {
                reads.Add(request.Url);
            }
        };

        var id = await Producer.CreateAsync(Ana, "Nueva propuesta", Token);
        await phone.ShowsAsync(id);
        await phone.ShowsToastAsync("Nueva propuesta");
        await phone.ShowsUnreadAsync(1);
        Assert.Empty(reads);
    }

    [Fact]
    public async Task Every_device_of_the_user_shows_it_and_nobody_else()
    {
        var bruno = Ana.Replace("ana", "bruno", StringComparison.Ordinal);
        var (phone, desktop, other) = (await OpenLiveAsync(Ana), await OpenLiveAsync(Ana), await OpenLiveAsync(bruno));

        var id = await Producer.CreateAsync(Ana, "Nueva propuesta", Token);
        foreach (var device in (Device[])[phone, desktop])
        {
            await device.ShowsAsync(id);
            await device.ShowsToastAsync("Nueva propuesta");
            await device.ShowsUnreadAsync(1);
        }

        // A notification of bruno's own proves that his page is listening, and that it would have shown ana's.
        var own = await Producer.CreateAsync(bruno, "Para Bruno", Token);
        await other.ShowsAsync(own);
        Assert.Equal([own], await other.IdsAsync());
        await other.ShowsUnreadAsync(1);
    }

    [Fact]
    public async Task What_is_read_on_one_device_is_read_on_the_other()
    {
        var (phone, desktop) = (await OpenLiveAsync(Ana), await OpenLiveAsync(Ana));
        var first = await Producer.CreateAsync(Ana, "Uno", Token);
        var second = await Producer.CreateAsync(Ana, "Dos", Token);
        var third = await Producer.CreateAsync(Ana, "Tres", Token);
        await phone.ShowsAsync(third);
        await phone.MarkReadAsync(first);
        await desktop.ShowsAsReadAsync(first);
        await desktop.ShowsUnreadAsync(2);

        await desktop.MarkAllReadAsync();
        await phone.ShowsAsReadAsync(second);
        await phone.ShowsAsReadAsync(third);
        await phone.ShowsUnreadAsync(0);
    }

    [Fact]
    public async Task What_is_archived_on_one_device_is_gone_on_the_other()
    {
        var (phone, desktop) = (await OpenLiveAsync(Ana), await OpenLiveAsync(Ana));
        var kept = await Producer.CreateAsync(Ana, "Queda", Token);
        var archived = await Producer.CreateAsync(Ana, "Se archiva", Token);
        await desktop.ShowsAsync(archived);
        await phone.MarkReadAsync(archived);
        await phone.Item(archived).GetByTestId("archive").ClickAsync();
        foreach (var device in (Device[])[phone, desktop])
        {
            await Expect(device.Item(archived)).ToHaveCountAsync(0);
            Assert.Equal([kept], await device.IdsAsync());
            await device.ShowsUnreadAsync(1);
        }
    }

    [Fact]
    public async Task Two_tabs_share_one_connection_and_one_toast()
    {
        var context = await SwitchOnAsync();
        var sockets = new Sockets();
        context.Page += (_, page) => sockets.Watch(page);
        var first = await OpenAsync(context, Ana);
        await first.IsLiveAsync();
        var second = await OpenAsync(context, Ana);
        await second.IsLiveAsync();

        var id = await Producer.CreateAsync(Ana, "Una vez", Token);
        await first.ShowsAsync(id);
        await second.ShowsAsync(id);
        await Patience.UntilAsync(async () => await ToastsAsync() > 0, "a tab shows a toast");
        Assert.Equal(1, await ToastsAsync());
        Assert.Equal(1, sockets.Created);

        // The second tab takes over when the first one closes.
        await first.Page.CloseAsync();
        var later = await Producer.CreateAsync(Ana, "Después", Token);
        await second.ShowsAsync(later);
        await second.IsLiveAsync();
        Assert.Equal((2, 1), (sockets.Created, sockets.Open));

        async Task<int> ToastsAsync() => await first.Toasts.CountAsync() + await second.Toasts.CountAsync();
    }
}
