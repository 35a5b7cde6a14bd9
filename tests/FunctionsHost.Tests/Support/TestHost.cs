using System.Reflection;
using Fixia.Local.FunctionsHost;
using Fixia.Tests.Support;
using FunctionsHost.Samples;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Host = Fixia.Local.FunctionsHost.FunctionsHost;

namespace FunctionsHost.Tests.Support;

/// <summary>A running host of the sample functions, with a client for it and everything that it logs and records.</summary>
internal sealed class TestHost : IAsyncDisposable
{
    public const string FunctionKey = "function-key";
    public const string MasterKey = "master-key";

    private const string NoStorage = "AccountName=none;AccountKey=a2V5;BlobEndpoint=http://127.0.0.1:9/none;QueueEndpoint=http://127.0.0.1:9/none;";

    private readonly CapturedLogs _logs;

    private TestHost(Host host, Recorder recorder, CapturedLogs logs)
    {
        Host = host;
        Recorder = recorder;
        _logs = logs;
        Http = new HttpClient { BaseAddress = host.BaseAddress };
    }

    public Host Host { get; }

    public HttpClient Http { get; }

    /// <summary>Where the build left the samples.</summary>
    public static string SamplesDirectory { get; } = typeof(TestHost).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(metadata => metadata.Key == "SamplesApp").Value!;

    public Recorder Recorder { get; }

    public IReadOnlyList<LogEntry> Logs => _logs.Entries;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>Starts a host; without a Cosmos DB connection its change-feed samples wait for an account that never answers.</summary>
    public static async Task<TestHost> StartAsync(TestHostSetup? setup = null)
    {
        setup ??= new TestHostSetup();
        var logs = new CapturedLogs();
        var host = await Host.StartAsync(Options(setup, logs), Cancellation);
        return new TestHost(host, setup.Recorder, logs);
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
            ["AzureWebJobsStorage"] = NoStorage,
            ["AzureWebJobs.SdkMessage.Disabled"] = "true",
            ["Queue"] = "samples",
            ["QueueStorage"] = NoStorage,
            ["Schedule"] = "0 0 9 * * *",
            ["HubName"] = "chat",
            ["Primary"] = "Endpoint=http://localhost:8080;AccessKey=primary-key;Version=1.0;",
            ["ConnectionStrings__Secondary"] = "Endpoint=http://localhost:8080;AccessKey=secondary-key;Version=1.0;",
        };
        foreach (var (name, value) in setup.Settings)
        {
            settings[name] = value;
        }

        return new FunctionsHostOptions
        {
            AppDirectory = setup.AppDirectory ?? SamplesDirectory,
            Worker = setup.Worker ?? new InProcessWorker(typeof(Recorder).Assembly, builder => builder.Services.AddSamples(setup.Recorder)),
            Settings = settings,
            TimeProvider = setup.TimeProvider,
            Port = setup.Port,
            FunctionKey = FunctionKey,
            MasterKey = MasterKey,
            SystemKey = setup.SystemKey,
            AllowedOrigins = setup.AllowedOrigins,
            StopTimeout = setup.StopTimeout,
            ConfigureApplication = setup.ConfigureApplication,
            ConfigureLogging = logging => logging.AddProvider(logs),
        };
    }
}
