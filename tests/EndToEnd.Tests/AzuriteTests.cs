using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Specialized;
using Fixia.Local.Stack;
using Microsoft.Extensions.Logging;

namespace Fixia.EndToEnd.Tests;

/// <summary>The stack starts Azurite for a Functions host that needs Azure Storage; the product itself has no use for it.</summary>
public sealed class AzuriteTests : IDisposable
{
    private readonly string data = Directory.CreateTempSubdirectory("fixia-azurite-").FullName;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static string AzuriteDirectory => Path.Combine(StackProcess.RepositoryRoot, "local", "azurite");

    public void Dispose() => Directory.Delete(data, recursive: true);

    [Fact]
    public async Task A_functions_host_keeps_its_keys_and_locks_there()
    {
        await using var stack = await StartAsync(Options());
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

    [Fact]
    public async Task It_stops_with_the_stack()
    {
        string storage;
        await using (var stack = await StartAsync(Options()))
        {
            storage = stack.Ready.Storage!;
        }

        var options = new BlobClientOptions(BlobClientOptions.ServiceVersion.V2025_05_05) { Retry = { MaxRetries = 0 } };
        var refused = await Assert.ThrowsAsync<RequestFailedException>(
            () => new BlobServiceClient(storage, options).GetPropertiesAsync(Token));
        Assert.Equal(0, refused.Status);
    }

    [Fact]
    public async Task Where_it_is_not_installed_the_stack_says_what_to_do()
    {
        var refusal = await Assert.ThrowsAsync<InvalidOperationException>(() => StartAsync(Options() with { AzuriteDirectory = data }));
        Assert.Contains("npm ci", refusal.Message, StringComparison.Ordinal);
    }

    private StackOptions Options() => new()
    {
        DataDirectory = data,
        Parts = StackParts.Storage | StackParts.Cosmos | StackParts.WebPubSub,
        FunctionsPort = 1,
        AzuriteDirectory = AzuriteDirectory,
    };

    private static Task<FixiaStack> StartAsync(StackOptions options) =>
        FixiaStack.StartAsync(options, logging => logging.SetMinimumLevel(LogLevel.None), Token);
}
