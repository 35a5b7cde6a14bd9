using Fixia.Local.Cosmos;
using Fixia.Shared.Data;
using Fixia.Shared.Json;
using Microsoft.Azure.Cosmos;
using Microsoft.Extensions.Configuration;
using Xunit;

namespace Fixia.Tests.Support;

/// <summary>The product's database on a Cosmos DB endpoint of its own, behind the client that the product makes.</summary>
public sealed class CosmosDatabase : IAsyncLifetime
{
    private CosmosEndpoint? endpoint;
    private CosmosClient? client;
    private CosmosClient? bulk;

    /// <summary>The client, as in production.</summary>
    public CosmosClient Client => client ?? throw new InvalidOperationException("The fixture has not started.");

    /// <summary>The client that gathers operations, as in production.</summary>
    public CosmosClient Bulk => bulk ?? throw new InvalidOperationException("The fixture has not started.");

    /// <summary>The connection string of the endpoint.</summary>
    public string ConnectionString => endpoint?.ConnectionString ?? throw new InvalidOperationException("The fixture has not started.");

    /// <summary>Makes the endpoint refuse requests on command.</summary>
    public CosmosFaults Faults => endpoint?.Faults ?? throw new InvalidOperationException("The fixture has not started.");

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        endpoint = await CosmosEndpoint.StartAsync(new CosmosEndpointOptions(), CancellationToken.None);
        var settings = new ConfigurationBuilder()
            .AddInMemoryCollection([new(FixiaDatabase.Connection, endpoint.ConnectionString)])
            .Build();
        client = CosmosClientFactory.Create(settings, new NoCredential(), FixiaJsonContext.Default.Options);
        bulk = CosmosClientFactory.Create(settings, new NoCredential(), FixiaJsonContext.Default.Options, bulk: true);
        Database database = await client.CreateDatabaseAsync(FixiaDatabase.Name);
        foreach (var container in FixiaDatabase.DescribeContainers())
        {
            await database.CreateContainerAsync(container);
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        client?.Dispose();
        bulk?.Dispose();
        if (endpoint is not null)
        {
            await endpoint.DisposeAsync();
        }
    }
}
