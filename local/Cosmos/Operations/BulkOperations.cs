using Fixia.Local.Cosmos.Catalog;
using Fixia.Local.Cosmos.Charges;
using Fixia.Local.Cosmos.Protocol;
using Fixia.Local.Cosmos.Sql;
using Fixia.Local.Cosmos.Storage;
using Microsoft.AspNetCore.Http;

namespace Fixia.Local.Cosmos.Operations;

/// <summary>
/// What a client with <c>AllowBulkExecution</c> sends: up to 100 operations in one request, each for itself. Creating is all that is
/// played, because it is all that the product does in bulk.
/// </summary>
internal sealed class BulkOperations(Store store)
{
    private const int Create = 0;
    private const int MultiStatus = 207;

    /// <summary>The limit of the service: https://learn.microsoft.com/azure/cosmos-db/concepts-limits#per-request-limits.</summary>
    private const int MostOperations = 100;

    public async Task RunAsync(HttpContext context, ContainerInfo container)
    {
        if (DocumentOperations.IsSet(context.Request, HeaderNames.IsBatchAtomic))
        {
            throw ServiceException.NotSupported("TransactionalBatch");
        }

        using var body = await RequestBody.BufferAsync(context.Request);
        var operations = await BatchRows.ReadAsync(body);
        if (operations.Count > MostOperations)
        {
            throw ServiceException.BadRequest($"A batch has more than {MostOperations} operations.");
        }

        if (operations.Any(operation => operation.Type != Create))
        {
            throw ServiceException.NotSupported("Anything but creating in bulk");
        }

        var results = await Task.WhenAll(operations.Select(operation => CreateAsync(container, operation)));
        Reply.Describe(context.Response, container);
        Reply.Charge(context.Response, results.Sum(result => result.Charge));
        var status = Array.TrueForAll(results, result => result.Status < 400) ? StatusCodes.Status200OK : MultiStatus;
        await Reply.BytesAsync(context, status, await BatchRows.WriteAsync(results), "application/octet-stream");
    }

    private async Task<BatchResult> CreateAsync(ContainerInfo container, BatchOperation operation)
    {
        try
        {
            var partitionKey = SortKey.Of(PartitionKeyHeader.Parse(operation.PartitionKey ?? ""));
            var document = RequestBody.Parse(operation.Document);
            var result = await store.WriteAsync(container, (session, current, committed) =>
                new DocumentWriter(session, current, committed, store.Now).Create(partitionKey, document));
            return new BatchResult(result.Status, 0, result.After!.ETag, RequestCharge.Write(container, result));
        }
        catch (ServiceException refusal)
        {
            return new BatchResult(refusal.Status, refusal.SubStatus, null, RequestCharge.Least);
        }
    }
}
