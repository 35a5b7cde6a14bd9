using System.Net;
using Azure.Identity;
using Fixia.Shared.Data;
using Fixia.Shared.Json;
using Microsoft.Azure.Cosmos;
using Microsoft.Extensions.Configuration;

namespace Fixia.Local.Stack;

/// <summary>Does what <c>infra/</c> does in Azure: the database and its containers exist before the functions start.</summary>
internal static class StoreSetup
{
    /// <param name="connectionString">The account.</param>
    /// <param name="replaces">
    /// Whether containers that exist get the definition of this version. Only where the account is the stack's own:
    /// elsewhere their definitions are somebody else's decision.
    /// </param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="ArgumentException">The connection string is none.</exception>
    public static async Task RunAsync(string connectionString, bool replaces, CancellationToken cancellationToken)
    {
        var settings = new ConfigurationBuilder().AddInMemoryCollection([new(FixiaDatabase.Connection, connectionString)]).Build();
        using var client = Connect(settings);
        Database database = await client.CreateDatabaseIfNotExistsAsync(FixiaDatabase.Name, cancellationToken: cancellationToken);
        foreach (var container in FixiaDatabase.DescribeContainers())
        {
            var answer = await database.CreateContainerIfNotExistsAsync(container, cancellationToken: cancellationToken);
            if (replaces && answer.StatusCode == HttpStatusCode.OK)
            {
                await answer.Container.ReplaceContainerAsync(container, cancellationToken: cancellationToken);
            }
        }
    }

    private static CosmosClient Connect(IConfiguration settings)
    {
        try
        {
            return CosmosClientFactory.Create(settings, new DefaultAzureCredential(), FixiaJsonContext.Default.Options);
        }
        catch (Exception e) when (e is FormatException or ArgumentException or InvalidOperationException)
        {
            throw new ArgumentException("--cosmos must be a connection string, AccountEndpoint=...;AccountKey=...;, with a key in base64.", e);
        }
    }
}
