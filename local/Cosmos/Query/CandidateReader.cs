using Fixia.Local.Cosmos.Catalog;
using Fixia.Local.Cosmos.Charges;
using Fixia.Local.Cosmos.Sql;
using Fixia.Local.Cosmos.Storage;

namespace Fixia.Local.Cosmos.Query;

/// <summary>
/// Reads the documents that match a query, in its order, one at a time. It also counts what the service would have done
/// for them, which depends on the indexing policy and not on how SQLite finds them.
/// </summary>
internal sealed class CandidateReader
{
    private readonly SqlSession session;
    private readonly ContainerInfo container;
    private readonly IReadOnlyList<OrderTerm> terms;
    private readonly Evaluator evaluator;
    private readonly CandidateOrder order;
    private readonly Filter filter;
    private readonly int lookups;
    private readonly bool sortsMatches;
    private readonly long now;
    private long matches;
    private long loaded;
    private long loadedBytes;

    public CandidateReader(SqlSession session, ContainerInfo container, QueryRequest request, Expression? where, byte[]? partitionKey, long now)
    {
        (this.session, this.container, this.now) = (session, container, now);
        (terms, evaluator) = (request.Query.OrderBy, request.Evaluator);
        order = new CandidateOrder(terms);
        var constants = new Constants(evaluator);
        List<Conjunct> conjuncts = [.. Conjunct.Of(where, container.Definition.Indexing, constants)];
        filter = new Filter(conjuncts, container.Layout, constants);
        if (partitionKey is { } key)
        {
            filter.Narrow("pk", KeySet.Point(key));
        }

        // An index in the order of one property does not tell which documents match a filter on another.
        var ordered = terms.Select(term => DocumentPath.TryFrom(term.Expression)).Append(container.Definition.PartitionKey).ToList();
        sortsMatches = terms.Count > 0 && conjuncts.SelectMany(conjunct => conjunct.Paths).Any(path => !ordered.Contains(path));
        IsServed = conjuncts.TrueForAll(conjunct => conjunct.IsServed);
        lookups = conjuncts.Where(conjunct => conjunct.IsServed)
            .Sum(conjunct => conjunct.Paths.Count(path => !path.Equals(container.Definition.PartitionKey)));
    }

    /// <summary>What has been done so far; documents that only a sort had to see count with the average size.</summary>
    public QueryWork Work => new(lookups, matches, loaded, matches == 0 ? 0 : loadedBytes * loaded / matches);

    /// <summary>Whether the service's indexes decide the whole filter.</summary>
    public bool IsServed { get; }

    /// <summary>Counts all matches without reading them, when conditions on columns decide the whole filter.</summary>
    public long? TryCount()
    {
        if (filter.Rest.Count > 0)
        {
            return null;
        }

        matches = CountRows();
        return matches;
    }

    /// <summary>
    /// Counts the matches of each group without reading them, when conditions on columns decide the whole filter and each group is of one
    /// value of a column or several.
    /// </summary>
    /// <returns>The last document of each group, in the order of the first of each, and how many there are; null when they have to be read.</returns>
    public IReadOnlyList<(Value Sample, long Count)>? TryCountGroups(IEnumerable<Expression> groupBy)
    {
        var columns = groupBy.Select(expression => container.Layout.ColumnOf(DocumentPath.TryFrom(expression))).ToList();
        if (filter.Rest.Count > 0 || columns.Contains(null))
        {
            return null;
        }

        var arguments = new List<object?>();
        var groups = new List<(long Number, long Count)>();
        using (var rows = session.Query(
            $"SELECT MAX(n), COUNT(*) {From(arguments, [])} GROUP BY {string.Join(", ", columns)} ORDER BY MIN(n)", [.. arguments]))
        {
            while (rows.Read())
            {
                groups.Add((rows.GetInt64(0), rows.GetInt64(1)));
            }
        }

        matches = groups.Sum(group => group.Count);
        return groups.ConvertAll(group => (Body(group.Number).Document, group.Count));
    }

    /// <param name="last">Where the page before ended.</param>
    public IEnumerable<Candidate> Read(Continuation? last)
    {
        if (sortsMatches && last is null)
        {
            loaded = CountRows();
        }

        var columns = terms.Select(term => container.Layout.ColumnOf(DocumentPath.TryFrom(term.Expression))).ToList();
        return columns.Contains(null) ? Sorted(last) : InStoredOrder(columns!, last);
    }

    private long CountRows()
    {
        var arguments = new List<object?>();
        return Convert.ToInt64(session.Scalar($"SELECT COUNT(*) {From(arguments, [])}", [.. arguments]));
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
            filter.Narrow(columns[0], terms[0].Descending
                ? KeySet.Range(SortKey.StartOf(SortKey.UndefinedTag), SortKey.After(key))
                : KeySet.Range(key, SortKey.StartOf(SortKey.EndTag)));
        }

        var arguments = new List<object?>();
        var source = From(arguments, columns);
        var sqlOrder = columns.Select((column, i) => column + (terms[i].Descending ? " DESC" : ""))
            .Append(order.NumbersDescend ? "n DESC" : "n");
        using var reader = session.Query(
            $"SELECT {string.Join(", ", columns.Prepend("n"))} {source} ORDER BY {string.Join(", ", sqlOrder)}", [.. arguments]);
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

    /// <summary>Sorts here by properties that no column holds.</summary>
    private List<Candidate> Sorted(Continuation? last)
    {
        var all = InStoredOrder([], null)
            .Select(candidate => candidate with { Keys = [.. terms.Select(term => SortKey.Of(evaluator.Evaluate(term.Expression, candidate.Document)))] })
            .Where(candidate => last is null || order.IsAfter(candidate.Keys, candidate.Number, last))
            .ToList();
        all.Sort(order.Compare);
        return all;
    }

    private (Value Document, int Bytes) Body(long number)
    {
        using var reader = session.Query(container.Layout.BodySql, number);
        reader.Read();
        var body = reader.GetFieldValue<byte[]>(0);
        return (Value.From(DocumentFormat.Read(body)), body.Length);
    }

    private Candidate? Load(long number, IReadOnlyList<byte[]> keys)
    {
        var (document, bytes) = Body(number);
        if (!Holds(filter.Rest, served: true, document))
        {
            return null;
        }

        matches++;
        loaded = Math.Max(loaded, matches);
        loadedBytes += bytes;
        return Holds(filter.Rest, served: false, document) ? new Candidate(number, keys, document, bytes) : null;
    }

    private bool Holds(IReadOnlyList<Conjunct> conjuncts, bool served, Value document)
    {
        foreach (var conjunct in conjuncts)
        {
            if (conjunct.IsServed == served && !evaluator.Evaluate(conjunct.Condition, document).IsTrue)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>The table with the best index and the filter; with expiry only while expired documents wait to be deleted.</summary>
    private string From(List<object?> arguments, IReadOnlyList<string> columns)
    {
        var index = new IndexChoice(session, container.Layout, filter).Choose(columns) is { } name ? $" INDEXED BY {name}" : "";
        var sql = $"FROM {container.Layout.Name}{index} WHERE {filter.ToSql(arguments)}";
        if (!DocumentTable.HasExpired(session, container, now))
        {
            return sql;
        }

        arguments.Add(now);
        return $"{sql} AND (expires IS NULL OR expires > ${arguments.Count - 1})";
    }
}
