using System.Reflection;
using Fixia.Local.Stack;
using Microsoft.Extensions.Logging;

namespace Fixia.Resilience.Tests.Products;

/// <summary>Azurite alone, with the queues of the product.</summary>
public static class LocalStorage
{
    /// <summary>Starts it.</summary>
    /// <param name="data">Where it keeps what it stores.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <param name="port">The first of its three ports; 0 takes free ones.</param>
    public static Task<FixiaStack> StartAsync(string data, CancellationToken cancellationToken, int port = 0) => FixiaStack.StartAsync(
        new StackOptions
        {
            DataDirectory = data,
            StoragePort = port,
            Parts = StackParts.Storage,
            FunctionsPort = 1,
            CosmosPort = 1,
            WebPubSubPort = 1,
            AzuriteDirectory = typeof(LocalStorage).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
                .Single(metadata => metadata.Key == "Azurite").Value,
        },
        logging => logging.SetMinimumLevel(LogLevel.None),
        cancellationToken);
}
