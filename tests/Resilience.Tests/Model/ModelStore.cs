using Fixia.Local.Cosmos;
using Fixia.Shared.Data;
using Fixia.Shared.Json;
using Fixia.Tests.Support;
using Microsoft.Azure.Cosmos;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Time.Testing;

namespace Fixia.Resilience.Tests.Model;

/// <summary>The product's database on a clock that moves on command, shared by the worlds of a property.</summary>
public sealed class ModelStore : IAsyncLifetime
{
    private CosmosEndpoint? endpoint;

    /// <summary>What the store does on command.</summary>
    public CosmosFaults Faults => endpoint!.Faults;

    /// <summary>The clock of the store and of the product.</summary>
    public FakeTimeProvider Time { get; } = new(DateTimeOffset.UtcNow);

    /// <summary>What the instance has that producers and users call.</summary>
    public CosmosClient Client { get; private set; } = null!;

    /// <summary>What another instance has, which pushes notifications and answers polls: it knows nothing of the first one's writes.</summary>
    public CosmosClient Reader { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        endpoint = await CosmosEndpoint.StartAsync(new CosmosEndpointOptions { TimeProvider = Time, Consistency = ReadConsistency.Strong }, CancellationToken.None);
        var settings = new ConfigurationBuilder()
            .AddInMemoryCollection([new(FixiaDatabase.Connection, endpoint.ConnectionString)])
            .Build();
        Client = CosmosClientFactory.Create(settings, new NoCredential(), FixiaJsonContext.Default.Options);
        Reader = CosmosClientFactory.Create(settings, new NoCredential(), FixiaJsonContext.Default.Options);
        Database database = await Client.CreateDatabaseAsync(FixiaDatabase.Name);
        foreach (var container in FixiaDatabase.DescribeContainers())
        {
            await database.CreateContainerAsync(container);
        }
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        Reader.Dispose();
        await endpoint!.DisposeAsync();
    }
}
