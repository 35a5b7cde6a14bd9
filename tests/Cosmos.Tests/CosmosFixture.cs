using Fixia.Local.Cosmos;
using Microsoft.Azure.Cosmos;

namespace Cosmos.Tests;

/// <summary>One endpoint and one client of the real SDK for a test.</summary>
public sealed class CosmosFixture : IAsyncDisposable
{
    private CosmosFixture(CosmosEndpoint endpoint, CosmosClient client, Database database)
    {
        (Endpoint, Client, Database) = (endpoint, client, database);
    }

    public static CancellationToken Ct => TestContext.Current.CancellationToken;

    public CosmosEndpoint Endpoint { get; }

    public CosmosClient Client { get; }

    public Database Database { get; }

    public static async Task<CosmosFixture> StartAsync(CosmosEndpointOptions? options = null)
    {
        var endpoint = await CosmosEndpoint.StartAsync(options ?? new CosmosEndpointOptions(), Ct);
        var client = NewClient(endpoint.ConnectionString);
        Database database = await client.CreateDatabaseIfNotExistsAsync("fixia", cancellationToken: Ct);
        return new CosmosFixture(endpoint, client, database);
    }

    public static CosmosClient NewClient(string connectionString, Action<CosmosClientOptions>? configure = null)
    {
        var options = new CosmosClientOptions { ConnectionMode = ConnectionMode.Gateway, LimitToEndpoint = true };
        configure?.Invoke(options);
        return new CosmosClient(connectionString, options);
    }

    public async Task<Container> CreateContainerAsync(string id = "notifications", string partitionKey = "/user_id", Action<ContainerProperties>? configure = null)
    {
        var properties = new ContainerProperties(id, partitionKey);
        configure?.Invoke(properties);
        return await Database.CreateContainerIfNotExistsAsync(properties, cancellationToken: Ct);
    }

    public static async Task<List<T>> QueryAsync<T>(Container container, QueryDefinition query, string? user = null, int? pageSize = null)
    {
        var options = new QueryRequestOptions { MaxItemCount = pageSize, PartitionKey = user is null ? null : new PartitionKey(user) };
        using var iterator = container.GetItemQueryIterator<T>(query, requestOptions: options);
        var all = new List<T>();
        while (iterator.HasMoreResults)
        {
            var page = await iterator.ReadNextAsync(Ct);
            Assert.True(page.Count <= (pageSize ?? int.MaxValue));
            all.AddRange(page);
        }

        return all;
    }

    public static Task<List<T>> QueryAsync<T>(Container container, string query, string? user = null, int? pageSize = null) =>
        QueryAsync<T>(container, new QueryDefinition(query), user, pageSize);

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await Endpoint.DisposeAsync();
    }
}
