using Fixia.Resilience.Tests.Devices;
using Fixia.Resilience.Tests.Products;

namespace Fixia.Resilience.Tests;

/// <summary>Many clients of one user at once.</summary>
public sealed class ConcurrentClientsTests
{
    private const string User = "ana";
    private const int Clients = 32;
    private const int ActionsPerClient = 12;

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

        await Task.WhenAll(Enumerable.Range(0, Clients).Select(client => ActAsync(product, fleet.All[client % fleet.All.Count], client)));
        await product.WaitForFeedsAsync(Token);
        var feed = (await product.ReadFeedAsync(User, Token)).ConvertAll(DeviceItem.Read);
        var unread = await product.CountUnreadAsync(User, Token);
        Assert.Equal(feed.Count(item => !item.IsRead), unread);
        foreach (var device in fleet.All)
        {
            await device.FlushAsync();
            Assert.Equal(unread, device.Read(model => model.Count));
            Assert.Equal(feed, device.Read(model => model.List));
        }
    }

    private static async Task ActAsync(ProductInParts product, SocketDevice device, int client)
    {
        var random = new Random(client);
        for (var i = 0; i < ActionsPerClient; i++)
        {
            var shown = device.Read(model => model.List);
            var any = shown.Count == 0 ? "unknown" : shown[random.Next(shown.Count)].Id;
            await (random.Next(10) switch
            {
                0 => product.CallAsync(User, HttpMethod.Post, "notifications/read-all", Token),
                1 => product.CallAsync(User, HttpMethod.Post, "notifications/seen", Token),
                2 => product.CallAsync(User, HttpMethod.Post, $"notifications/{any}/archive", Token),
                3 => product.CallAsync(User, HttpMethod.Delete, $"notifications/{any}", Token),
                < 7 => product.CallAsync(User, HttpMethod.Post, $"notifications/{any}/read", Token),
                _ => (Task)product.CreateAsync([User], $"{client}/{i}", Token),
            });
        }
    }
}
