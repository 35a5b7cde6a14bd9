using Fixia.Local.Cosmos.Catalog;
using Fixia.Local.Cosmos.Charges;
using Fixia.Local.Cosmos.Patch;
using Fixia.Local.Cosmos.Protocol;
using Fixia.Local.Cosmos.Sql;
using Fixia.Local.Cosmos.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Fixia.Local.Cosmos.Operations;

/// <summary>
/// Reads and writes of single documents: https://learn.microsoft.com/rest/api/cosmos-db/documents. POST also carries
/// queries, and GET on the list the change feed; headers tell which.
/// </summary>
internal sealed class DocumentOperations(Store store, RequestCharge charge, QueryOperations queries, ChangeFeedOperations changes, BulkOperations bulk)
{
    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost("/dbs/{db}/colls/{coll}/docs", PostAsync);
        routes.MapGet("/dbs/{db}/colls/{coll}/docs", ListAsync);
        routes.MapGet("/dbs/{db}/colls/{coll}/docs/{id}", ReadAsync);
        routes.MapPut("/dbs/{db}/colls/{coll}/docs/{id}", ReplaceAsync);
        routes.MapPatch("/dbs/{db}/colls/{coll}/docs/{id}", PatchAsync);
        routes.MapDelete("/dbs/{db}/colls/{coll}/docs/{id}", DeleteAsync);
    }

    private async Task PostAsync(HttpContext context, string db, string coll)
    {
        var container = store.Container(db, coll);
        var request = context.Request;
        if (IsSet(request, HeaderNames.IsQueryPlan))
        {
            await QueryOperations.PlanAsync(context);
        }
        else if (IsSet(request, HeaderNames.IsQuery))
        {
            await queries.QueryAsync(context, container);
        }
        else if (IsSet(request, HeaderNames.IsBatch))
        {
            await bulk.RunAsync(context, container);
        }
        else
        {
            await CreateAsync(context, container);
        }
    }

    private Task ListAsync(HttpContext context, string db, string coll)
    {
        var container = store.Container(db, coll);
        return context.Request.Headers.ContainsKey(HeaderNames.ChangeFeed)
            ? changes.ReadAsync(context, container)
            : queries.ListAsync(context, container);
    }

    private async Task CreateAsync(HttpContext context, ContainerInfo container)
    {
        var partitionKey = PartitionKey(context.Request);
        var isUpsert = IsSet(context.Request, HeaderNames.IsUpsert);
        var preconditions = Preconditions.Of(context.Request);
        var document = await RequestBody.ReadAsync(context.Request);
        await WriteAsync(context, container, writer =>
            isUpsert ? writer.Upsert(partitionKey, document, preconditions) : writer.Create(partitionKey, document));
    }

    private Task ReadAsync(HttpContext context, string db, string coll, string id)
    {
        var container = store.Container(db, coll);
        var partitionKey = PartitionKey(context.Request);
        var (row, lsn) = store.Read(container, SessionToken.Least(context.Request), (session, current) =>
        {
            var found = DocumentTable.Find(session, current, partitionKey, SortKey.OfText(id));
            if (found is not null)
            {
                // It goes out as it is, so nothing else would notice that it is damaged.
                DocumentFormat.Read(found.Body);
            }

            return found;
        });
        Reply.Describe(context.Response, container, lsn);
        if (row is null || row.IsExpired(store.Now))
        {
            throw ServiceException.NotFound("The item does not exist.");
        }

        Reply.Charge(context.Response, charge.PointRead(context.Request, row.Body.Length));
        context.Response.Headers.ETag = row.ETag;
        return Preconditions.Of(context.Request).IsNotModified(row.ETag)
            ? Reply.EmptyAsync(context, 304)
            : Reply.BytesAsync(context, 200, row.Body);
    }

    private async Task ReplaceAsync(HttpContext context, string db, string coll, string id)
    {
        var partitionKey = PartitionKey(context.Request);
        var preconditions = Preconditions.Of(context.Request);
        var document = await RequestBody.ReadAsync(context.Request);
        await WriteAsync(context, store.Container(db, coll), writer => writer.Replace(partitionKey, id, document, preconditions));
    }

    private async Task PatchAsync(HttpContext context, string db, string coll, string id)
    {
        var partitionKey = PartitionKey(context.Request);
        var preconditions = Preconditions.Of(context.Request);
        var patch = PatchRequest.Parse(await RequestBody.ReadAsync(context.Request, orArray: true));
        await WriteAsync(context, store.Container(db, coll), writer => writer.Change(partitionKey, id, preconditions, patch.Apply));
    }

    private Task DeleteAsync(HttpContext context, string db, string coll, string id)
    {
        var partitionKey = PartitionKey(context.Request);
        var preconditions = Preconditions.Of(context.Request);
        return WriteAsync(context, store.Container(db, coll), writer => writer.Delete(partitionKey, id, preconditions));
    }

    private async Task WriteAsync(HttpContext context, ContainerInfo container, Func<DocumentWriter, WriteResult> write)
    {
        var result = await store.WriteAsync(container, (session, current, committed) =>
            write(new DocumentWriter(session, current, committed, store.Now)));
        Reply.Describe(context.Response, container);
        Reply.Charge(context.Response, RequestCharge.Write(container, result));
        if (result.After is null)
        {
            await Reply.EmptyAsync(context, result.Status);
            return;
        }

        context.Response.Headers.ETag = result.After.ETag;
        if (context.Request.Headers["Prefer"] == "return=minimal")
        {
            await Reply.EmptyAsync(context, result.Status);
        }
        else
        {
            await Reply.BytesAsync(context, result.Status, result.After.Body);
        }
    }

    private static byte[] PartitionKey(HttpRequest request) => SortKey.Of(PartitionKeyHeader.Read(request));

    /// <summary>Whether a header that is a flag is set.</summary>
    public static bool IsSet(HttpRequest request, string header) =>
        request.Headers[header] is [var value, ..] && string.Equals(value, "true", StringComparison.OrdinalIgnoreCase);
}
