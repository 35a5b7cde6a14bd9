using System.Net;
using Fixia.Local.FunctionsHost.CosmosDB;
using Fixia.Local.FunctionsHost.Http;
using Fixia.Local.FunctionsHost.Invocations;
using Fixia.Local.FunctionsHost.Protocol;
using Fixia.Local.FunctionsHost.Settings;
using Fixia.Local.FunctionsHost.StorageQueues;
using Fixia.Local.FunctionsHost.Timers;
using Fixia.Local.FunctionsHost.WebPubSub;
using Fixia.Local.FunctionsHost.Worker;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Cors.Infrastructure;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Yarp.ReverseProxy.Forwarder;

namespace Fixia.Local.FunctionsHost;

/// <summary>
/// Runs a functions app as Azure Functions does: its worker is a process of its own, to which this host speaks the worker's
/// protocol, and whose functions it fires. See <c>README.md</c> beside this file for what it supports.
/// </summary>
public sealed class FunctionsHost : IAsyncDisposable
{
    // As Azure Functions has it (https://learn.microsoft.com/azure/azure-functions/functions-bindings-http-webhook-trigger#limits); Kestrel's default is a seventh.
    private const long MaxRequestBodyBytes = 210 * 1024 * 1024;

    // How long functions have to end when they are cancelled, before the host goes without them.
    private static readonly TimeSpan CancellationGrace = TimeSpan.FromSeconds(1);

    private readonly FunctionsHostOptions _options;
    private readonly WebApplication _application;
    private readonly WorkerServer _server;
    private readonly WorkerSupervisor _workers;
    private readonly FunctionInvoker _invoker;
    private readonly WorkerProxy _proxy;
    private readonly AppSettings _settings;
    private readonly CosmosConnections _cosmosConnections;

    // Two stages of stopping: no more work, then no more patience with the work that runs.
    private readonly CancellationTokenSource _stopping = new();
    private readonly CancellationTokenSource _abort = new();
    private IReadOnlyList<TriggerListener> _listeners = [];
    private bool _disposed;

    private FunctionsHost(FunctionsHostOptions options, WebApplication application, WorkerServer server)
    {
        _options = options;
        _application = application;
        _server = server;
        _settings = new AppSettings(options.Settings);
        _cosmosConnections = new CosmosConnections(_settings);
        _workers = new WorkerSupervisor(
            server,
            options.Worker ?? new WorkerProcess(Logger("Worker")),
            Path.GetFullPath(options.AppDirectory),
            _settings.AsEnvironment(),
            options.TimeProvider,
            Logger("Host.Worker"));
        _invoker = new FunctionInvoker(_workers, options.TimeProvider, Loggers);
        _proxy = new WorkerProxy(_invoker, _workers, application.Services.GetRequiredService<IHttpForwarder>(), _abort.Token);
    }

    /// <summary>Where HTTP functions are, for example <c>http://127.0.0.1:7071/</c>; their route prefix comes after it.</summary>
    public Uri BaseAddress => new(_application.Urls.First());

    /// <summary>Fails when the worker ended too often for the host to go on; never completes otherwise.</summary>
    public Task Failed => _workers.Failed;

    private ILoggerFactory Loggers => _application.Services.GetRequiredService<ILoggerFactory>();

    /// <summary>Starts the worker, to listen, and the triggers. It returns without waiting for what they read; see <see cref="WaitForTriggersAsync"/>.</summary>
    /// <exception cref="NotSupportedException">A function has a trigger that this host does not know; the message names it.</exception>
    /// <exception cref="InvalidOperationException">The worker does not start, or a setting or a connection that a trigger names is missing.</exception>
    /// <exception cref="IOException">The port is taken.</exception>
    public static async Task<FunctionsHost> StartAsync(FunctionsHostOptions options, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(options);
        var hostJson = HostJson.Read(options.AppDirectory, options.Settings);
        var application = Build(options, hostJson);
        var server = await WorkerServer.StartAsync(application.Services.GetRequiredService<ILoggerFactory>(), cancellationToken);
        var host = new FunctionsHost(options, application, server);
        try
        {
            var worker = await host._workers.StartAsync(cancellationToken);
            var functions = worker.Functions.Where(host.IsEnabled).ToList();
            host.MapHttp(functions, hostJson);

            // All of them before one starts, so that a mistake stops the start.
            var listeners = functions.Select(function => host.CreateListener(function, hostJson)).OfType<TriggerListener>().ToList();
            await options.Prepared.WaitAsync(cancellationToken);
            await application.StartAsync(cancellationToken);
            host._listeners = listeners;
            listeners.ForEach(listener => listener.Start());
            return host;
        }
        catch
        {
            await host.DisposeAsync();
            throw;
        }
    }

    /// <summary>Completes when every trigger listens: the accounts, containers and queues that they read have answered.</summary>
    public Task WaitForTriggersAsync(CancellationToken cancellationToken) =>
        Task.WhenAll(_listeners.Select(listener => listener.Started)).WaitAsync(cancellationToken);

