using System.Collections.Concurrent;
using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Specialized;
using Azure.Storage.Queues;
using Fixia.Local.Stack;
using Fixia.Shared.Data;
using Fixia.Shared.Schedule;
using Microsoft.Extensions.Logging;

namespace Fixia.EndToEnd.Tests;

/// <summary>The stack starts Azurite for what is scheduled, and for a Functions host that keeps its state in Azure Storage.</summary>
public sealed class AzuriteTests(LocalStack shared) : IDisposable
{
    private readonly string data = Directory.CreateTempSubdirectory("fixia-azurite-").FullName;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static string AzuriteDirectory => Path.Combine(StackProcess.RepositoryRoot, "local", "azurite");

    public void Dispose() => Directory.Delete(data, recursive: true);

    [Fact]
    public async Task A_functions_host_keeps_its_keys_and_locks_there_until_the_stack_stops()
    {
        string storage;
        await using (var stack = await StartAsync(Options()))
        {
            storage = stack.Ready.Storage!;
            await UseAsync(stack);
        }

        var options = new BlobClientOptions(BlobClientOptions.ServiceVersion.V2025_05_05) { Retry = { MaxRetries = 0 } };
        var refused = await Assert.ThrowsAsync<RequestFailedException>(() => new BlobServiceClient(storage, options).GetPropertiesAsync(Token));
        Assert.Equal(0, refused.Status);
    }

    // That the functions read it is seen wherever something is sent later, as in RepeatedMessagesTests.
    [Fact]
    public async Task The_whole_stack_has_it_and_the_queue_of_the_functions_in_it()
    {
        var queue = new QueueClient(shared.Ready.Storage, ScheduleQueue.Name, new QueueClientOptions(QueueClientOptions.ServiceVersion.V2025_05_05));
        Assert.True(await queue.ExistsAsync(Token));
    }

    [Fact]
    public async Task Without_it_nothing_that_needs_it_runs()
    {
        var log = new ConcurrentQueue<string>();
        var options = Options() with
        {
            Parts = StackParts.All,
            FunctionsPort = 0,
            AzuriteDirectory = null,
            Settings = new Dictionary<string, string?> { ["AzureFunctionsJobHost__logging__logLevel__default"] = "Information" },
        };
        await using var stack = await FixiaStack.StartAsync(options, logging => logging.AddProvider(new Recording(log)), Token);
        Assert.Null(stack.Ready.Storage);
        Assert.Contains(log, line => line.Contains(nameof(FixiaDatabase.Notifications), StringComparison.OrdinalIgnoreCase));
        Assert.DoesNotContain(log, line => line.Contains("Scheduled", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Where_it_is_said_to_be_and_is_not_the_stack_says_what_to_do()
    {
        var (exitCode, _, error) = await StackCommand.RunAsync(
            "--only", "cosmos,webpubsub,functions", "--functions-port", "0", "--webpubsub-port", "0", "--cosmos-port", "0", "--storage-port", "1");
        Assert.Equal(1, exitCode);
        Assert.Contains("--storage-port 0", Assert.Single(error.Split('\n', StringSplitOptions.RemoveEmptyEntries)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Where_it_is_not_installed_the_stack_says_what_to_do()
    {
        var refusal = await Assert.ThrowsAsync<InvalidOperationException>(() => StartAsync(Options() with { AzuriteDirectory = data }));
        Assert.Contains("npm ci", refusal.Message, StringComparison.Ordinal);
    }

    private static async Task UseAsync(FixiaStack stack)
    {
        Assert.Equal(stack.Ready.Storage, stack.Ready.Settings!["AzureWebJobsStorage"]);

        // What the host does with it: secrets as a blob, and a lease so that one of its instances is the first.
        var service = new BlobServiceClient(
            stack.Ready.Storage, new BlobClientOptions(BlobClientOptions.ServiceVersion.V2025_05_05));
        BlobContainerClient secrets = await service.CreateBlobContainerAsync("azure-webjobs-secrets", cancellationToken: Token);
        var blob = secrets.GetBlobClient("host.json");
        await blob.UploadAsync(BinaryData.FromString("{}"), Token);
        await blob.GetBlobLeaseClient().AcquireAsync(TimeSpan.FromSeconds(15), cancellationToken: Token);
        var second = await Assert.ThrowsAsync<RequestFailedException>(
            () => blob.GetBlobLeaseClient().AcquireAsync(TimeSpan.FromSeconds(15), cancellationToken: Token));
        Assert.Equal("LeaseAlreadyPresent", second.ErrorCode);
    }

    private StackOptions Options() => new()
    {
        DataDirectory = data,
        Parts = StackParts.Storage | StackParts.Cosmos | StackParts.WebPubSub,
        FunctionsPort = 1,
        AzuriteDirectory = AzuriteDirectory,
    };

    private sealed class Recording(ConcurrentQueue<string> log) : ILoggerProvider, ILogger
    {
        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            log.Enqueue(formatter(state, exception));

        public void Dispose()
        {
        }
    }

    private static Task<FixiaStack> StartAsync(StackOptions options) =>
        FixiaStack.StartAsync(options, logging => logging.SetMinimumLevel(LogLevel.None), Token);
}
