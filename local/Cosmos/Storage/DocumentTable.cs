using System.Text.Json;
using Fixia.Local.Cosmos.Catalog;

namespace Fixia.Local.Cosmos.Storage;

/// <summary>
/// The table of a container's documents: keys, version and expiry in columns, the whole document as JSON, and one column
/// of sort keys for each property that the indexing policy names, over which its indexes lie.
/// </summary>
internal static class DocumentTable
{
    public static void Create(SqlSession session, ContainerInfo container)
    {
        var paths = IndexedPaths(container);
        var columns = string.Concat(paths.Select((_, i) => $"k{i} BLOB NOT NULL, "));
        session.Execute($"""
            CREATE TABLE {container.Table} (
                n INTEGER PRIMARY KEY, pk BLOB NOT NULL, id BLOB NOT NULL, lsn INTEGER NOT NULL, ts INTEGER NOT NULL,
                etag TEXT NOT NULL, ttl INTEGER, expires INTEGER, {columns}body TEXT NOT NULL)
            """);
        session.Execute($"CREATE UNIQUE INDEX {container.Table}_key ON {container.Table} (pk, id)");
        session.Execute($"CREATE UNIQUE INDEX {container.Table}_lsn ON {container.Table} (lsn)");
        session.Execute($"CREATE INDEX {container.Table}_expires ON {container.Table} (expires) WHERE expires IS NOT NULL");
        var number = 0;
        foreach (var index in container.Definition.Indexing.Indexes)
        {
            var parts = index.Select(part => ColumnOf(container, part.Path) + (part.Descending ? " DESC" : ""));
            session.Execute($"CREATE INDEX {container.Table}_i{number++} ON {container.Table} (pk, {string.Join(", ", parts)})");
        }
    }

    /// <summary>The properties that have a column of their own.</summary>
    public static IReadOnlyList<DocumentPath> IndexedPaths(ContainerInfo container) =>
    [
        .. container.Definition.Indexing.Indexes.SelectMany(index => index).Select(part => part.Path).Distinct()
            .Where(path => !path.Equals(IdPath) && !path.Equals(container.Definition.PartitionKey)),
    ];

    public static DocumentPath IdPath { get; } = new(["id"]);

    /// <summary>The column that holds the sort key of a property, or null when it has none.</summary>
    public static string? ColumnOf(ContainerInfo container, DocumentPath path)
    {
        if (path.Equals(container.Definition.PartitionKey))
        {
            return "pk";
        }

        if (path.Equals(IdPath))
        {
            return "id";
        }

        var paths = IndexedPaths(container);
        for (var i = 0; i < paths.Count; i++)
        {
            if (paths[i].Equals(path))
            {
                return $"k{i}";
            }
        }

        return null;
    }

    /// <summary>Gives the table the columns and indexes of a new indexing policy.</summary>
    public static void Rebuild(SqlSession session, ContainerInfo container)
    {
        var old = $"{container.Table}_old";
        session.Execute($"ALTER TABLE {container.Table} RENAME TO {old}");
        foreach (var index in IndexNames(session, old))
        {
            session.Execute($"DROP INDEX {index}");
        }

        Create(session, container);
        using (var reader = session.Query($"SELECT n, pk, id, lsn, ts, etag, ttl, expires, body FROM {old}"))
        {
            while (reader.Read())
            {
                var row = DocumentRow.Read(reader);
                Insert(session, container, row, JsonElement.Parse(row.Body));
            }
        }

        session.Execute($"DROP TABLE {old}");
    }

    public static void Insert(SqlSession session, ContainerInfo container, DocumentRow row, JsonElement document)
    {
        var paths = IndexedPaths(container);
        var arguments = new object?[9 + paths.Count];
        row.ColumnsTo(arguments);
        for (var i = 0; i < paths.Count; i++)
        {
            arguments[9 + i] = SortKey.Of(paths[i].Read(document));
        }

        var names = string.Concat(paths.Select((_, i) => $", k{i}"));
        var values = string.Concat(paths.Select((_, i) => $", ${9 + i}"));
        session.Execute(
            $"INSERT OR REPLACE INTO {container.Table} (n, pk, id, lsn, ts, etag, ttl, expires, body{names}) "
            + $"VALUES ($0, $1, $2, $3, $4, $5, $6, $7, CAST($8 AS TEXT){values})",
            arguments);
    }

    public static DocumentRow? Find(SqlSession session, ContainerInfo container, byte[] partitionKey, byte[] id)
    {
        using var reader = session.Query(
            $"SELECT n, pk, id, lsn, ts, etag, ttl, expires, body FROM {container.Table} WHERE pk = $0 AND id = $1", partitionKey, id);
        return reader.Read() ? DocumentRow.Read(reader) : null;
    }

    public static void Delete(SqlSession session, ContainerInfo container, DocumentRow row) =>
        session.Execute($"DELETE FROM {container.Table} WHERE n = $0", row.Number);

    public static void ApplyDefaultTtl(SqlSession session, ContainerInfo container)
    {
        session.Execute(
            $"UPDATE {container.Table} SET expires = CASE WHEN $0 IS NULL OR coalesce(ttl, $0) < 0 THEN NULL ELSE ts + coalesce(ttl, $0) END",
            container.Definition.DefaultTtl);
    }

    /// <summary>Deletes up to <paramref name="most"/> expired documents.</summary>
    /// <returns>How many were deleted.</returns>
    public static int Purge(SqlSession session, ContainerInfo container, long now, int most)
    {
        session.Execute(
            $"DELETE FROM {container.Table} WHERE n IN (SELECT n FROM {container.Table} WHERE expires <= $0 LIMIT $1)", now, most);
        return Convert.ToInt32(session.Scalar("SELECT changes()"));
    }

    /// <summary>Whether a document has expired that is not yet deleted; only then need reads look at expiry.</summary>
    public static bool HasExpired(SqlSession session, ContainerInfo container, long now) =>
        session.Scalar($"SELECT 1 FROM {container.Table} WHERE expires <= $0 LIMIT 1", now) is not null;

    private static List<string> IndexNames(SqlSession session, string table)
    {
        var names = new List<string>();
        using var reader = session.Query("SELECT name FROM sqlite_master WHERE type = 'index' AND tbl_name = $0 AND sql IS NOT NULL", table);
        while (reader.Read())
        {
            names.Add(reader.GetString(0));
        }

        return names;
    }
}