    /// <summary>
    /// Takes no more work and lets running functions finish, for <see cref="FunctionsHostOptions.StopTimeout"/> or until
    /// <paramref name="cancellationToken"/>; then cancels them. A change-feed batch that did not finish comes again.
    /// </summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await _stopping.CancelAsync();
        using var late = new CancellationTokenSource(_options.StopTimeout, _options.TimeProvider);
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellationToken);
        await using var giveUp = deadline.Token.Register(_abort.Cancel);
        await Task.WhenAll(_listeners.Select(listener => listener.StopAsync(_options.StopTimeout + CancellationGrace))
            .Append(_application.StopAsync(deadline.Token)));
        _listeners = [];
    }

    /// <summary>Stops the host, if nothing else has, ends the worker, and frees what it holds.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_disposed)
        {
            return;
        }

        _disposed = true;
        await StopAsync(CancellationToken.None);
        await _workers.DisposeAsync();
        await _server.DisposeAsync();
        await _application.DisposeAsync();
        _proxy.Dispose();
        _cosmosConnections.Dispose();
        _stopping.Dispose();
        _abort.Dispose();
    }

    private static WebApplication Build(FunctionsHostOptions options, HostJson hostJson)
    {
        // Empty, because the defaults read environment variables and files, which are no settings of the host.
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = MaxRequestBodyBytes;
            kestrel.Listen(IPAddress.Loopback, options.Port);
        });
        builder.Logging.AddConfiguration(hostJson.Logging);

        // Below Warning they log request URLs, and with them the keys that callers send as ?code=.
        builder.Logging.AddFilter("Microsoft.AspNetCore", LogLevel.Warning).AddFilter("Yarp", LogLevel.Warning).AddFilter("Grpc", LogLevel.Warning);
        if (options.ConfigureLogging is null)
        {
            builder.Logging.AddSimpleConsole(console => console.SingleLine = true);
        }

        options.ConfigureLogging?.Invoke(builder.Logging);
        builder.Services.AddSingleton<IHostLifetime, EmbeddedLifetime>();
        builder.Services.AddRouting().AddHttpForwarder().AddCors(cors => cors.AddDefaultPolicy(policy => Allow(policy, options.AllowedOrigins)));
        return builder.Build();
    }

    /// <summary>As the platform does it: named origins may send credentials, and <c>*</c> lets all others in without.</summary>
    private static void Allow(CorsPolicyBuilder policy, IReadOnlyList<string> origins)
    {
        policy.AllowAnyHeader().AllowAnyMethod();
        _ = origins.Contains("*") ? policy.AllowAnyOrigin() : policy.WithOrigins([.. origins]).AllowCredentials();
    }

    /// <summary>Whether the app settings let a function run (https://learn.microsoft.com/azure/azure-functions/disable-function).</summary>
    private bool IsEnabled(Function function) =>
        !(bool.TryParse(_settings.Find($"AzureWebJobs.{function.Name}.Disabled"), out var isDisabled) && isDisabled);

    private void MapHttp(IReadOnlyList<Function> functions, HostJson hostJson)
    {
        _application.Use(HttpTriggers.HideOtherMethodsAsync);
        if (_options.AllowedOrigins.Count > 0)
        {
            _application.UseCors();
        }

        _options.ConfigureApplication?.Invoke(_application);
        var keys = new FunctionKeys(_options);
        HttpTriggers.Map(_application, functions, hostJson.RoutePrefix, keys, _proxy);
        var webhook = new WebPubSubWebhook(functions, _settings, _invoker, keys, Logger("Host.Triggers.WebPubSub"), _abort.Token);
        _application.Map(WebPubSubWebhook.Path, webhook.HandleAsync);
    }

    /// <summary>What fetches a function's work; null where somebody calls it.</summary>
    private TriggerListener? CreateListener(Function function, HostJson hostJson)
    {
        if (function.Trigger.IsDeferred)
        {
            throw function.Unsupported($"its {function.Trigger.Type} fills a type of the Azure SDK (deferred binding), which this host does not hand over; take a string");
        }

        var time = _options.TimeProvider;
        switch (function.Trigger.Type.ToUpperInvariant())
        {
            case "HTTPTRIGGER" or "WEBPUBSUBTRIGGER":
                return null;
            case "COSMOSDBTRIGGER":
                var logger = Logger("Host.Triggers.CosmosDB");
                var cosmos = CosmosTriggerSettings.Read(function, _settings, _cosmosConnections);
                var changes = new ChangeHandler(function, _invoker, time, logger, _stopping.Token, _abort.Token);
                return new CosmosTrigger(function, cosmos, changes, time, logger, _stopping.Token);
            case "QUEUETRIGGER":
                var queueLogger = Logger("Host.Triggers.StorageQueues");
                var queue = QueueTriggerSettings.Read(function, _settings, hostJson.Extension("queues"));
                var messages = new MessageHandler(function, queue, _invoker, time, queueLogger, _abort.Token);
                return new QueueTrigger(function, queue, messages, time, queueLogger, _stopping.Token);
            case "TIMERTRIGGER":
                var timer = TimerSettings.Read(function, _settings, _options.AppDirectory);
                var runs = new TimerHandler(function, _invoker, time, _stopping.Token, _abort.Token);
                return new TimerTrigger(function, timer, runs, time, Logger("Host.Triggers.Timers"), _stopping.Token);
            default:
                throw function.Unsupported($"this host does not run triggers of the kind {function.Trigger.Type}");
        }
    }

    private ILogger Logger(string category) => Loggers.CreateLogger(category);

    /// <summary>Leaves signals such as Ctrl+C to the process around this host: it decides when the host stops.</summary>
    private sealed class EmbeddedLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
