using Fixia.Local.Cosmos.Catalog;
using Fixia.Local.Cosmos.Protocol;
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

    private readonly SqlSession session;
    private readonly ContainerInfo container;
    private readonly SelectQuery query;
    private readonly Evaluator evaluator;
    private readonly Constants constants;
    private readonly CandidateOrder order;
    private readonly Filter filter;
    private readonly long now;
    private int loaded;
    private long loadedBytes;

    public QueryExecutor(SqlSession session, ContainerInfo container, QueryRequest request, Value? partitionKey, long now)
    {
        (this.session, this.container, this.now) = (session, container, now);
        (query, evaluator) = (request.Query, request.Evaluator);
        constants = new Constants(evaluator);
        order = new CandidateOrder(query.OrderBy);
        filter = Filter.Of(query.Where, container.Layout, constants);
        if (partitionKey is { } key)
        {
            filter.Narrow("pk", KeySet.Point(SortKey.Of(key)));
        }
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
            return Single(Aggregate(aggregate));
        }

        var offset = last is null ? constants.Count(query.Offset, "OFFSET") ?? 0 : 0;
        var left = (constants.Count(query.Top, "TOP") ?? constants.Count(query.Limit, "LIMIT") ?? int.MaxValue) - (last?.Taken ?? 0);
        return query.Distinct ? DistinctPage(offset, left) : Page(last, offset, left, pageSize);
    }

    private QueryPage Single(Value value) =>
        new(value.Kind == ValueKind.Undefined ? [] : [value], null, loaded, loadedBytes);

    private QueryPage Page(Continuation? last, int offset, int left, int pageSize)
    {
        var results = new List<Value>();
        var bytes = 0;
        var taken = last?.Taken ?? 0;
        Candidate? previous = null;
        if (left <= 0)
        {
            return new QueryPage(results, null, loaded, loadedBytes);
        }

        foreach (var candidate in Ordered(last).Skip(offset))
        {
            if (results.Count >= pageSize || (bytes + candidate.Bytes > MostPageBytes && previous is not null))
            {
                var next = new Continuation(previous!.Keys, previous.Number, taken);
                return new QueryPage(results, next.Encode(), loaded, loadedBytes);
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

        return new QueryPage(results, null, loaded, loadedBytes);
    }

    /// <summary>DISTINCT needs every result that came before, so all of them make one page.</summary>
    private QueryPage DistinctPage(int offset, int left)
    {
        var seen = new HashSet<Value>(ValueComparer.Equality);
        var results = Ordered(null).Select(candidate => Project(candidate.Document))
            .Where(value => value.Kind != ValueKind.Undefined && seen.Add(value))
            .Skip(offset).Take(left).ToList();
        return new QueryPage(results, null, loaded, loadedBytes);
    }

    private Value Project(in Value document) =>
        query.Value is { } value ? evaluator.Evaluate(value, document)
        : query.Members is { } members ? evaluator.EvaluateObject(members, document)
        : document;

    private Value Aggregate(Aggregate aggregate)
    {
        if (query.OrderBy.Count > 0 || query.Top is not null || query.Offset is not null || query.Distinct)
        {
            throw SqlException.NotSupported("an aggregate with ORDER BY, TOP, OFFSET or DISTINCT");
        }

        var isCountOfAll = aggregate.Function == AggregateFunction.Count && constants.TryGet(aggregate.Argument, out var argument)
            && argument.Kind != ValueKind.Undefined;
        if (isCountOfAll && filter.Rest.Count == 0)
        {
            var arguments = new List<object?>();
            return Value.From(Convert.ToDouble(session.Scalar($"SELECT COUNT(*) {From(arguments, [])}", [.. arguments])));
        }

        var accumulator = new Accumulator(aggregate.Function);
        foreach (var candidate in InStoredOrder([], null))
        {
            accumulator.Add(evaluator.Evaluate(aggregate.Argument, candidate.Document));
        }

        return accumulator.Result;
    }

    private IEnumerable<Candidate> Ordered(Continuation? last)
    {
        var columns = query.OrderBy.Select(term => container.Layout.ColumnOf(DocumentPath.TryFrom(term.Expression))).ToList();
        return columns.Contains(null) ? Sorted(last) : InStoredOrder(columns!, last);
    }

    /// <summary>
    /// Reads in the order of columns, or of creation. Keys come from the index and each document by its number, so that
    /// a sort in SQLite carries no documents.
    /// </summary>
    private IEnumerable<Candidate> InStoredOrder(List<string> columns, Continuation? last)
    {
        if (last is not null && columns.Count > 0)
        {
            // Earlier pages can't come again: this spares reading them in the index.
            var key = last.Keys[0];
            filter.Narrow(columns[0], query.OrderBy[0].Descending
                ? KeySet.Range(SortKey.StartOf(SortKey.UndefinedTag), SortKey.After(key))
                : KeySet.Range(key, SortKey.StartOf(SortKey.EndTag)));
        }

        var arguments = new List<object?>();
        var source = From(arguments, columns);
        var terms = columns.Select((column, i) => column + (query.OrderBy[i].Descending ? " DESC" : ""))
            .Append(order.NumbersDescend ? "n DESC" : "n");
        using var reader = session.Query(
            $"SELECT {string.Join(", ", columns.Prepend("n"))} {source} ORDER BY {string.Join(", ", terms)}", [.. arguments]);
        while (reader.Read())
        {
            var keys = new byte[columns.Count][];
            for (var i = 0; i < keys.Length; i++)
            {
                keys[i] = reader.GetFieldValue<byte[]>(i + 1);
            }

            var number = reader.GetInt64(0);
            if ((last is null || order.IsAfter(keys, number, last)) && Load(number, keys) is { } candidate)
            {
                yield return candidate;
            }
        }
    }

    private List<Candidate> Sorted(Continuation? last)
    {
        var all = InStoredOrder([], null)
            .Select(candidate => candidate with { Keys = [.. query.OrderBy.Select(term => SortKey.Of(evaluator.Evaluate(term.Expression, candidate.Document)))] })
            .Where(candidate => last is null || order.IsAfter(candidate.Keys, candidate.Number, last))
            .ToList();
        all.Sort(order.Compare);
        return all;
    }

    private Candidate? Load(long number, IReadOnlyList<byte[]> keys)
    {
        byte[] body;
        using (var reader = session.Query(container.Layout.BodySql, number))
        {
            reader.Read();
            body = reader.GetFieldValue<byte[]>(0);
        }

        var document = Candidate.Parse(body);
        loaded++;
        loadedBytes += body.Length;
        foreach (var condition in filter.Rest)
        {
            if (!evaluator.Evaluate(condition, document).IsTrue)
            {
                return null;
            }
        }

        return new Candidate(number, keys, document, body.Length);
    }

    /// <summary>The table with the best index and the filter; with expiry only while expired documents wait to be deleted.</summary>
    private string From(List<object?> arguments, IReadOnlyList<string> order)
    {
        var index = new IndexChoice(session, container.Layout, filter).Choose(order) is { } name ? $" INDEXED BY {name}" : "";
        var sql = $"FROM {container.Layout.Name}{index} WHERE {filter.ToSql(arguments)}";
        if (!DocumentTable.HasExpired(session, container, now))
        {
            return sql;
        }

        arguments.Add(now);
        return $"{sql} AND (expires IS NULL OR expires > ${arguments.Count - 1})";
    }
}
