using System.Net;
using Fixia.Local.FunctionsHost.CosmosDB;
using Fixia.Local.FunctionsHost.Functions;
using Fixia.Local.FunctionsHost.Http;
using Fixia.Local.FunctionsHost.Settings;
using Fixia.Local.FunctionsHost.WebPubSub;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Cors.Infrastructure;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.ApplicationParts;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Fixia.Local.FunctionsHost;

/// <summary>
/// Runs the functions of an assembly in this process: HTTP, Cosmos DB and Web PubSub triggers, as Azure Functions
/// runs them, through the packages' public API alone. See <c>README.md</c> beside this file for what it supports.
/// </summary>
public sealed class FunctionsHost : IAsyncDisposable
{
    // How long functions have to end when they are cancelled, before the host goes without them.
    private static readonly TimeSpan CancellationGrace = TimeSpan.FromSeconds(1);

    private readonly WebApplication _application;
    private readonly CosmosConnections _cosmosConnections;
    private readonly FunctionsHostOptions _options;

    // Two stages of stopping: no more work, then no more patience with the work that runs.
    private readonly CancellationTokenSource _stopping = new();
    private readonly CancellationTokenSource _abort = new();
    private IReadOnlyList<CosmosTrigger> _cosmosTriggers = [];
    private bool _disposed;

    private FunctionsHost(WebApplication application, CosmosConnections cosmosConnections, FunctionsHostOptions options)
    {
        _application = application;
        _cosmosConnections = cosmosConnections;
        _options = options;
    }

    /// <summary>Where HTTP functions are, for example <c>http://127.0.0.1:7071/</c>; their route prefix comes after it.</summary>
    public Uri BaseAddress => new(_application.Urls.First());

    /// <summary>The app's services.</summary>
    public IServiceProvider Services => _application.Services;

    /// <summary>Starts to listen and to read change feeds. It returns without waiting for Cosmos DB; see <see cref="WaitForTriggersAsync"/>.</summary>
    /// <exception cref="NotSupportedException">A function has a trigger, a parameter or a result that this host does not know; the message names it.</exception>
    /// <exception cref="InvalidOperationException">A setting or a connection that a trigger names is missing.</exception>
    /// <exception cref="IOException">The port is taken.</exception>
    public static async Task<FunctionsHost> StartAsync(FunctionsHostOptions options, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(options);
        var functions = FunctionCatalog.Find(options.FunctionsAssembly);
        var hostJson = HostJson.Read(options);
        var application = Build(options);
        var settings = new AppSettings(application.Configuration);
        var host = new FunctionsHost(application, new CosmosConnections(settings), options);
        try
        {
            var invoker = new FunctionInvoker(application.Services, options.TimeProvider);
            host.MapHttp(functions, settings, hostJson, invoker);
            var startCosmosTriggers = host.PrepareCosmosTriggers(functions, settings, invoker);
            await application.StartAsync(cancellationToken);
            host._cosmosTriggers = startCosmosTriggers();
            return host;
        }
        catch
        {
            await host.DisposeAsync();
            throw;
        }
    }

    /// <summary>Completes when every Cosmos DB trigger reads its change feed: the account and its containers have answered.</summary>
    public Task WaitForTriggersAsync(CancellationToken cancellationToken) =>
        Task.WhenAll(_cosmosTriggers.Select(trigger => trigger.Started)).WaitAsync(cancellationToken);

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
        await Task.WhenAll(_cosmosTriggers.Select(trigger => trigger.StopAsync(_options.StopTimeout + CancellationGrace))
            .Append(_application.StopAsync(deadline.Token)));
        _cosmosTriggers = [];
    }

    /// <summary>Stops the host, if nothing else has, and frees what it holds.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_disposed)
        {
            return;
        }

        _disposed = true;
        await StopAsync(CancellationToken.None);
        await _application.DisposeAsync();
        _cosmosConnections.Dispose();
        _stopping.Dispose();
        _abort.Dispose();
    }

    private static WebApplication Build(FunctionsHostOptions options)
    {
        // Empty, because the defaults read environment variables and files, which are no settings of the app.
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ApplicationName = options.FunctionsAssembly.GetName().Name });
        builder.Configuration.AddInMemoryCollection(AppSettings.Normalize(options.Settings));
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Listen(IPAddress.Loopback, options.Port);
        });
        builder.Host.UseDefaultServiceProvider(provider => provider.ValidateScopes = provider.ValidateOnBuild = true);
        // Below Warning, ASP.NET Core logs request URLs, and with them the keys that callers send as ?code=.
        builder.Logging.AddFilter("Microsoft.AspNetCore", LogLevel.Warning);
        if (options.ConfigureLogging is null)
        {
            builder.Logging.AddSimpleConsole(console => console.SingleLine = true);
        }

        options.ConfigureLogging?.Invoke(builder.Logging);
        builder.Services.AddSingleton<IHostLifetime, EmbeddedLifetime>();
        builder.Services.TryAddSingleton(options.TimeProvider);
        builder.Services.AddHttpContextAccessor().AddRouting().AddCors(cors => cors.AddDefaultPolicy(policy => Allow(policy, options.AllowedOrigins)));

        // What executes the IActionResult of a function; without parts, so that MVC looks for no controllers.
        builder.Services.AddSingleton(new ApplicationPartManager()).AddMvcCore();
        options.ConfigureServices(builder.Services, builder.Configuration);
        return builder.Build();
    }

    /// <summary>As the platform does it: named origins may send credentials, and <c>*</c> lets all others in without.</summary>
    private static void Allow(CorsPolicyBuilder policy, IReadOnlyList<string> origins)
    {
        policy.AllowAnyHeader().AllowAnyMethod();
        _ = origins.Contains("*") ? policy.AllowAnyOrigin() : policy.WithOrigins([.. origins]).AllowCredentials();
    }

    private void MapHttp(IReadOnlyList<Function> functions, AppSettings settings, HostJson hostJson, FunctionInvoker invoker)
    {
        _application.Use(HttpTriggers.HideOtherMethodsAsync);
        if (_options.AllowedOrigins.Count > 0)
        {
            _application.UseCors();
        }

        _options.ConfigureApplication?.Invoke(_application);
        var keys = new FunctionKeys(_options);
        HttpTriggers.Map(_application, functions, hostJson.RoutePrefix, settings, invoker, keys, _abort.Token);
        var webhook = new WebPubSubWebhook(functions, settings, invoker, keys, _options.SystemKey is not null, _abort.Token);
        _application.Map(WebPubSubWebhook.Path, webhook.HandleAsync);
    }

    /// <summary>Reads what the triggers need, so that a mistake stops the start; what is returned starts them.</summary>
    private Func<IReadOnlyList<CosmosTrigger>> PrepareCosmosTriggers(IReadOnlyList<Function> functions, AppSettings settings, FunctionInvoker invoker)
    {
        var logger = Services.GetRequiredService<ILoggerFactory>().CreateLogger("Fixia.Local.FunctionsHost.CosmosDB");
        var prepared = functions
            .Where(function => function.Trigger is CosmosDBTriggerAttribute)
            .Select(function => (
                Function: function,
                Settings: CosmosTriggerSettings.Read(function, settings, _cosmosConnections),
                Handler: new ChangeHandler(function, invoker, _options.TimeProvider, logger, _stopping.Token, _abort.Token)))
            .ToList();
        return () => [.. prepared.Select(trigger =>
            new CosmosTrigger(trigger.Function, trigger.Settings, trigger.Handler, _options.TimeProvider, logger, _stopping.Token))];
    }
}
