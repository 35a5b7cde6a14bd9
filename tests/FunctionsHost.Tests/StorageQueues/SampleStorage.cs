using System.Reflection;
using Fixia.Local.Stack;
using Microsoft.Extensions.Logging;

namespace FunctionsHost.Tests.StorageQueues;

/// <summary>A storage account in Azurite, and hosts of the samples that use it.</summary>
public sealed class SampleStorage : IAsyncLifetime
{
    private readonly string _data = Directory.CreateTempSubdirectory("samples-storage-").FullName;
    private FixiaStack? _stack;

    public string ConnectionString => _stack!.Ready.Storage!;

    public async ValueTask InitializeAsync() => _stack = await FixiaStack.StartAsync(
        new StackOptions
        {
            DataDirectory = _data,
            Parts = StackParts.Storage,
            FunctionsPort = 1,
            CosmosPort = 1,
            WebPubSubPort = 1,
            AzuriteDirectory = typeof(SampleStorage).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
                .Single(metadata => metadata.Key == "Azurite").Value,
        },
        logging => logging.SetMinimumLevel(LogLevel.None),
        TestContext.Current.CancellationToken);

    public async ValueTask DisposeAsync()
    {
        await _stack!.DisposeAsync();
        Directory.Delete(_data, recursive: true);
    }
}
