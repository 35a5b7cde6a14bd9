using System.Net;
using System.Text.Json;
using Microsoft.Azure.Cosmos;

namespace Fixia.Shared.Data;

/// <summary>
/// Reads containers document by document, as raw JSON: read typed, one document that is none of ours would fail the
/// whole page that it is on.
/// </summary>
internal static class ContainerExtensions
{
    /// <summary>How deep a document may be nested and still be read: well beyond what Cosmos DB stores.</summary>
    public static readonly JsonDocumentOptions AnyDepth = new() { MaxDepth = 256 };

    /// <summary>Everything that a query within one partition finds.</summary>
    /// <param name="container">The container.</param>
    /// <param name="query">The query.</param>
    /// <param name="partition">The partition; null for all of them.</param>
    /// <param name="read">Reads one result, which lives no longer than the call.</param>
    /// <param name="pageSize">How many results the query asks for, if it says.</param>
    /// <param name="cancellationToken">Stops between two pages.</param>
    /// <param name="consistency">Weaker than the account's, at half the price; null for the account's.</param>
    public static async Task<List<T>> QueryAsync<T>(
        this Container container,
        QueryDefinition query,
        PartitionKey? partition,
        Func<JsonElement, T> read,
        int? pageSize,
        CancellationToken cancellationToken,
        ConsistencyLevel? consistency = null)
    {
        // Without asking for a plan first, where one page holds the answer. The SDK advises against it for more than that: a
        // partition may be split between two pages.
        var options = new QueryRequestOptions
        {
            PartitionKey = partition,
            MaxItemCount = pageSize,
            ConsistencyLevel = consistency,
            EnableOptimisticDirectExecution = pageSize is not null,
        };
        using var pages = container.GetItemQueryStreamIterator(query, requestOptions: options);
        var items = new List<T>(pageSize ?? 0);
        while (pages.HasMoreResults)
        {
            using var page = await pages.ReadNextAsync(cancellationToken);
            page.EnsureSuccessStatusCode();
            using var json = await JsonDocument.ParseAsync(page.Content, AnyDepth, cancellationToken);
            items.AddRange(json.RootElement.GetProperty("Documents").EnumerateArray().Select(read));
        }

        return items;
    }

    /// <summary>
    /// Hands everything that a query across all partitions finds to <paramref name="use"/>, page by page, however much it is. It may be a
    /// moment old, at half the price.
    /// </summary>
    /// <param name="container">The container.</param>
    /// <param name="query">The query.</param>
    /// <param name="use">Gets each result, which lives no longer than the call.</param>
    /// <param name="cancellationToken">Stops between two pages.</param>
    public static async Task ReadEachAsync(
        this Container container, QueryDefinition query, Action<JsonElement> use, CancellationToken cancellationToken)
    {
        using var pages = container.GetItemQueryStreamIterator(query, requestOptions: new QueryRequestOptions { ConsistencyLevel = ConsistencyLevel.Eventual });
        while (pages.HasMoreResults)
        {
            using var page = await pages.ReadNextAsync(cancellationToken);
            page.EnsureSuccessStatusCode();
            using var json = await JsonDocument.ParseAsync(page.Content, AnyDepth, cancellationToken);
            foreach (var result in json.RootElement.GetProperty("Documents").EnumerateArray())
            {
                use(result);
            }
        }
    }

    /// <summary>One document; null when there is none. The stream form says so without an exception.</summary>
    public static async Task<StoredDocument?> FindAsync(
        this Container container,
        string id,
        PartitionKey partition,
        CancellationToken cancellationToken,
        ConsistencyLevel? consistency = null)
    {
        using var response = await container.ReadItemStreamAsync(
            id, partition, new ItemRequestOptions { ConsistencyLevel = consistency }, cancellationToken);
        if (response.StatusCode == HttpStatusCode.NotFound)
        {
            return null;
        }

        response.EnsureSuccessStatusCode();
        using var json = await JsonDocument.ParseAsync(response.Content, AnyDepth, cancellationToken);
        return new StoredDocument(json.RootElement.Clone(), response.Headers.ETag);
    }

    /// <summary>Stores a new document, unless its id is taken.</summary>
    /// <returns>Null when it was stored; else what is stored under its id.</returns>
    public static async Task<StoredDocument?> CreateOrFindAsync<T>(
        this Container container, T document, string id, PartitionKey partition, CancellationToken cancellationToken)
    {
        try
        {
            await container.CreateItemAsync(document, partition, cancellationToken: cancellationToken);
            return null;
        }
        catch (CosmosException e) when (e.StatusCode == HttpStatusCode.Conflict)
        {
            if (await container.FindAsync(id, partition, cancellationToken) is { } found)
            {
                return found;
            }

            // It expired in between; a second conflict is the caller's to know.
            await container.CreateItemAsync(document, partition, cancellationToken: cancellationToken);
            return null;
        }
    }
}
