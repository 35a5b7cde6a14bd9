using System.Reflection;
using Fixia.Shared.Data;
using Fixia.Shared.Schedule;

namespace Fixia.Local.Stack;

/// <summary>How the local stack runs. A port of 0 takes a free one.</summary>
public sealed record StackOptions
{
    /// <summary>The port of a Functions host, as of Functions Core Tools.</summary>
    public const int DefaultFunctionsPort = 7071;

    /// <summary>The port of the Web PubSub endpoint.</summary>
    public const int DefaultWebPubSubPort = 8080;

    /// <summary>The port of the Cosmos DB endpoint, as of the official emulator.</summary>
    public const int DefaultCosmosPort = 8081;

    /// <summary>The first port of Azurite, that of blobs; queues and tables have the next two.</summary>
    public const int DefaultStoragePort = 10000;

    /// <summary>Where the build of this repository leaves the functions.</summary>
    public static string BuiltFunctionsApp { get; } = typeof(StackOptions).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(metadata => metadata.Key == "FunctionsApp").Value!;

    /// <summary>
    /// What is started. When it is not everything, keys and secrets are the documented ones of
    /// <c>local.settings.sample.json</c>, and a part that is not started is expected on its port of this machine.
    /// </summary>
    public StackParts Parts { get; init; } = StackParts.All;

    /// <summary>The port of the Functions host, and of the page.</summary>
    public int FunctionsPort { get; init; }

    /// <summary>The port of the Web PubSub endpoint.</summary>
    public int WebPubSubPort { get; init; }

    /// <summary>The port of the Cosmos DB endpoint.</summary>
    public int CosmosPort { get; init; }

    /// <summary>The connection string of a Cosmos DB account that takes the place of the endpoint; null starts the endpoint.</summary>
    public string? CosmosConnection { get; init; }

    /// <summary>The first of the three ports of Azurite. Where it is 0 and Azurite is not started, nothing that is scheduled happens.</summary>
    public int StoragePort { get; init; }

    /// <summary>
    /// The folder in which Azurite is installed, <c>local/azurite</c> of this repository. Null, with all parts, goes without it.
    /// </summary>
    public string? AzuriteDirectory { get; init; }

    /// <summary>
    /// App settings for functions that have no storage: a connection that nobody uses, because the functions that would are
    /// switched off. What is scheduled stays in the store until it expires.
    /// </summary>
    public static IReadOnlyDictionary<string, string?> SettingsWithoutStorage { get; } = new Dictionary<string, string?>
    {
        [WorkQueues.Connection] = Azurite.OnDefaultPorts,
        ["AzureWebJobs.EnqueueScheduled.Disabled"] = "true",
        ["AzureWebJobs.FireScheduled.Disabled"] = "true",
        ["AzureWebJobs.SweepScheduled.Disabled"] = "true",
        ["AzureWebJobs.RunBatch.Disabled"] = "true",
        ["AzureWebJobs.RunCriticalBatch.Disabled"] = "true",
        ["AzureWebJobs.SweepBatches.Disabled"] = "true",
        ["AzureWebJobs.CountAnalytics.Disabled"] = "true",
        ["AzureWebJobs.SetScheduledAside.Disabled"] = "true",
        ["AzureWebJobs.SetBatchAside.Disabled"] = "true",
        ["AzureWebJobs.SetCriticalBatchAside.Disabled"] = "true",
    };

    /// <summary>
    /// The connection string of a Web PubSub service that takes the place of the endpoint; null starts the endpoint. Such a
    /// service is not configured here: its hub needs <see cref="ReadyLine.EventHandler"/>.
    /// </summary>
    public string? WebPubSubConnection { get; init; }

    /// <summary>Where data and generated secrets live; made when missing.</summary>
    public required string DataDirectory { get; init; }

    /// <summary>The built page; null serves none.</summary>
    public string? PageDirectory { get; init; }

    /// <summary>The built console for operators, served at <c>/console</c>; null serves none.</summary>
    public string? ConsoleDirectory { get; init; }

    /// <summary>The OpenAPI document of the functions, served as <c>/openapi.yaml</c>; null serves none.</summary>
    public string? ApiDescription { get; init; }

    /// <summary>The folder of the built functions.</summary>
    public string FunctionsApp { get; init; } = BuiltFunctionsApp;

    /// <summary>
    /// Origins besides the page's own, such as that of a development server, whose pages may call the functions, with the user's cookie
    /// too, and sign users in.
    /// </summary>
    public IReadOnlyList<string> AllowedOrigins { get; init; } = [];

    /// <summary>App settings on top of the stack's own, under their names in Azure (<c>Realtime__PollInterval</c>).</summary>
    public IReadOnlyDictionary<string, string?> Settings { get; init; } = new Dictionary<string, string?>();

    /// <summary>Whether all that keeps time is started here, so that one clock can be set for all of it.</summary>
    internal bool HasOwnClock => Parts == StackParts.All && CosmosConnection is null;

    internal bool Starts(StackParts part) => Parts.HasFlag(part) && part switch
    {
        StackParts.Cosmos => CosmosConnection is null,
        StackParts.WebPubSub => WebPubSubConnection is null,
        StackParts.Storage => AzuriteDirectory is not null,
        _ => true,
    };

    /// <exception cref="ArgumentException">A folder is missing, or the parts can't find each other.</exception>
    internal void Validate()
    {
        if (Parts == StackParts.None)
        {
            throw new ArgumentException("Nothing is to be started.");
        }

        if (string.IsNullOrWhiteSpace(DataDirectory))
        {
            throw new ArgumentException("--data must name a folder.");
        }

        foreach (var (option, folder) in ((string, string?)[])[("page", PageDirectory), ("console", ConsoleDirectory)])
        {
            if (Starts(StackParts.Functions) && folder is not null && !Directory.Exists(folder))
            {
                throw new ArgumentException($"--{option} must name a folder, and {folder} is none.");
            }
        }

        if (WebPubSubConnection is { } connection && !Pages.TryReadService(connection, out _))
        {
            throw new ArgumentException("--webpubsub must be a connection string, Endpoint=...;AccessKey=...;");
        }

        if (Parts.HasFlag(StackParts.Storage) && Parts != StackParts.All && AzuriteDirectory is null)
        {
            throw new ArgumentException("--azurite must name the folder in which Azurite is installed.");
        }

        RequirePort(StackParts.Functions, FunctionsPort, isElsewhere: false, "--functions-port");
        RequirePort(StackParts.WebPubSub, WebPubSubPort, WebPubSubConnection is not null, "--webpubsub-port");
        RequirePort(StackParts.Cosmos, CosmosPort, CosmosConnection is not null, "--cosmos-port");
    }

    private void RequirePort(StackParts part, int port, bool isElsewhere, string option)
    {
        if (port == 0 && !isElsewhere && !Parts.HasFlag(part))
        {
            throw new ArgumentException($"{option} must name the port where {part} is, because it is not started here.");
        }
    }
}
