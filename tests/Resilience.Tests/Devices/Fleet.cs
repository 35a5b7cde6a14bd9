using Fixia.Resilience.Tests.Products;

namespace Fixia.Resilience.Tests.Devices;

/// <summary>Two devices of each of several users.</summary>
public sealed class Fleet : IAsyncDisposable
{
    private Fleet(IReadOnlyList<SocketDevice> devices) => All = devices;

    public IReadOnlyList<SocketDevice> All { get; }

    /// <summary>Returns when all of them have synced.</summary>
    public static async Task<Fleet> StartAsync(RunningProduct product, IEnumerable<string> users) =>
        new(await Task.WhenAll(users.SelectMany(user => (string[])[user, user]).Select(user => SocketDevice.StartAsync(product, user))));

    /// <summary>
    /// Waits until every device shows that many notifications, all unread; then, with the feeds read to their ends, every
    /// device must show what the feed of its user holds, in that order, and the exact count.
    /// </summary>
    public async Task AssertCompleteAsync(ProductInParts product, int notifications, CancellationToken cancellationToken)
    {
        foreach (var device in All)
        {
            await device.UntilAsync(model => model.List.Count >= notifications, "everything has arrived");
        }

        await product.WaitForFeedsAsync(cancellationToken);
        foreach (var device in All)
        {
            await device.UntilAsync(model => model.Count == notifications, "the count is right");
            await device.FlushAsync();
            var feed = await product.ReadFeedAsync(device.User, cancellationToken);
            Assert.Equal(notifications, feed.Count);
            Assert.Equal(feed.Select(DeviceItem.Read), device.Read(model => model.List));
            Assert.Equal(notifications, device.Read(model => model.Count));
            Assert.Equal(notifications, await product.CountUnreadAsync(device.User, cancellationToken));
        }
    }

    public async ValueTask DisposeAsync() => await Task.WhenAll(All.Select(device => device.DisposeAsync().AsTask()));
}
