using Fixia.Local.Cosmos;
using Fixia.Local.FunctionsHost;
using Fixia.Local.WebPubSub;
using Fixia.Shared.Data;
using Fixia.Shared.Realtime;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.FileProviders;
using Microsoft.Extensions.Logging;

namespace Fixia.Local.Stack;

/// <summary>
/// Cosmos DB, Web PubSub and the Functions host in one process, and the functions in another, wired to each other by
/// connection strings alone; so each can also be elsewhere.
/// </summary>
public sealed class FixiaStack : IAsyncDisposable
{
    private readonly Stack<IAsyncDisposable> parts = new();
    private Task failed = Task.Delay(Timeout.Infinite);

    private FixiaStack()
    {
    }

    /// <summary>How to reach it.</summary>
    public ReadyLine Ready { get; private set; } = null!;

    /// <summary>Fails with an <see cref="InvalidOperationException"/> when the functions end again and again; never completes otherwise.</summary>
    public Task Failed => failed;

    /// <summary>Starts what the options name, and returns when all of it answers.</summary>
    /// <exception cref="ArgumentException">The options contradict each other.</exception>
    /// <exception cref="IOException">A port is taken.</exception>
    public static async Task<FixiaStack> StartAsync(
        StackOptions options, Action<ILoggingBuilder> configureLogging, CancellationToken cancellationToken)
    {
        options.Validate();
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
        var secrets = options.Parts == StackParts.All
            ? await StackSecrets.LoadOrCreateAsync(options.DataDirectory, cancellationToken)
            : StackSecrets.Documented;
        var storage = await StartStorageAsync(options, cancellationToken);
        var cosmos = await StartCosmosAsync(options, cancellationToken);
        var endpoint = await StartWebPubSubAsync(options, secrets, cancellationToken);
        var webPubSub = options.WebPubSubConnection ?? endpoint?.ConnectionString
            ?? $"Endpoint=http://127.0.0.1;Port={options.WebPubSubPort};AccessKey={secrets.WebPubSubAccessKey};Version=1.0;";

        var signIn = new DevSignIn(secrets, TimeProvider.System);
        var settings = new Dictionary<string, string?>(
        [
            new(FixiaDatabase.Connection, cosmos),
            new(Hub.Connection, webPubSub),
            .. signIn.Settings(),
            .. options.Settings,
        ]);
        var address = new Uri($"http://127.0.0.1:{options.FunctionsPort}/");
        if (options.Starts(StackParts.Functions))
        {
            var functions = await StartFunctionsAsync(options, secrets, signIn, settings, configureLogging, cancellationToken);
            address = functions.BaseAddress;
            if (endpoint is not null)
            {
                await HubRegistration.RegisterAsync(endpoint, HubRegistration.WebhookOf(address, secrets.SystemKey), cancellationToken);
            }

            await functions.WaitForTriggersAsync(cancellationToken);
            await WaitForHealthAsync(address, cancellationToken);
        }
        else if (endpoint is not null)
        {
            var webhook = HubRegistration.WebhookOf(address, secrets.SystemKey);
            parts.Push(HubRegistration.RegisterLater(endpoint, webhook, LoggerFactory.Create(configureLogging)));
        }

        Ready = new ReadyLine(address.AbsoluteUri, new Uri(address, "api").AbsoluteUri, webPubSub, cosmos, secrets.ProducerKey)
        {
            Settings = options.Starts(StackParts.Functions) ? null : LocalSettings.From(storage, settings),
            Storage = storage,
            EventHandler = options.WebPubSubConnection is null ? null : HubRegistration.WebhookOf(address, secrets.SystemKey).AbsoluteUri,
        };
    }

    private async Task<string?> StartStorageAsync(StackOptions options, CancellationToken cancellationToken)
    {
        if (!options.Starts(StackParts.Storage))
        {
            return null;
        }

        var azurite = await Azurite.StartAsync(
            options.AzuriteDirectory!, Path.Combine(options.DataDirectory, "azurite"), options.StoragePort, cancellationToken);
        parts.Push(azurite);
        return azurite.ConnectionString;
    }

    private async Task<string> StartCosmosAsync(StackOptions options, CancellationToken cancellationToken)
    {
        var connection = options.CosmosConnection
            ?? $"AccountEndpoint=http://127.0.0.1:{options.CosmosPort}/;AccountKey={CosmosEndpointOptions.EmulatorAccountKey};";
        if (options.Starts(StackParts.Cosmos))
        {
            var endpoint = await CosmosEndpoint.StartAsync(
                new CosmosEndpointOptions
                {
                    Port = options.CosmosPort,
                    DataFile = Path.Combine(options.DataDirectory, "cosmos.db"),
                    Consistency = ReadConsistency.Strong,
                },
                cancellationToken);
            parts.Push(endpoint);
            connection = endpoint.ConnectionString;
        }

        if (options.Parts.HasFlag(StackParts.Cosmos) || options.Starts(StackParts.Functions))
        {
            await StoreSetup.RunAsync(connection, replaces: options.Starts(StackParts.Cosmos), cancellationToken);
        }

        return connection;
    }

    private async Task<WebPubSubEndpoint?> StartWebPubSubAsync(
        StackOptions options, StackSecrets secrets, CancellationToken cancellationToken)
    {
        if (!options.Starts(StackParts.WebPubSub))
        {
            return null;
        }

        var endpoint = await WebPubSubEndpoint.StartAsync(
            new WebPubSubEndpointOptions { Port = options.WebPubSubPort, AccessKey = secrets.WebPubSubAccessKey }, cancellationToken);
        parts.Push(endpoint);
        return endpoint;
    }

    private async Task<FunctionsHost.FunctionsHost> StartFunctionsAsync(
        StackOptions options,
        StackSecrets secrets,
        DevSignIn signIn,
        IReadOnlyDictionary<string, string?> settings,
        Action<ILoggingBuilder> configureLogging,
        CancellationToken cancellationToken)
    {
        var functions = await FunctionsHost.FunctionsHost.StartAsync(
            new FunctionsHostOptions
            {
                AppDirectory = options.FunctionsApp,
                ConfigureApplication = application =>
                {
                    signIn.Map(application);
                    ServePage(application, options.PageDirectory);
                },
                ConfigureLogging = configureLogging,
                FunctionKey = secrets.ProducerKey,
                SystemKey = secrets.SystemKey,
                Port = options.FunctionsPort,
                Settings = settings,
            },
            cancellationToken);
        failed = functions.Failed;
        parts.Push(functions);
        return functions;
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
