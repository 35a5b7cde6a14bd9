using Fixia.Local.Cosmos;
using FunctionsHost.Tests.Samples;
using FunctionsHost.Tests.Support;
using Microsoft.Azure.Cosmos;

namespace FunctionsHost.Tests.CosmosDB;

/// <summary>A local Cosmos DB account, and hosts of the samples that read its change feeds.</summary>
internal sealed class SampleAccount : IAsyncDisposable
{
    private readonly CosmosEndpoint _endpoint;
    private readonly CosmosClient _client;

    private SampleAccount(CosmosEndpoint endpoint)
    {
        _endpoint = endpoint;
        _client = new CosmosClient(endpoint.ConnectionString, new CosmosClientOptions { ConnectionMode = ConnectionMode.Gateway, LimitToEndpoint = true });
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private Database Database => _client.GetDatabase("samples");

    public static async Task<SampleAccount> StartEmptyAsync() =>
        new(await CosmosEndpoint.StartAsync(new CosmosEndpointOptions(), Cancellation));

    public static async Task<SampleAccount> StartAsync()
    {
        var account = await StartEmptyAsync();
        await account.CreateContainersAsync();
        return account;
    }

    public async Task CreateContainersAsync()
    {
        await _client.CreateDatabaseAsync("samples", cancellationToken: Cancellation);
        foreach (var (container, partitionKey) in new[] { ("retried", "/pk"), ("skipped", "/pk"), ("patient", "/pk"), ("leases", "/id") })
        {
            await Database.CreateContainerAsync(container, partitionKey, cancellationToken: Cancellation);
        }
    }

    public async Task CreateAsync(string container, params IEnumerable<string> ids)
    {
        foreach (var id in ids)
        {
            await Database.GetContainer(container).CreateItemAsync(new { id, pk = "one", name = id }, cancellationToken: Cancellation);
        }
    }

    public Task<TestHost> StartHostAsync(Recorder? recorder = null, TimeSpan? stopTimeout = null) => TestHost.StartAsync(new TestHostSetup
    {
        StopTimeout = stopTimeout ?? TimeSpan.FromSeconds(20),
        Recorder = recorder ?? new Recorder(),
        Settings = new Dictionary<string, string?> { ["CosmosDB"] = _endpoint.ConnectionString },
    });

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _endpoint.DisposeAsync();
    }
}
