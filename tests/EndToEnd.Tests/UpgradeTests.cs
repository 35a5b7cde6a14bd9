using Fixia.Local.Cosmos;
using Fixia.Local.Stack;
using Fixia.Shared.Data;
using Fixia.Shared.Json;
using Fixia.Shared.Notifications;
using Fixia.Tests.Support;
using Microsoft.Azure.Cosmos;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;

namespace Fixia.EndToEnd.Tests;

/// <summary>A data directory outlives the version that made it.</summary>
public sealed class UpgradeTests : IDisposable
{
    private readonly string data = Directory.CreateTempSubdirectory("fixia-upgrade-").FullName;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(data, recursive: true);

    [Fact]
    public async Task Containers_of_an_earlier_version_get_the_indexes_of_this_one_and_keep_their_documents()
    {
        await using (var account = await CosmosEndpoint.StartAsync(
            new CosmosEndpointOptions { DataFile = Path.Combine(data, "cosmos.db") }, Token))
        {
            using var client = new CosmosClient(
                account.ConnectionString, new CosmosClientOptions { ConnectionMode = ConnectionMode.Gateway, LimitToEndpoint = true });
            Database database = await client.CreateDatabaseIfNotExistsAsync(FixiaDatabase.Name, cancellationToken: Token);
            Container container = await database.CreateContainerAsync(FixiaDatabase.Notifications, "/user_id", cancellationToken: Token);
            await container.CreateItemAsync(
                new { id = "old", user_id = "ana", type = "message", title = "Antes", message = "Hola", read = false, created_at = "2026-01-01T00:00:00.000Z" },
                cancellationToken: Token);
        }

        // The functions are not needed: what makes the containers is the stack, and the store reads as they do.
        await using var stack = await FixiaStack.StartAsync(
            new StackOptions { DataDirectory = data, Parts = StackParts.Cosmos, FunctionsPort = 1, WebPubSubPort = 1 }, logging => logging.SetMinimumLevel(LogLevel.None), Token);
        using var upgraded = CosmosClientFactory.Create(
            new ConfigurationBuilder().AddInMemoryCollection([new(FixiaDatabase.Connection, stack.Ready.Cosmos)]).Build(), new NoCredential(), FixiaJsonContext.Default.Options);
        var feed = await new Product(upgraded, TimeProvider.System).Inbox.ReadAsync("ana", new FeedFilter(), cursor: null, limit: 20, Token);
        Assert.Equal("old", Assert.Single(feed.Notifications).Id);
    }
}
