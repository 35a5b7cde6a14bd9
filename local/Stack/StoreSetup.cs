using Azure.Identity;
using Fixia.Shared.Data;
using Microsoft.Azure.Cosmos;
using Microsoft.Extensions.Configuration;

namespace Fixia.Local.Stack;

/// <summary>Does what <c>infra/</c> does in Azure: the database and its containers exist before the functions start.</summary>
internal static class StoreSetup
{
    public static async Task RunAsync(string connectionString, CancellationToken cancellationToken)
    {
        var settings = new ConfigurationBuilder().AddInMemoryCollection([new(FixiaDatabase.Connection, connectionString)]).Build();
        using var client = CosmosClientFactory.Create(settings, new DefaultAzureCredential());
        Database database = await client.CreateDatabaseIfNotExistsAsync(FixiaDatabase.Name, cancellationToken: cancellationToken);
        foreach (var container in FixiaDatabase.DescribeContainers())
        {
            await database.CreateContainerIfNotExistsAsync(container, cancellationToken: cancellationToken);
        }
    }
}
