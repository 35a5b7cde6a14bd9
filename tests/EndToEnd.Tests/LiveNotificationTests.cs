namespace Fixia.EndToEnd.Tests;

/// <summary>From the producer to the pages of real browsers, through the whole stack.</summary>
public sealed class LiveNotificationTests(Browser browser) : IAsyncLifetime
{
    private readonly StackProcess stack = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => await stack.StartAsync(Token);

    public ValueTask DisposeAsync() => stack.DisposeAsync();

    [Fact]
    public async Task Every_device_of_the_user_shows_it_and_nobody_else()
    {
        var (phone, desktop, other) = (await OpenAsync("ana"), await OpenAsync("ana"), await OpenAsync("bruno"));

        var id = await stack.CreateAsync("ana", "Nueva propuesta", Token);
        await phone.ShowsAsync(id);
        await desktop.ShowsAsync(id);
        await phone.ShowsToastAsync("Nueva propuesta");
        await phone.ShowsUnreadAsync(1);
        await desktop.ShowsUnreadAsync(1);

        // A notification of bruno's own proves that his page is listening, and that it would have shown ana's.
        var own = await stack.CreateAsync("bruno", "Para Bruno", Token);
        await other.ShowsAsync(own);
        Assert.Equal([own], await other.IdsAsync());
        await other.ShowsUnreadAsync(1);
    }

    [Fact]
    public async Task What_is_read_on_one_device_is_read_on_the_other()
    {
        var (phone, desktop) = (await OpenAsync("ana"), await OpenAsync("ana"));
        var first = await stack.CreateAsync("ana", "Uno", Token);
        var second = await stack.CreateAsync("ana", "Dos", Token);
        var third = await stack.CreateAsync("ana", "Tres", Token);
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
    public async Task Nothing_is_missing_after_the_stack_was_killed_and_restarted()
    {
        var (phone, desktop) = (await OpenAsync("ana"), await OpenAsync("ana"));
        var ids = new List<string>();
        for (var i = 0; i < 5; i++)
        {
            ids.Add(await stack.CreateAsync("ana", $"Antes {i}", Token));
        }

        await stack.KillAsync(Token);
        await phone.LosesItsConnectionAsync();
        await stack.StartAsync(Token);
        ids.Add(await stack.CreateAsync("ana", "Después", Token));

        foreach (var device in (Device[])[phone, desktop])
        {
            await device.IsLiveAsync();
            await device.ShowsAsync(ids[^1]);
            await device.ShowsUnreadAsync(ids.Count);
            Assert.Equal(ids.AsEnumerable().Reverse(), await device.IdsAsync());
        }
    }

    private async Task<Device> OpenAsync(string user)
    {
        var device = new Device(await browser.OpenAsync(stack.Ready.Page, user));
        await device.IsLiveAsync();
        return device;
    }
}
