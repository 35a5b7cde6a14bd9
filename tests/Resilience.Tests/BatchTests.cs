using System.Text.Json;
using Fixia.Resilience.Tests.Devices;
using Fixia.Resilience.Tests.Products;
using Fixia.Tests.Support;

namespace Fixia.Resilience.Tests;

/// <summary>A large send through the real worker and queues in Azurite, around a restart.</summary>
public sealed class BatchTests : IDisposable
{
    private static readonly string[] Users = [.. Enumerable.Range(0, 300).Select(i => $"user-{i:D4}")];
    private readonly string data = Directory.CreateTempSubdirectory("fixia-batch-").FullName;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(data, recursive: true);

    [Fact]
    public async Task Everybody_gets_it_once_around_a_restart_and_the_counts_say_so()
    {
        await using var storage = await LocalStorage.StartAsync(data, Token);
        await using var product = await ProductInParts.StartAsync(TimeProvider.System, Token, storage.Ready.Storage);
        await using var device = await SocketDevice.StartAsync(product, Users[^1]);
        var batch = await product.SendEachAsync(Users, "Novedades", Token);
        await Patience.UntilAsync(async () => Number(await product.ReadBatchAsync(batch, Token), "created") > 0, "the first are stored");
        await product.StopHostAsync();
        await product.StartHostAsync(Token);

        JsonElement status = default;
        await Patience.UntilAsync(
            async () => (status = await product.ReadBatchAsync(batch, Token)).GetProperty("state").GetString() == "done", "the batch is done");
        Assert.Equal((Users.Length, 0, 0), (Number(status, "created"), Number(status, "failed"), Number(status, "remaining")));
        await device.UntilAsync(model => model is { Pushed: 1, Count: 1, List.Count: 1 }, "the device was told");
        Assert.Equal(Users.Length, await product.CountNotificationsAsync(Token));
    }

    private static int Number(JsonElement status, string name) => status.GetProperty(name).GetInt32();
}
