using System.Globalization;
using System.Text;
using Fixia.Local.Cosmos.Catalog;
using Fixia.Local.Cosmos.Charges;
using Fixia.Local.Cosmos.Protocol;
using Fixia.Local.Cosmos.Query;
using Fixia.Local.Cosmos.Sql;
using Fixia.Local.Cosmos.Storage;
using Microsoft.AspNetCore.Http;

namespace Fixia.Local.Cosmos.Operations;

/// <summary>Queries over documents, and the list of all: https://learn.microsoft.com/rest/api/cosmos-db/query-documents.</summary>
internal sealed class QueryOperations(Store store, RequestCharge charge)
{
    private const int DefaultPageSize = 100;
    private const int MostPageSize = 1000;

    /// <summary>
    /// The plan of every query: nothing for the client to do. The one physical partition evaluates the whole query, so
    /// the SDK passes it through.
    /// </summary>
    private static readonly byte[] Plan = Encoding.UTF8.GetBytes(
        """{"partitionedQueryExecutionInfoVersion":2,"queryInfo":{"distinctType":"None","top":null,"offset":null,"limit":null,"orderBy":[],"orderByExpressions":[],"groupByExpressions":[],"groupByAliases":[],"aggregates":[],"groupByAliasToAggregateType":{},"rewrittenQuery":"","hasSelectValue":false,"dCountInfo":null,"hasNonStreamingOrderBy":false},"queryRanges":[{"min":"","max":"FF","isMinInclusive":true,"isMaxInclusive":false}]}""");

    public static async Task PlanAsync(HttpContext context)
    {
        // A query that is refused is refused here already, before the SDK builds anything on the plan.
        QueryRequest.Parse(await RequestBody.ReadAsync(context.Request));
        await Reply.BytesAsync(context, 200, Plan);
    }

    public async Task QueryAsync(HttpContext context, ContainerInfo container) =>
        await RunAsync(context, container, QueryRequest.Parse(await RequestBody.ReadAsync(context.Request)));

    public Task ListAsync(HttpContext context, ContainerInfo container) =>
        RunAsync(context, container, new QueryRequest(new SelectQuery { HasFrom = true }, new Evaluator(new Dictionary<string, Value>())));

    /// <summary>Refuses a part of a physical partition: the SDK asks for one only by ranges that this endpoint never gave.</summary>
    /// <exception cref="ServiceException">501.</exception>
    public static void CheckRange(HttpRequest request)
    {
        var (start, end) = (request.Headers[HeaderNames.StartEpk].ToString(), request.Headers[HeaderNames.EndEpk].ToString());
        if (start.Length > 0 || end is not ("" or "FF"))
        {
            throw ServiceException.NotSupported("A feed range that is a part of a physical partition");
        }
    }

    /// <summary>Reads x-ms-max-item-count; -1 leaves the size to the server.</summary>
    public static int PageSize(HttpRequest request) =>
        request.Headers[HeaderNames.MaxItemCount] is not [{ Length: > 0 } text, ..] ? DefaultPageSize
        : !int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var count) || count is 0 or < -1
            ? throw ServiceException.BadRequest($"The header {HeaderNames.MaxItemCount} is -1 or a positive number.")
        : count == -1 ? MostPageSize
        : count;

    private async Task RunAsync(HttpContext context, ContainerInfo container, QueryRequest query)
    {
        var request = context.Request;
        CheckRange(request);
        var partitionKey = PartitionKeyHeader.TryRead(request);
        var (token, size) = (request.Headers[HeaderNames.Continuation].ToString(), PageSize(request));
        var (page, lsn) = store.Read(
            container, SessionToken.Least(request), (session, current) => new QueryExecutor(session, current, query, partitionKey, store.Now).Run(token, size));
        Reply.Describe(context.Response, container, lsn);
        Reply.Charge(context.Response, charge.Query(request, page.Work));
        if (page.Continuation is not null)
        {
            context.Response.Headers[HeaderNames.Continuation] = page.Continuation;

            // To a client that asked without a plan: its query needs none, because everything is in one place.
            context.Response.Headers[HeaderNames.RequiresDistribution] = "False";
        }

        await Reply.DocumentsAsync(context, container, page.Results);
    }
}
