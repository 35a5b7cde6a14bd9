using Fixia.Local.Cosmos.Catalog;

namespace Fixia.Local.Cosmos.Storage;

/// <summary>
/// The table of a container's documents: keys, version and expiry in columns, the whole document as JSON, and one column
/// of sort keys for each property that the indexing policy names, over which its indexes lie. A policy with other
/// properties has a table of its own, so that no query ever meets the columns of another policy.
/// </summary>
internal sealed class TableLayout
{
    private static readonly DocumentPath Id = new(["id"]);

    private readonly Dictionary<DocumentPath, string> columns = [];

    public TableLayout(int container, int generation, ContainerDefinition definition)
    {
        Name = $"docs_{container}_{generation}";
        columns.Add(definition.PartitionKey, "pk");
        columns.TryAdd(Id, "id");
        var wanted = definition.Indexing.Composite
            .Concat(definition.Indexing.Single.Where(path => !columns.ContainsKey(path)).Select(path => (IReadOnlyList<IndexPart>)[new IndexPart(path, false)]))
            .ToList();
        Paths = [.. wanted.SelectMany(index => index).Select(part => part.Path).Distinct().Where(path => !columns.ContainsKey(path))];
        foreach (var path in Paths)
        {
            columns.Add(path, $"k{columns.Count}");
        }

        Indexes = [.. wanted.Select((index, i) => new TableIndex($"{Name}_i{i}", [.. index.Select(part => columns[part.Path])], Terms(index)))];
        InsertSql = $"INSERT OR REPLACE INTO {Name} (n, pk, id, lsn, ts, etag, ttl, expires, body{Each(path => $", {columns[path]}")}) "
            + $"VALUES ($0, $1, $2, $3, $4, $5, $6, $7, CAST($8 AS TEXT){string.Concat(Enumerable.Range(0, Paths.Count).Select(i => $", ${9 + i}"))})";
        FindSql = $"SELECT n, pk, id, lsn, ts, etag, ttl, expires, body FROM {Name} WHERE pk = $0 AND id = $1";
        BodySql = $"SELECT body FROM {Name} WHERE n = $0";
    }

    /// <summary>The name of the table.</summary>
    public string Name { get; }

    /// <summary>The properties with a column of their own, in the order of the arguments from $9 on of <see cref="InsertSql"/>.</summary>
    public IReadOnlyList<DocumentPath> Paths { get; }

    public IReadOnlyList<TableIndex> Indexes { get; }

    public string InsertSql { get; }

    public string FindSql { get; }

    public string BodySql { get; }

    /// <summary>The column that holds the sort key of a property, or null when it has none.</summary>
    public string? ColumnOf(DocumentPath? path) => path is not null && columns.TryGetValue(path, out var column) ? column : null;

    public void Create(SqlSession session)
    {
        session.Execute($"""
            CREATE TABLE {Name} (
                n INTEGER PRIMARY KEY, pk BLOB NOT NULL, id BLOB NOT NULL, lsn INTEGER NOT NULL, ts INTEGER NOT NULL,
                etag TEXT NOT NULL, ttl INTEGER, expires INTEGER, {Each(path => $"{columns[path]} BLOB NOT NULL, ")}body TEXT NOT NULL)
            """);
        session.Execute($"CREATE UNIQUE INDEX {Name}_id ON {Name} (pk, id)");
        session.Execute($"CREATE INDEX {Name}_pk ON {Name} (pk)");
        session.Execute($"CREATE UNIQUE INDEX {Name}_lsn ON {Name} (lsn)");
        session.Execute($"CREATE INDEX {Name}_expires ON {Name} (expires) WHERE expires IS NOT NULL");
        foreach (var index in Indexes)
        {
            session.Execute($"CREATE INDEX {index.Name} ON {Name} (pk, {index.Terms})");
        }
    }

    public void Drop(SqlSession session) => session.Execute($"DROP TABLE {Name}");

    private string Each(Func<DocumentPath, string> text) => string.Concat(Paths.Select(text));

    private string Terms(IReadOnlyList<IndexPart> index) =>
        string.Join(", ", index.Select(part => columns[part.Path] + (part.Descending ? " DESC" : "")));
}
