using System.Net;
using System.Text.Json;
using Fixia.Resilience.Tests.Devices;
using Fixia.Resilience.Tests.Products;
using Fixia.Tests.Support;

namespace Fixia.Resilience.Tests;

/// <summary>What is sent later, through the real worker, change feeds, and a queue in Azurite.</summary>
public sealed class ScheduledTests : IDisposable
{
    private static readonly string[] Users = [.. Enumerable.Range(0, 60).Select(i => $"user-{i:D3}")];
    private readonly string data = Directory.CreateTempSubdirectory("fixia-scheduled-").FullName;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(data, recursive: true);

    [Fact]
    public async Task Everybody_gets_once_what_falls_due_around_restarts_and_nobody_what_was_cancelled()
    {
        await using var storage = await LocalStorage.StartAsync(data, Token);
        await using var product = await ProductInParts.StartAsync(TimeProvider.System, Token, storage.Ready.Storage);
        await using var device = await SocketDevice.StartAsync(product, Users[0]);
        var due = DateTimeOffset.UtcNow.AddSeconds(5);
        await product.ScheduleAsync(Users, "kept", due, Token);
        await product.ScheduleAsync(Users, "cancelled", due.AddHours(1), Token);
        await product.ScheduleAsync(Users, "changed", due, Token);
        Assert.Equal(HttpStatusCode.NoContent, await product.ByKeyAsync(HttpMethod.Delete, "cancelled", body: null, Token));
        var withdrawn = new { type = "message", title = "withdrawn", message = "Ya no" };
        Assert.Equal(HttpStatusCode.OK, await product.ByKeyAsync(HttpMethod.Put, "changed", withdrawn, Token));

        // Away when they fall due, and once more as soon as the first were sent.
        await product.StopHostAsync();
        await Patience.UntilAsync(() => DateTimeOffset.UtcNow > due, "they are due");
        await product.StartHostAsync(Token);
        await Patience.UntilAsync(async () => await product.CountUnreadAsync(Users[0], Token) > 0, "the first are sent");
        await product.StopHostAsync();
        await product.StartHostAsync(Token);

        foreach (var user in Users)
        {
            await Patience.UntilAsync(async () => await product.CountUnreadAsync(user, Token) == 2, $"{user} has both");
            Assert.Equal(["kept", "withdrawn"], (await product.ReadFeedAsync(user, Token)).Select(Title).Order(StringComparer.Ordinal));
        }

        await device.UntilAsync(model => model is { Pushed: 2, Count: 2 }, "the device was told both");
        Assert.Equal(HttpStatusCode.NoContent, await product.ByKeyAsync(HttpMethod.Delete, "kept?retract=true", body: null, Token));
        await device.UntilAsync(model => model is { Count: 1, List.Count: 1 }, "the device shows no more what was taken back");
    }

    private static string Title(JsonElement notification) => notification.GetProperty("title").GetString()!;
}
