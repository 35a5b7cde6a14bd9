using Fixia.Local.Cosmos;
using Fixia.Local.FunctionsHost.Worker;
using FunctionsHost.Samples;
using FunctionsHost.Tests.Support;
using Microsoft.Azure.Cosmos;

namespace FunctionsHost.Tests.CosmosDB;

/// <summary>A local Cosmos DB account, and hosts of the samples that read its change feeds.</summary>
internal sealed class SampleAccount : IAsyncDisposable
{
    private readonly ShiftedTime _time;
    private readonly CosmosEndpoint _endpoint;
    private readonly CosmosClient _client;

    private SampleAccount(CosmosEndpoint endpoint, ShiftedTime time)
    {
        _time = time;
        _endpoint = endpoint;
        _client = new CosmosClient(endpoint.ConnectionString, new CosmosClientOptions { ConnectionMode = ConnectionMode.Gateway, LimitToEndpoint = true });
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private Database Database => _client.GetDatabase("samples");

    public static async Task<SampleAccount> StartEmptyAsync()
    {
        var time = new ShiftedTime();
        return new SampleAccount(await CosmosEndpoint.StartAsync(new CosmosEndpointOptions { TimeProvider = time }, Cancellation), time);
    }

    public static async Task<SampleAccount> StartAsync()
    {
        var account = await StartEmptyAsync();
        await account.CreateContainersAsync();
        return account;
    }

    public async Task CreateContainersAsync()
    {
        await _client.CreateDatabaseAsync("samples", cancellationToken: Cancellation);
        foreach (var (container, partitionKey) in new[] { ("retried", "/pk"), ("skipped", "/pk"), ("patient", "/pk"), ("dated", "/pk"), ("leases", "/id") })
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

    /// <summary>Creates a document that is as old as that.</summary>
    public async Task CreateOldAsync(string container, string id, TimeSpan age)
    {
        _time.Shift = -age;
        await CreateAsync(container, id);
        _time.Shift = TimeSpan.Zero;
    }

    public Task<TestHost> StartHostAsync(Recorder? recorder = null, TimeSpan? stopTimeout = null, IWorkerLauncher? worker = null) => TestHost.StartAsync(new TestHostSetup
    {
        Worker = worker,
        StopTimeout = stopTimeout ?? TimeSpan.FromSeconds(20),
        Recorder = recorder ?? new Recorder(),
        Settings = new Dictionary<string, string?> { ["CosmosDB"] = _endpoint.ConnectionString },
    });

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _endpoint.DisposeAsync();
    }

    private sealed class ShiftedTime : TimeProvider
    {
        public TimeSpan Shift { get; set; }

        public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + Shift;
    }
}
