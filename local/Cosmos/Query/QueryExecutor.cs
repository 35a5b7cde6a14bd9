using Fixia.Local.Cosmos.Catalog;
using Fixia.Local.Cosmos.Sql;
using Fixia.Local.Cosmos.Storage;

namespace Fixia.Local.Cosmos.Query;

/// <summary>
/// Runs one page of a query. Conditions and orders over indexed properties run in SQLite; the rest is computed over the
/// documents that come out of it, one at a time, and stops as soon as the page is full.
/// </summary>
internal sealed class QueryExecutor
{
    private const int MostPageBytes = 4 * 1024 * 1024;

    private readonly SelectQuery query;
    private readonly Evaluator evaluator;
    private readonly Constants constants;
    private readonly CandidateReader reader;
    private readonly IndexingPolicy indexing;

    public QueryExecutor(SqlSession session, ContainerInfo container, QueryRequest request, Value? partitionKey, long now)
    {
        (query, evaluator) = (request.Query, request.Evaluator);
        constants = new Constants(evaluator);
        indexing = container.Definition.Indexing;
        indexing.CheckOrder(query.OrderBy);
        reader = new CandidateReader(session, container, request, partitionKey, now);
    }

    /// <param name="pageSize">The most results of the page.</param>
    public QueryPage Run(string? token, int pageSize)
    {
        var last = Continuation.Decode(token, query.OrderBy.Count);
        if (!query.HasFrom)
        {
            return Single(query.Where is null || evaluator.Evaluate(query.Where, Value.Undefined).IsTrue ? Project(Value.Undefined) : Value.Undefined);
        }

        if (query.Aggregate is { } aggregate)
        {
            var page = Single(Aggregate(aggregate));
            return IsIndexOnly(aggregate) ? page with { Work = page.Work with { Loaded = 0, LoadedBytes = 0 } } : page;
        }

        var offset = last is null ? constants.Count(query.Offset, "OFFSET") ?? 0 : 0;
        var left = (constants.Count(query.Top, "TOP") ?? constants.Count(query.Limit, "LIMIT") ?? int.MaxValue) - (last?.Taken ?? 0);
        return query.Distinct ? DistinctPage(offset, left) : Page(last, offset, left, pageSize);
    }

    private QueryPage Single(Value value) => new(value.Kind == ValueKind.Undefined ? [] : [value], null, reader.Work);

    private QueryPage Page(Continuation? last, int offset, int left, int pageSize)
    {
        var results = new List<Value>();
        var bytes = 0;
        var taken = last?.Taken ?? 0;
        Candidate? previous = null;
        foreach (var candidate in left > 0 ? reader.Read(last).Skip(offset) : [])
        {
            if (results.Count >= pageSize || (bytes + candidate.Bytes > MostPageBytes && previous is not null))
            {
                return new QueryPage(results, new Continuation(previous!.Keys, previous.Number, taken).Encode(), reader.Work);
            }

            var result = Project(candidate.Document);
            taken++;
            if (result.Kind != ValueKind.Undefined)
            {
                results.Add(result);
                bytes += candidate.Bytes;
            }

            previous = candidate;
            if (--left == 0)
            {
                break;
            }
        }

        return new QueryPage(results, null, reader.Work);
    }

    /// <summary>DISTINCT needs every result that came before, so all of them make one page.</summary>
    private QueryPage DistinctPage(int offset, int left)
    {
        var seen = new HashSet<Value>(ValueComparer.Equality);
        var results = reader.Read(null).Select(candidate => Project(candidate.Document))
            .Where(value => value.Kind != ValueKind.Undefined && seen.Add(value))
            .Skip(offset).Take(left).ToList();
        return new QueryPage(results, null, reader.Work);
    }

    private Value Project(in Value document) =>
        query.Value is { } value ? evaluator.Evaluate(value, document)
        : query.Members is { } members ? evaluator.EvaluateObject(members, document)
        : document;

    /// <summary>Whether the service computes an aggregate from its indexes alone.</summary>
    private bool IsIndexOnly(Aggregate aggregate) => reader.IsServed
        && (constants.TryGet(aggregate.Argument, out _) || (DocumentPath.TryFrom(aggregate.Argument) is { } path && indexing.IsIndexed(path)));

    private Value Aggregate(Aggregate aggregate)
    {
        if (query.OrderBy.Count > 0 || query.Top is not null || query.Offset is not null || query.Distinct)
        {
            throw SqlException.NotSupported("an aggregate with ORDER BY, TOP, OFFSET or DISTINCT");
        }

        var isCountOfAll = aggregate.Function == AggregateFunction.Count
            && constants.TryGet(aggregate.Argument, out var argument) && argument.Kind != ValueKind.Undefined;
        if (isCountOfAll && reader.TryCount() is { } count)
        {
            return Value.From((double)count);
        }

        var accumulator = new Accumulator(aggregate.Function);
        foreach (var candidate in reader.Read(null))
        {
            accumulator.Add(evaluator.Evaluate(aggregate.Argument, candidate.Document));
        }

        return accumulator.Result;
    }
}
