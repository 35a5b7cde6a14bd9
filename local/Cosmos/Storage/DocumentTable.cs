using System.Text.Json;
using Fixia.Local.Cosmos.Catalog;

namespace Fixia.Local.Cosmos.Storage;

/// <summary>Rows of a container's table.</summary>
internal static class DocumentTable
{
    public static DocumentRow? Find(SqlSession session, ContainerInfo container, byte[] partitionKey, byte[] id)
    {
        using var reader = session.Query(container.Layout.FindSql, partitionKey, id);
        return reader.Read() ? DocumentRow.Read(reader) : null;
    }

    public static void Write(SqlSession session, ContainerInfo container, DocumentRow row, JsonElement document)
    {
        var paths = container.Layout.Paths;
        var arguments = new object?[9 + paths.Count];
        row.ColumnsTo(arguments);
        for (var i = 0; i < paths.Count; i++)
        {
            arguments[9 + i] = SortKey.Of(paths[i].Read(document));
        }

        session.Execute(container.Layout.InsertSql, arguments);
    }

    public static void Delete(SqlSession session, ContainerInfo container, DocumentRow row) =>
        session.Execute($"DELETE FROM {container.Layout.Name} WHERE n = $0", row.Number);

    /// <summary>Copies all documents into the table of another indexing policy.</summary>
    public static void Copy(SqlSession session, ContainerInfo from, ContainerInfo to)
    {
        using var reader = session.Query($"SELECT n, pk, id, lsn, ts, etag, ttl, expires, body FROM {from.Layout.Name}");
        while (reader.Read())
        {
            var row = DocumentRow.Read(reader);
            Write(session, to, row, DocumentFormat.Read(row.Body));
        }
    }

    /// <summary>Computes anew when each document expires, after the container's default changed.</summary>
    public static void ApplyDefaultTtl(SqlSession session, ContainerInfo container) => session.Execute(
        $"UPDATE {container.Layout.Name} SET expires = CASE WHEN $0 IS NULL OR coalesce(ttl, $0) < 0 THEN NULL ELSE ts + coalesce(ttl, $0) END",
        container.Definition.DefaultTtl);

    /// <summary>Whether a document has expired that is not yet deleted; only then need reads look at expiry.</summary>
    public static bool HasExpired(SqlSession session, ContainerInfo container, long now) =>
        session.Scalar($"SELECT 1 FROM {container.Layout.Name} WHERE expires <= $0 LIMIT 1", now) is not null;

    /// <summary>Deletes up to <paramref name="most"/> expired documents.</summary>
    /// <returns>How many were deleted.</returns>
    public static int Purge(SqlSession session, ContainerInfo container, long now, int most)
    {
        var table = container.Layout.Name;
        session.Execute($"DELETE FROM {table} WHERE n IN (SELECT n FROM {table} WHERE expires <= $0 LIMIT $1)", now, most);
        return Convert.ToInt32(session.Scalar("SELECT changes()"));
    }
}
