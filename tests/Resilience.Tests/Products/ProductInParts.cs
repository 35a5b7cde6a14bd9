using System.Text;
using Fixia.Functions;
using Fixia.Local.Cosmos;
using Fixia.Local.FunctionsHost;
using Fixia.Local.Stack;
using Fixia.Local.WebPubSub;
using Fixia.Local.WebPubSub.Faults;
using Fixia.Shared.Data;
using Fixia.Shared.Events;
using Fixia.Shared.Identity;
using Fixia.Shared.Realtime;
using Fixia.Shared.Schedule;
using Fixia.Tests.Support;
using Microsoft.Azure.Cosmos;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Fixia.Resilience.Tests.Products;

/// <summary>The product and the services that it needs, each startable and breakable apart from the others.</summary>
public sealed class ProductInParts : RunningProduct
{
    private const string Secret = "a secret for tests, long enough for HS256";
    private const string Issuer = "https://issuer.test";
    private const string Audience = "audience";
    private static readonly (string Container, string LeasePrefix)[] Feeds =
    [
        (FixiaDatabase.Notifications, "notifications-"), (FixiaDatabase.Users, "users-"), (FixiaDatabase.Announcements, "announcements-"),
    ];

    private readonly TimeProvider time;
    private readonly IReadOnlyDictionary<string, string?> storage;
    private readonly CosmosEndpoint cosmos;
    private readonly WebPubSubEndpoint webPubSub;
    private readonly CosmosClient client;
    private FunctionsHost? host;
    private int port;

    private ProductInParts(
        TimeProvider time, IReadOnlyDictionary<string, string?> storage, CosmosEndpoint cosmos, WebPubSubEndpoint webPubSub) =>
        (this.time, this.storage, this.cosmos, this.webPubSub, client) = (time, storage, cosmos, webPubSub, new CosmosClient(
            cosmos.ConnectionString, new CosmosClientOptions { ConnectionMode = ConnectionMode.Gateway, LimitToEndpoint = true }));

    /// <summary>What Web PubSub does wrong.</summary>
    public FaultInjector Faults => webPubSub.Faults;

    protected override string Functions => $"http://127.0.0.1:{port}/api";

    protected override string ProducerKey => "the key of producers";

    /// <summary>Starts all parts.</summary>
    /// <param name="time">The clock of the store and of the functions.</param>
    /// <param name="cancellationToken">Stops the start.</param>
    /// <param name="storage">The connection string of an account with the queue; null goes without what is scheduled.</param>
    public static async Task<ProductInParts> StartAsync(TimeProvider time, CancellationToken cancellationToken, string? storage = null)
    {
        var cosmos = await CosmosEndpoint.StartAsync(new CosmosEndpointOptions { TimeProvider = time }, cancellationToken);
        var webPubSub = await WebPubSubEndpoint.StartAsync(new WebPubSubEndpointOptions(), cancellationToken);
        var settings = storage is null
            ? StackOptions.SettingsWithoutStorage
            : new Dictionary<string, string?>
            {
                [WorkQueues.Connection] = storage,
                ["AzureFunctionsJobHost__extensions__queues__maxPollingInterval"] = "00:00:00.2",
            };
        var product = new ProductInParts(time, settings, cosmos, webPubSub);
        Database database = await product.client.CreateDatabaseAsync(FixiaDatabase.Name, cancellationToken: cancellationToken);
        foreach (var container in FixiaDatabase.DescribeContainers())
        {
            await database.CreateContainerAsync(container, cancellationToken: cancellationToken);
        }

        await product.StartHostAsync(cancellationToken);
        return product;
    }

    /// <summary>Starts the functions; after the first time on the same port.</summary>
    public async Task StartHostAsync(CancellationToken cancellationToken)
    {
        host = await FunctionsHost.StartAsync(
            new FunctionsHostOptions
            {
                AppDirectory = StackOptions.BuiltFunctionsApp,
                Worker = new InProcessWorker(typeof(FixiaServices).Assembly, worker =>
                {
                    worker.Services.AddFixia(worker.Configuration);
                    worker.Services.Replace(ServiceDescriptor.Singleton(time));
                }),
                ConfigureLogging = _ => { },
                FunctionKey = ProducerKey,
                Port = port,
                TimeProvider = time,
                Settings = new Dictionary<string, string?>(storage)
                {
                    [FixiaDatabase.Connection] = cosmos.ConnectionString,
                    [Hub.Connection] = webPubSub.ConnectionString,
                    [$"{JwtOptions.Section}__{nameof(JwtOptions.Secret)}"] = Secret,
                    [$"{JwtOptions.Section}__{nameof(JwtOptions.Issuer)}"] = Issuer,
                    [$"{JwtOptions.Section}__{nameof(JwtOptions.Audience)}"] = Audience,
                },
            },
            cancellationToken);
        port = host.BaseAddress.Port;
        await webPubSub.ConfigureHubAsync(
            Hub.Name,
            new HubSettings
            {
                EventHandlers =
                [
                    new EventHandlerSettings
                    {
                        UrlTemplate = new Uri(host.BaseAddress, "runtime/webhooks/webpubsub").AbsoluteUri,
                        UserEventPattern = string.Join(',', EventNames.OfClients),
                        SystemEvents = ["connected", "disconnected"],
                    },
                ],
            },
            cancellationToken);
        await host.WaitForTriggersAsync(cancellationToken);
    }

