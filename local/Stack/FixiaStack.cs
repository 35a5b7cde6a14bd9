using Azure;
using Fixia.Local.Cosmos;
using Fixia.Local.FunctionsHost;
using Fixia.Local.WebPubSub;
using Fixia.Local.WebPubSub.Faults;
using Fixia.Shared.Data;
using Fixia.Shared.Realtime;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Cosmos;
using Microsoft.Extensions.Logging;

namespace Fixia.Local.Stack;

/// <summary>
/// Cosmos DB, Web PubSub and the Functions host in one process, and the functions in another, wired to each other by
/// connection strings alone; so each can also be elsewhere.
/// </summary>
public sealed class FixiaStack : IAsyncDisposable
{
    private static readonly TimeSpan HealthDeadline = TimeSpan.FromSeconds(30);

    private readonly Stack<IAsyncDisposable> parts = new();
    private readonly ILoggerFactory loggers;
    private Task failed = Task.Delay(Timeout.Infinite);
    private DevClock? clock;

    private FixiaStack(ILoggerFactory loggers) => this.loggers = loggers;

    /// <summary>How to reach it.</summary>
    public ReadyLine Ready { get; private set; } = null!;

    /// <summary>What the Web PubSub endpoint does wrong on command; null when it was not started.</summary>
    public FaultInjector? WebPubSubFaults { get; private set; }

    /// <summary>The same for the Cosmos DB endpoint.</summary>
    public CosmosFaults? CosmosFaults { get; private set; }

    /// <summary>Fails with an <see cref="InvalidOperationException"/> when the functions end again and again; never completes otherwise.</summary>
    public Task Failed => failed;

    private TimeProvider Time => clock?.Time ?? TimeProvider.System;

    /// <summary>Starts what the options name, and returns when all of it answers.</summary>
    /// <exception cref="ArgumentException">The options contradict each other.</exception>
    /// <exception cref="IOException">A port is taken, or the data directory can't be used.</exception>
    /// <exception cref="InvalidDataException">A file of the data directory is damaged, or of another version.</exception>
    /// <exception cref="InvalidOperationException">The functions or Azurite did not start.</exception>
    /// <exception cref="TimeoutException">The functions started but are not healthy.</exception>
    /// <exception cref="CosmosException">The Cosmos DB account refuses what the functions need.</exception>
    /// <exception cref="RequestFailedException">Azurite does not take the functions' queue.</exception>
    public static async Task<FixiaStack> StartAsync(
        StackOptions options, Action<ILoggingBuilder> configureLogging, CancellationToken cancellationToken)
    {
        options.Validate();
        var stack = new FixiaStack(LoggerFactory.Create(configureLogging));
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

        clock?.Dispose();
        loggers.Dispose();
    }

    private async Task StartPartsAsync(
        StackOptions options, Action<ILoggingBuilder> configureLogging, CancellationToken cancellationToken)
    {
        var secrets = await PrepareDataAsync(options, cancellationToken);
        var azurite = await StartStorageAsync(options, cancellationToken);
        var (cosmos, setup) = await StartCosmosAsync(options, cancellationToken);
        var endpoint = await StartWebPubSubAsync(options, secrets, cancellationToken);
        var webPubSub = options.WebPubSubConnection ?? endpoint?.ConnectionString
            ?? $"Endpoint=http://127.0.0.1;Port={options.WebPubSubPort};AccessKey={secrets.WebPubSubAccessKey};Version=1.0;";

        var signIn = new DevSignIn(secrets, Time, options.AllowedOrigins);
        var settings = new Dictionary<string, string?>(
        [
            new(FixiaDatabase.Connection, cosmos),
            new(Hub.Connection, webPubSub),
            .. await StorageSetup.RunAsync(options, azurite, cancellationToken),
            .. signIn.Settings(),
            .. clock?.Settings ?? [],
            .. options.AllowedOrigins.Select((origin, i) => KeyValuePair.Create<string, string?>($"Cookie__TrustedOrigins__{i}", origin)),
            .. options.Settings,
        ]);
        var address = new Uri($"http://127.0.0.1:{options.FunctionsPort}/");
        if (options.Starts(StackParts.Functions))
        {
            var functions = await StartFunctionsAsync(options, secrets, signIn, settings, setup, configureLogging, cancellationToken);
            address = functions.BaseAddress;
            if (endpoint is not null)
            {
                await HubRegistration.RegisterAsync(endpoint, HubRegistration.WebhookOf(address, secrets.SystemKey), cancellationToken);
            }

            await functions.WaitForTriggersAsync(cancellationToken);
            await WaitForHealthAsync(address, cancellationToken);
        }
        else
        {
            await setup;
        }

        if (!options.Starts(StackParts.Functions) && endpoint is not null)
        {
            var webhook = HubRegistration.WebhookOf(address, secrets.SystemKey);
            parts.Push(HubRegistration.RegisterLater(endpoint, webhook, loggers.CreateLogger<HubRegistration>()));
        }

        Ready = new ReadyLine(address.AbsoluteUri, new Uri(address, "api").AbsoluteUri, webPubSub, cosmos, secrets.ProducerKey)
        {
            Settings = options.Starts(StackParts.Functions) ? null : LocalSettings.From(settings),
            Storage = azurite,
            EventHandler = options.WebPubSubConnection is null ? null : HubRegistration.WebhookOf(address, secrets.SystemKey).AbsoluteUri,
        };
    }

