using System.Text.Json;
using Azure.Core;
using Microsoft.Azure.Cosmos;
using Microsoft.Extensions.Configuration;

namespace Fixia.Shared.Data;

/// <summary>
/// Makes the Cosmos DB client from the same app settings that the Functions trigger reads: <c>CosmosDB</c> (a connection
/// string) or <c>CosmosDB__accountEndpoint</c> (identity).
/// </summary>
public static class CosmosClientFactory
{
    /// <summary>Makes a client.</summary>
    /// <param name="configuration">The app settings.</param>
    /// <param name="credential">The identity, if the settings ask for one.</param>
    /// <param name="json">How documents are written.</param>
    /// <param name="bulk">Whether operations that run side by side are gathered into requests.</param>
    /// <exception cref="InvalidOperationException">Neither setting is present, or one can't be read.</exception>
    public static CosmosClient Create(IConfiguration configuration, TokenCredential credential, JsonSerializerOptions json, bool bulk = false)
    {
        var section = configuration.GetSection(FixiaDatabase.Connection);
        if (section.Value is { Length: > 0 } connectionString)
        {
            return new CosmosClient(connectionString, Options(EndpointOf(connectionString), json, bulk));
        }

        if (Uri.TryCreate(section["accountEndpoint"], UriKind.Absolute, out var endpoint))
        {
            return new CosmosClient(endpoint.AbsoluteUri, credential, Options(endpoint, json, bulk));
        }

        throw new InvalidOperationException(
            $"Set {FixiaDatabase.Connection} to a Cosmos DB connection string, or {FixiaDatabase.Connection}__accountEndpoint to an account's URL.");
    }

    private static CosmosClientOptions Options(Uri endpoint, JsonSerializerOptions json, bool bulk)
    {
        var options = new CosmosClientOptions
        {
            ApplicationName = "fixia-notifications",
            AllowBulkExecution = bulk,
            UseSystemTextJsonSerializerWithOptions = new JsonSerializerOptions(json),

            // Writes answer with what the caller already has: the body would be paid for and thrown away.
            EnableContentResponseOnWrite = false,
        };
        if (endpoint.IsLoopback)
        {
            // The emulators, and what plays them, are one gateway: there are no replicas to connect to directly, and the
            // addresses that they advertise may not be the one that this process can reach.
            options.ConnectionMode = ConnectionMode.Gateway;
            options.LimitToEndpoint = true;
        }

        return options;
    }

    private static Uri EndpointOf(string connectionString)
    {
        const string Key = "AccountEndpoint=";
        var part = connectionString
            .Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .FirstOrDefault(part => part.StartsWith(Key, StringComparison.OrdinalIgnoreCase));
        return Uri.TryCreate(part?[Key.Length..], UriKind.Absolute, out var endpoint)
            ? endpoint
            : throw new InvalidOperationException($"{FixiaDatabase.Connection} holds no AccountEndpoint.");
    }
}