    /// <summary>Stops the functions; the store and the sockets stay.</summary>
    public async Task StopHostAsync()
    {
        await host!.DisposeAsync();
        host = null;
    }

    /// <summary>How many notifications there are, of all users.</summary>
    public async Task<int> CountNotificationsAsync(CancellationToken cancellationToken)
    {
        using var pages = client.GetContainer(FixiaDatabase.Name, FixiaDatabase.Notifications).GetItemQueryIterator<int>("SELECT VALUE COUNT(1) FROM c");
        var count = 0;
        while (pages.HasMoreResults)
        {
            count += (await pages.ReadNextAsync(cancellationToken)).Sum();
        }

        return count;
    }

    /// <summary>Forgets how far the change feeds were read: the next host reads them from their beginning.</summary>
    public async Task ForgetLeasesAsync(CancellationToken cancellationToken)
    {
        var leases = client.GetContainer(FixiaDatabase.Name, FixiaDatabase.Leases);
        using var pages = leases.GetItemQueryIterator<Item>("SELECT c.id FROM c");
        while (pages.HasMoreResults)
        {
            foreach (var lease in await pages.ReadNextAsync(cancellationToken))
            {
                await leases.DeleteItemAsync<Item>(lease.id, new PartitionKey(lease.id), cancellationToken: cancellationToken);
            }
        }
    }

    /// <summary>Returns when the functions have processed every change of the store.</summary>
    public async Task WaitForFeedsAsync(CancellationToken cancellationToken)
    {
        foreach (var (container, prefix) in Feeds)
        {
            await Patience.UntilAsync(
                async () => await IsEmptyAsync(container, cancellationToken) || await EstimateLagAsync(container, prefix, cancellationToken) == 0,
                $"the change feed of {container} is read to its end");
        }
    }

    public override async ValueTask DisposeAsync()
    {
        if (host is not null)
        {
            await StopHostAsync();
        }

        client.Dispose();
        await webPubSub.DisposeAsync();
        await cosmos.DisposeAsync();
        await base.DisposeAsync();
    }

    protected override Task<string> GetTokenAsync(string user, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow().UtcDateTime;
        return Task.FromResult(new JsonWebTokenHandler().CreateToken(new SecurityTokenDescriptor
        {
            Issuer = Issuer,
            Audience = Audience,
            IssuedAt = now,
            NotBefore = now,
            Expires = now.AddHours(1),
            Claims = new Dictionary<string, object> { [JwtRegisteredClaimNames.Sub] = user },
            SigningCredentials = new SigningCredentials(new SymmetricSecurityKey(Encoding.UTF8.GetBytes(Secret)), SecurityAlgorithms.HmacSha256),
        }));
    }

    /// <summary>Of a feed that never had a change the SDK estimates a lag of one.</summary>
    private async Task<bool> IsEmptyAsync(string container, CancellationToken cancellationToken)
    {
        using var pages = client.GetContainer(FixiaDatabase.Name, container).GetItemQueryIterator<Item>("SELECT TOP 1 c.id FROM c");
        return (await pages.ReadNextAsync(cancellationToken)).Count == 0;
    }

    private async Task<long> EstimateLagAsync(string container, string leasePrefix, CancellationToken cancellationToken)
    {
        var estimator = client.GetContainer(FixiaDatabase.Name, container)
            .GetChangeFeedEstimator(leasePrefix, client.GetContainer(FixiaDatabase.Name, FixiaDatabase.Leases));
        using var pages = estimator.GetCurrentStateIterator();
        var lags = new List<long>();
        while (pages.HasMoreResults)
        {
            lags.AddRange((await pages.ReadNextAsync(cancellationToken)).Select(state => state.EstimatedLag));
        }

        // No lease at all is no sign of being done.
        return lags.Count == 0 ? long.MaxValue : lags.Sum();
    }

    private sealed record Item(string id);
}
