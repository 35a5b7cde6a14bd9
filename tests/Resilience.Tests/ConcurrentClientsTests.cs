using System.Collections.Concurrent;
using Fixia.Resilience.Tests.Devices;
using Fixia.Resilience.Tests.Products;
using Fixia.Tests.Support;

namespace Fixia.Resilience.Tests;

/// <summary>Many clients of one user at once.</summary>
public sealed class ConcurrentClientsTests
{
    private const string User = "ana";
    private const int Clients = 32;
    private const int ActionsPerClient = 12;
    private const int Announcements = 8;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_count_that_every_device_is_told_last_is_the_count_of_the_store()
    {
        await using var product = await ProductInParts.StartAsync(TimeProvider.System, Token);
        await using var fleet = await Fleet.StartAsync(product, [User, User]);
        for (var i = 0; i < 40; i++)
        {
            await product.CreateAsync([User], $"before {i}", Token);
        }

        for (var i = 0; i < Announcements; i++)
        {
            await product.AnnounceAsync($"{i}", Token);
        }

        await Patience.UntilAsync(
            () => fleet.All.All(device => device.Read(model => model.List.Count(item => item.IsAnnouncement)) == Announcements),
            "every device shows the announcements");
        var marked = new ConcurrentDictionary<string, bool>();
        await Task.WhenAll(Enumerable.Range(0, Clients).Select(client => ActAsync(product, fleet.All[client % fleet.All.Count], client, marked)));
        await product.WaitForFeedsAsync(Token);
        var feed = (await product.ReadFeedAsync(User, Token)).ConvertAll(DeviceItem.Read);
        var unread = await product.CountUnreadAsync(User, Token);
        Assert.Equal(feed.Count(item => !item.IsRead), unread);
        Assert.All(feed.Where(item => marked.ContainsKey(item.Id)), item => Assert.True(item.IsRead, $"The mark of {item.Id} is lost."));
        foreach (var device in fleet.All)
        {
            await device.FlushAsync();
            Assert.Equal(unread, device.Read(model => model.Count));
            Assert.Equal(feed, device.Read(model => model.List));
        }
    }

    [Fact]
    public async Task Announcements_that_are_marked_at_the_same_moment_are_all_marked()
    {
        await using var product = await ProductInParts.StartAsync(TimeProvider.System, Token);
        for (var i = 0; i < Clients; i++)
        {
            await product.AnnounceAsync($"{i}", Token);
        }

        var announced = (await product.ReadFeedAsync(User, Token)).ConvertAll(DeviceItem.Read);
        Assert.Equal(Clients, announced.Count);
        await Task.WhenAll(announced.Select(item => product.CallAsync(User, HttpMethod.Post, $"notifications/{item.Id}/read", Token)));
        Assert.All((await product.ReadFeedAsync(User, Token)).Select(DeviceItem.Read), item => Assert.True(item.IsRead));
        Assert.Equal(0, await product.CountUnreadAsync(User, Token));
    }

    private static async Task ActAsync(ProductInParts product, SocketDevice device, int client, ConcurrentDictionary<string, bool> marked)
    {
        var random = new Random(client);
        for (var i = 0; i < ActionsPerClient; i++)
        {
            var shown = device.Read(model => model.List);
            var any = shown.Count == 0 ? "unknown" : shown[random.Next(shown.Count)].Id;
            var action = random.Next(10);
            await (action switch
            {
                0 => product.CallAsync(User, HttpMethod.Post, "notifications/read-all", Token),
                1 => product.CallAsync(User, HttpMethod.Post, "notifications/seen", Token),
                2 => product.CallAsync(User, HttpMethod.Post, $"notifications/{any}/archive", Token),
                3 => product.CallAsync(User, HttpMethod.Delete, $"notifications/{any}", Token),
                < 7 => product.CallAsync(User, HttpMethod.Post, $"notifications/{any}/read", Token),
                _ => (Task)product.CreateAsync([User], $"{client}/{i}", Token),
            });
            if (action is >= 2 and < 7)
            {
                marked[any] = true;
            }
        }
    }
}
