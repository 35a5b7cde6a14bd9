using Fixia.Functions;
using Fixia.Local.Cosmos;
using Fixia.Local.FunctionsHost;
using Fixia.Local.WebPubSub;
using Fixia.Shared.Data;
using Fixia.Shared.Events;
using Fixia.Shared.Realtime;
using Microsoft.AspNetCore.Builder;
using Microsoft.Azure.Cosmos;
using Microsoft.Extensions.FileProviders;
using Microsoft.Extensions.Logging;

namespace Fixia.Local.Stack;

/// <summary>Cosmos DB, Web PubSub and the Functions host in one process, wired to each other by connection strings alone.</summary>
public sealed class FixiaStack : IAsyncDisposable
{
    private readonly Stack<IAsyncDisposable> parts = new();

    private FixiaStack()
    {
    }

    /// <summary>How to reach it.</summary>
    public ReadyLine Ready { get; private set; } = null!;

    /// <summary>Starts everything, and returns when all of it answers.</summary>
    /// <exception cref="IOException">A port is taken.</exception>
    public static async Task<FixiaStack> StartAsync(
        StackOptions options, Action<ILoggingBuilder> configureLogging, CancellationToken cancellationToken)
    {
        var stack = new FixiaStack();
        try
        {
            await stack.StartPartsAsync(options, configureLogging, cancellationToken);
            return stack;
        }
        catch
        {
            await stack.DisposeAsync();
            throw;
        }
    }

    /// <summary>Stops in the reverse order of the start: what runs can finish while everything that it needs still answers.</summary>
    public async ValueTask DisposeAsync()
    {
        while (parts.TryPop(out var part))
        {
            await part.DisposeAsync();
        }
    }

    private async Task StartPartsAsync(
        StackOptions options, Action<ILoggingBuilder> configureLogging, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(options.DataDirectory);
        var secrets = await StackSecrets.LoadOrCreateAsync(options.DataDirectory, cancellationToken);

        var cosmos = await CosmosEndpoint.StartAsync(
            new CosmosEndpointOptions { Port = options.CosmosPort, DataFile = Path.Combine(options.DataDirectory, "cosmos.db") },
            cancellationToken);
        parts.Push(cosmos);
        await CreateContainersAsync(cosmos.ConnectionString, cancellationToken);

        var webPubSub = await WebPubSubEndpoint.StartAsync(
            new WebPubSubEndpointOptions { Port = options.WebPubSubPort, AccessKey = secrets.WebPubSubAccessKey }, cancellationToken);
        parts.Push(webPubSub);

        var signIn = new DevSignIn(secrets, TimeProvider.System);
        var functions = await FunctionsHost.FunctionsHost.StartAsync(
            new FunctionsHostOptions
            {
                FunctionsAssembly = typeof(FixiaServices).Assembly,
                ConfigureServices = (services, configuration) => services.AddFixia(configuration),
                ConfigureApplication = application =>
                {
                    signIn.Map(application);
                    ServePage(application, options.PageDirectory);
                },
                ConfigureLogging = configureLogging,
                FunctionKey = secrets.ProducerKey,
                SystemKey = secrets.SystemKey,
                Port = options.FunctionsPort,
                Settings = new Dictionary<string, string?>(
                [
                    .. signIn.Settings(),
                    new(FixiaDatabase.Connection, cosmos.ConnectionString),
                    new(Hub.Connection, webPubSub.ConnectionString),
                    .. options.Settings,
                ]),
            },
            cancellationToken);
        parts.Push(functions);

        await webPubSub.ConfigureHubAsync(Hub.Name, HubSettingsFor(functions.BaseAddress, secrets.SystemKey), cancellationToken);
        await functions.WaitForTriggersAsync(cancellationToken);
        await WaitForHealthAsync(functions.BaseAddress, cancellationToken);
        Ready = new ReadyLine(
            functions.BaseAddress.AbsoluteUri,
            new Uri(functions.BaseAddress, "api").AbsoluteUri,
            webPubSub.ConnectionString,
            cosmos.ConnectionString,
            secrets.ProducerKey);
    }

    /// <summary>The event handler that <c>infra/</c> gives the hub in Azure.</summary>
    private static HubSettings HubSettingsFor(Uri functions, string systemKey) => new()
    {
        EventHandlers =
        [
            new EventHandlerSettings
            {
                UrlTemplate = new Uri(functions, $"runtime/webhooks/webpubsub?code={systemKey}").AbsoluteUri,
                UserEventPattern = string.Join(',', EventNames.Ping, EventNames.SyncRequest, EventNames.MarkRead),
                SystemEvents = ["connected", "disconnected"],
            },
        ],
    };

    private static async Task CreateContainersAsync(string connectionString, CancellationToken cancellationToken)
    {
        using var client = new CosmosClient(
            connectionString, new CosmosClientOptions { ConnectionMode = ConnectionMode.Gateway, LimitToEndpoint = true });
        Database database = await client.CreateDatabaseIfNotExistsAsync(FixiaDatabase.Name, cancellationToken: cancellationToken);
        foreach (var container in FixiaDatabase.DescribeContainers())
        {
            await database.CreateContainerIfNotExistsAsync(container, cancellationToken: cancellationToken);
        }
    }

    private static void ServePage(WebApplication application, string? directory)
    {
        if (directory is not null)
        {
            application.UseFileServer(new FileServerOptions { FileProvider = new PhysicalFileProvider(Path.GetFullPath(directory)) });
        }
    }

    private static async Task WaitForHealthAsync(Uri functions, CancellationToken cancellationToken)
    {
        using var http = new HttpClient { BaseAddress = functions };
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(TimeSpan.FromSeconds(30));
        while (true)
        {
            using var answer = await http.GetAsync("api/health", deadline.Token);
            if (answer.IsSuccessStatusCode)
            {
                return;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(100), deadline.Token);
        }
    }
}