    private async Task<StackSecrets> PrepareDataAsync(StackOptions options, CancellationToken cancellationToken)
    {
        try
        {
            PrivateFiles.CreateFolder(options.DataDirectory);
            clock = options.HasOwnClock ? await DevClock.OpenAsync(options.DataDirectory, cancellationToken) : null;
            return options.Parts.HasFlag(StackParts.WithoutStorage)
                ? await StackSecrets.LoadOrCreateAsync(options.DataDirectory, cancellationToken)
                : StackSecrets.Documented;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new IOException(
                $"The data directory {options.DataDirectory} can't be used: {e.Message.TrimEnd('.')}. Make it readable and writable, with space left, or choose another with --data.",
                e);
        }
    }

    private async Task<string?> StartStorageAsync(StackOptions options, CancellationToken cancellationToken)
    {
        if (!options.Starts(StackParts.Storage))
        {
            return null;
        }

        var azurite = await Azurite.StartAsync(
            options.AzuriteDirectory!, Path.Combine(options.DataDirectory, "azurite"), options.StoragePort, clock, cancellationToken);
        parts.Push(azurite);
        return azurite.ConnectionString;
    }

    /// <summary>The containers are made while the worker starts: both take a while, and neither needs the other for that.</summary>
    private async Task<(string Connection, Task Setup)> StartCosmosAsync(StackOptions options, CancellationToken cancellationToken)
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
                    TimeProvider = Time,
                    LoggerFactory = loggers,
                },
                cancellationToken);
            parts.Push(endpoint);
            CosmosFaults = endpoint.Faults;
            connection = endpoint.ConnectionString;
        }

        var setup = options.Parts.HasFlag(StackParts.Cosmos) || options.Starts(StackParts.Functions)
            ? Task.Run(() => StoreSetup.RunAsync(connection, replaces: options.Starts(StackParts.Cosmos), cancellationToken), cancellationToken)
            : Task.CompletedTask;
        if (!options.Starts(StackParts.Cosmos))
        {
            // Another account may turn out to be none, which the worker would say in words of its own.
            await setup;
        }

        return (connection, setup);
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
        WebPubSubFaults = endpoint.Faults;
        return endpoint;
    }

    private async Task<FunctionsHost.FunctionsHost> StartFunctionsAsync(
        StackOptions options,
        StackSecrets secrets,
        DevSignIn signIn,
        Dictionary<string, string?> settings,
        Task prepared,
        Action<ILoggingBuilder> configureLogging,
        CancellationToken cancellationToken)
    {
        var functions = await FunctionsHost.FunctionsHost.StartAsync(
            new FunctionsHostOptions
            {
                AppDirectory = options.FunctionsApp,
                ConfigureApplication = application =>
                {
                    var dev = signIn.Map(application);
                    clock?.Map(application, dev);
                    new DevFaults(WebPubSubFaults, CosmosFaults).Map(dev);
                    if (options.PageDirectory is { } page)
                    {
                        Pages.Serve(application, "", page, settings[Hub.Connection]!);
                    }

                    if (options.ConsoleDirectory is { } console)
                    {
                        Pages.Serve(application, "/console", console, settings[Hub.Connection]!);
                    }

                    if (options.ApiDescription is { } description)
                    {
                        application.MapGet("/openapi.yaml", () => Results.File(Path.GetFullPath(description), "application/yaml"));
                    }
                },
                AllowedOrigins = options.AllowedOrigins,
                ConfigureLogging = configureLogging,
                FunctionKey = secrets.ProducerKey,
                SystemKey = secrets.SystemKey,
                Port = options.FunctionsPort,
                Prepared = prepared,
                Settings = settings,
                TimeProvider = Time,
            },
            cancellationToken);
        failed = functions.Failed;
        parts.Push(functions);
        return functions;
    }

    private static async Task WaitForHealthAsync(Uri functions, CancellationToken cancellationToken)
    {
        using var http = new HttpClient { BaseAddress = functions };
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(HealthDeadline);
        try
        {
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
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException($"The functions are not healthy after {HealthDeadline.TotalSeconds} s; --verbose shows what they log.");
        }
    }
}
