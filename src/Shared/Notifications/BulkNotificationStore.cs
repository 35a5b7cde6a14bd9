using System.Net;
using Fixia.Shared.Data;
using Microsoft.Azure.Cosmos;

namespace Fixia.Shared.Notifications;

/// <summary>
/// Stores notifications of many users at once: up to 100 go to the store in one request, which costs no fewer request units, but a
/// fraction of the processor time. One may wait 100 ms for others, so it is for large sends alone
/// (https://learn.microsoft.com/azure/cosmos-db/nosql/tutorial-dotnet-bulk-import).
/// </summary>
/// <param name="client">A client for bulk execution, which this owns.</param>
public sealed class BulkNotificationStore(CosmosClient client) : IDisposable
{
    private readonly Container container = client.GetContainer(FixiaDatabase.Name, FixiaDatabase.Notifications);

    /// <summary>Stores a document, unless its id is taken. To be called for many side by side.</summary>
    /// <exception cref="CosmosException">The store does not take it; throttling has been waited for.</exception>
    public async Task EnsureAsync(NotificationDocument document, CancellationToken cancellationToken)
    {
        try
        {
            await container.CreateItemAsync(document, new PartitionKey(document.UserId), cancellationToken: cancellationToken);
        }
        catch (CosmosException e) when (e.StatusCode == HttpStatusCode.Conflict)
        {
            // An earlier attempt stored it.
        }
    }

    /// <inheritdoc/>
    public void Dispose() => client.Dispose();
}
