using System.Collections.Concurrent;
using Fixia.Local.FunctionsHost.Settings;
using Microsoft.Azure.Cosmos;

namespace Fixia.Local.FunctionsHost.CosmosDB;

/// <summary>One client a connection string, shared by the triggers.</summary>
internal sealed class CosmosConnections(AppSettings settings) : IDisposable
{
    private readonly ConcurrentDictionary<string, CosmosClient> _clients = new();

    /// <param name="name">The connection's name; null or empty means the extension's default, <c>CosmosDB</c>.</param>
    /// <exception cref="InvalidOperationException">The connection is missing from the settings, or is no connection string.</exception>
    public CosmosClient Get(string? name)
    {
        var connection = string.IsNullOrEmpty(name) ? "CosmosDB" : name;
        return _clients.GetOrAdd(settings.Connection(connection), connectionString => Create(connection, connectionString));
    }

    public void Dispose()
    {
        foreach (var client in _clients.Values)
        {
            client.Dispose();
        }
    }

    private static CosmosClient Create(string connection, string connectionString)
    {
        var options = new CosmosClientOptions { ApplicationName = "CosmosDBTriggerFunctions" };
        try
        {
            var client = new CosmosClient(connectionString, options);
            if (!client.Endpoint.IsLoopback)
            {
                return client;
            }

            // The emulators, and what plays them, are one gateway: their replicas can't be reached directly, and the
            // addresses that they advertise need not be the one of the connection string.
            client.Dispose();
            options.ConnectionMode = ConnectionMode.Gateway;
            options.LimitToEndpoint = true;
            return new CosmosClient(connectionString, options);
        }
        catch (Exception e) when (e is ArgumentException or UriFormatException)
        {
            throw new InvalidOperationException($"The connection {connection} is no Cosmos DB connection string.");
        }
    }
}
