using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Fixia.Resilience.Tests.Devices;
using Fixia.Resilience.Tests.Products;
using Fixia.Shared.Data;
using Fixia.Tests.Support;
using Microsoft.Azure.Cosmos;

namespace Fixia.Resilience.Tests;

/// <summary>A large send, and much that falls due, while the worker, the whole stack and Azurite are killed.</summary>
public sealed class KilledBatchTests : IDisposable
{
    private const int Batch = 20_000;
    private const int Scheduled = 1_000;

    /// <summary>A message that Azurite forgot is missed after ten minutes (<see cref="Shared.Batches.BatchDesk.Patience"/>).</summary>
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(20);
    private readonly string data = Directory.CreateTempSubdirectory("fixia-killed-").FullName;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(data, recursive: true);

    // Takes minutes: CONTRIBUTING.md says how to run it.
    [Fact(Explicit = true)]
    public async Task Everybody_gets_everything_once_whatever_is_killed_meanwhile()
    {
        var users = Enumerable.Range(0, Batch).Select(i => $"user-{i:D5}").ToArray();
        var port = FreePort();
        var storage = await LocalStorage.StartAsync(data, Token, port);
        await using var stack = new StackProcess("--only", "cosmos,webpubsub,functions", "--storage-port", $"{port}");
        await stack.StartAsync(Token);
        await using var device = await SocketDevice.StartAsync(stack, users[^1]);
        var due = DateTimeOffset.UtcNow.AddSeconds(30);
        await stack.ScheduleAsync(users[^Scheduled..], "due", due, Token);
        await stack.ScheduleAsync(users[^Scheduled..], "cancelled", due, Token);
        Assert.Equal(HttpStatusCode.NoContent, await stack.ByKeyAsync(HttpMethod.Delete, "cancelled", body: null, Token));
        var batch = await stack.SendAsync(users, "batch", Token);

        await CreatedAsync(1_000);
        stack.KillWorker();
        await CreatedAsync(5_000);
        Processes.Kill("azurite.js", Environment.ProcessId);
        await storage.DisposeAsync();
        storage = await LocalStorage.StartAsync(data, Token, port);
        await CreatedAsync(10_000);
        await stack.KillAsync(Token);
        await stack.StartAsync(Token);
        await CreatedAsync(15_000);
        stack.KillWorker();
        var status = await CreatedAsync(Batch);

        await UntilAsync(async () => (status = await stack.ReadBatchAsync(batch, Token)).GetProperty("state").GetString() == "done", "the batch is done");
        Assert.Equal((Batch, 0, 0), (Number("created"), Number("failed"), Number("remaining")));
        await UntilAsync(async () => (await ReadAsync(stack.Cosmos)).Count(one => one.Title == "due") >= Scheduled, "what was scheduled is sent");
        var stored = (await ReadAsync(stack.Cosmos)).ToLookup(one => one.Title, one => one.User);
        Assert.Equal(users, stored["batch"].Order(StringComparer.Ordinal));
        Assert.Equal(users[^Scheduled..], stored["due"].Order(StringComparer.Ordinal));
        Assert.Empty(stored["cancelled"]);
        await device.UntilAsync(model => model is { Count: 2, List.Count: 2 }, "the device shows both");
        await storage.DisposeAsync();

        int Number(string name) => status.GetProperty(name).GetInt32();

        async Task<JsonElement> CreatedAsync(int least)
        {
            JsonElement read = default;
            await UntilAsync(async () => (read = await stack.ReadBatchAsync(batch, Token)).GetProperty("created").GetInt32() >= least, $"{least} are created");
            return read;
        }
    }

    private static async Task UntilAsync(Func<Task<bool>> holds, string what)
    {
        var end = DateTimeOffset.UtcNow + Deadline;
        while (true)
        {
            try
            {
                if (await holds())
                {
                    return;
                }
            }
            catch (Exception e) when (e is HttpRequestException or SocketException or CosmosException)
            {
                // What was killed is away for a while.
            }

            Assert.True(DateTimeOffset.UtcNow < end, $"Not in time: {what}.");
            await Task.Delay(TimeSpan.FromMilliseconds(200), Token);
        }
    }

    /// <summary>One that is free now, and most likely so are the two after it.</summary>
    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static async Task<List<(string User, string Title)>> ReadAsync(string connection)
    {
        using var client = new CosmosClient(connection, new CosmosClientOptions { ConnectionMode = ConnectionMode.Gateway, LimitToEndpoint = true });
        using var pages = client.GetContainer(FixiaDatabase.Name, FixiaDatabase.Notifications).GetItemQueryIterator<Dictionary<string, string>>("SELECT c.user_id, c.title FROM c");
        var all = new List<(string, string)>();
        while (pages.HasMoreResults)
        {
            all.AddRange((await pages.ReadNextAsync(Token)).Select(one => (one["user_id"], one["title"])));
        }

        return all;
    }
}
