using Fixia.Local.Cosmos.Charges;
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
    private readonly IReadOnlyList<CandidateReader> readers;
    private readonly IndexingPolicy indexing;

    public QueryExecutor(SqlSession session, ContainerInfo container, QueryRequest request, Value? partitionKey, long now)
    {
        (query, evaluator) = (request.Query, request.Evaluator);
        constants = new Constants(evaluator);
        indexing = container.Definition.Indexing;
        indexing.CheckOrder(query.OrderBy);
        var partition = partitionKey is { } value ? SortKey.Of(value) : null;
        var parts = partition is null && query.IsGrouped ? PartitionPart.Of(query.Where, container.Definition.PartitionKey, constants) : null;
        readers = parts is null
            ? [new CandidateReader(session, container, request, query.Where, partition, now)]
            : [.. parts.Select(part => new CandidateReader(session, container, request, part.Where, part.PartitionKey, now))];
    }

    private QueryWork Work => readers.Select(reader => reader.Work).Aggregate((one, other) => one + other);

    /// <param name="token">The continuation of the page before.</param>
    /// <param name="pageSize">The most results of the page.</param>
    public QueryPage Run(string? token, int pageSize)
    {
        var last = Continuation.Decode(token, query.OrderBy.Count);
        var offset = last is null ? constants.Count(query.Offset, "OFFSET") ?? 0 : 0;
        var left = (constants.Count(query.Top, "TOP") ?? constants.Count(query.Limit, "LIMIT") ?? int.MaxValue) - (last?.Taken ?? 0);
        return query.IsGrouped ? GroupedPage(offset, left)
            : query.Distinct || !query.HasFrom ? OnePage(Documents().Select(document => Project(document, evaluator)), offset, left)
            : Page(last, offset, left, pageSize);
    }

    private QueryPage Page(Continuation? last, int offset, int left, int pageSize)
    {
        var results = new List<Value>();
        var bytes = 0;
        var taken = last?.Taken ?? 0;
        Candidate? previous = null;
        foreach (var candidate in left > 0 ? readers[0].Read(last) : [])
        {
            if (results.Count >= pageSize || (bytes + candidate.Bytes > MostPageBytes && results.Count > 0))
            {
                return new QueryPage(results, new Continuation(previous!.Keys, previous.Number, taken).Encode(), Work);
            }

            // What is undefined is no result: neither OFFSET nor TOP and LIMIT count it.
            previous = candidate;
            var result = Project(candidate.Document, evaluator);
            if (result.Kind == ValueKind.Undefined || offset-- > 0)
            {
                continue;
            }

            results.Add(result);
            bytes += candidate.Bytes;
            taken++;
            if (--left == 0)
            {
                break;
            }
        }

        return new QueryPage(results, null, Work);
    }

    private QueryPage GroupedPage(int offset, int left)
    {
        var page = OnePage(Groups().Select(group => Project(group.Sample, evaluator.With(group.Results))), offset, left);
        return query.HasFrom && IsIndexOnlyQuery
            ? page with { Work = page.Work with { Loaded = 0, LoadedBytes = 0 } }
            : page;
    }

    /// <summary>All results in one page: DISTINCT and GROUP BY need every document that came before.</summary>
    private QueryPage OnePage(IEnumerable<Value> all, int offset, int left)
    {
        var seen = new HashSet<Value>(ValueComparer.Equality);
        var results = all.Where(value => value.Kind != ValueKind.Undefined && (!query.Distinct || seen.Add(value)))
            .Skip(offset).Take(left).ToList();
        return new QueryPage(results, null, Work);
    }

    /// <summary>The documents that match; without FROM there is one, which is undefined.</summary>
    private IEnumerable<Value> Documents() =>
        query.HasFrom ? readers.SelectMany(reader => reader.Read(null)).Select(candidate => candidate.Document)
        : query.Where is null || evaluator.Evaluate(query.Where, Value.Undefined).IsTrue ? [Value.Undefined]
        : [];

    private List<Group> Groups()
    {
        var groups = new Dictionary<Value[], Group>(Group.KeyEquality);
        if (query.GroupBy.Count == 0)
        {
            var all = new Group(query.Aggregates);
            groups.Add([], all);
            if (query.HasFrom && query.Aggregates.All(IsCountOfAll) && readers is [var reader] && reader.TryCount() is { } count)
            {
                all.AddCounted(count);
                return [all];
            }
        }

        foreach (var (document, counted) in Counted())
        {
            var key = query.GroupBy.Select(expression => evaluator.Evaluate(expression, document)).ToArray();
            if (!groups.TryGetValue(key, out var group))
            {
                groups.Add(key, group = new Group(query.Aggregates));
            }

            if (counted is { } count)
            {
                group.AddCounted(document, count);
            }
            else
            {
                group.Add(document, evaluator);
            }
        }

        return [.. groups.Values];
    }

    /// <summary>The documents; where nothing but how many they are is asked for, one of each group and that number.</summary>
    private IEnumerable<(Value Document, long? Count)> Counted() =>
        query.HasFrom && query.GroupBy.Count > 0 && IsIndexOnlyQuery && query.Aggregates.All(IsCountOfAll)
            ? readers.SelectMany(reader => reader.TryCountGroups(query.GroupBy)?.Select(group => (group.Sample, (long?)group.Count))
                ?? reader.Read(null).Select(candidate => (candidate.Document, (long?)null)))
            : Documents().Select(document => (document, (long?)null));

    private Value Project(in Value document, Evaluator with) =>
        query.Value is { } value ? with.Evaluate(value, document)
        : query.Members is { } members ? with.EvaluateObject(members, document)
        : document;

    /// <summary>Whether the service computes all groups from its indexes alone.</summary>
    private bool IsIndexOnlyQuery => query.GroupBy.All(IsIndexed) && query.Aggregates.All(IsIndexOnly);

    private bool IsCountOfAll(Aggregate aggregate) => aggregate.Function == AggregateFunction.Count
        && constants.TryGet(aggregate.Argument, out var argument) && argument.Kind != ValueKind.Undefined;

    /// <summary>Whether the service computes an aggregate from its indexes alone.</summary>
    private bool IsIndexOnly(Aggregate aggregate) => readers.All(reader => reader.IsServed)
        && (constants.TryGet(aggregate.Argument, out _) || IsIndexed(aggregate.Argument));

    private bool IsIndexed(Expression expression) => DocumentPath.TryFrom(expression) is { } path && indexing.IsIndexed(path);
}
