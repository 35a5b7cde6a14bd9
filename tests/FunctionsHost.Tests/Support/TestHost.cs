using System.Reflection;
using Fixia.Local.FunctionsHost;
using FunctionsHost.Tests.Samples;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Host = Fixia.Local.FunctionsHost.FunctionsHost;

namespace FunctionsHost.Tests.Support;

/// <summary>A running host of the sample functions, with a client for it and everything that it logs and records.</summary>
internal sealed class TestHost : IAsyncDisposable
{
    public const string FunctionKey = "function-key";
    public const string MasterKey = "master-key";

    private readonly CapturedLogs _logs;

    private TestHost(Host host, CapturedLogs logs)
    {
        Host = host;
        _logs = logs;
        Http = new HttpClient { BaseAddress = host.BaseAddress };
    }

    public Host Host { get; }

    public HttpClient Http { get; }

    public Recorder Recorder => Host.Services.GetRequiredService<Recorder>();

    public IReadOnlyList<LogEntry> Logs => _logs.Entries;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>Starts a host; without a Cosmos DB connection its change-feed samples wait for an account that never answers.</summary>
    public static async Task<TestHost> StartAsync(TestHostSetup? setup = null)
    {
        setup ??= new TestHostSetup();
        var logs = new CapturedLogs();
        var host = await Host.StartAsync(Options(setup, logs), Cancellation);
        return new TestHost(host, logs);
    }

    /// <summary>Starts a host that is expected to refuse.</summary>
    public static async Task<TException> RefusalAsync<TException>(TestHostSetup setup)
        where TException : Exception =>
        await Assert.ThrowsAsync<TException>(async () => await Host.StartAsync(Options(setup, new CapturedLogs()), Cancellation));

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await Host.DisposeAsync();
    }

    private static FunctionsHostOptions Options(TestHostSetup setup, CapturedLogs logs)
    {
        var settings = new Dictionary<string, string?>
        {
            ["CosmosDB"] = "AccountEndpoint=http://127.0.0.1:9/;AccountKey=a2V5;",
            ["CosmosDatabase"] = "samples",
            ["HubName"] = "chat",
            ["Primary"] = "Endpoint=http://localhost:8080;AccessKey=primary-key;Version=1.0;",
            ["ConnectionStrings__Secondary"] = "Endpoint=http://localhost:8080;AccessKey=secondary-key;Version=1.0;",
            ["Routes__Configured"] = "from-settings",
        };
        foreach (var (name, value) in setup.Settings)
        {
            settings[name] = value;
        }

        return new FunctionsHostOptions
        {
            FunctionsAssembly = setup.FunctionsAssembly ?? Assembly.GetExecutingAssembly(),
            ConfigureServices = (services, _) => services.AddSingleton(setup.Recorder).AddScoped<ScopedService>(),
            Settings = settings,
            Port = setup.Port,
            FunctionKey = FunctionKey,
            MasterKey = MasterKey,
            SystemKey = setup.SystemKey,
            AllowedOrigins = setup.AllowedOrigins,
            HostJsonPath = setup.HostJsonPath,
            StopTimeout = setup.StopTimeout,
            ConfigureApplication = setup.ConfigureApplication,
            ConfigureLogging = logging => logging.AddProvider(logs).SetMinimumLevel(LogLevel.Information),
        };
    }
}
