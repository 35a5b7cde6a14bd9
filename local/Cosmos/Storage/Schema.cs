namespace Fixia.Local.Cosmos.Storage;

/// <summary>The tables of databases and containers; each container's documents have a <see cref="TableLayout"/> of their own.</summary>
internal static class Schema
{
    private const int Version = 1;

    private const string Tables = """
        CREATE TABLE databases (
            number INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, etag TEXT NOT NULL, ts INTEGER NOT NULL);
        CREATE TABLE containers (
            number INTEGER PRIMARY KEY AUTOINCREMENT, database INTEGER NOT NULL, id TEXT NOT NULL, definition TEXT NOT NULL,
            etag TEXT NOT NULL, ts INTEGER NOT NULL, lsn INTEGER NOT NULL DEFAULT 0,
            generation INTEGER NOT NULL DEFAULT 0, UNIQUE (database, id));
        """;

    /// <exception cref="InvalidDataException">The file has the tables of another version.</exception>
    public static void Prepare(SqlSession session, string dataFile)
    {
        switch (Convert.ToInt32(session.Scalar("PRAGMA user_version")))
        {
            case 0:
                session.Execute("BEGIN IMMEDIATE");
                session.Execute(Tables);
                session.Execute($"PRAGMA user_version = {Version}");
                session.Execute("COMMIT");
                break;
            case Version:
                break;
            case var other:
                throw new InvalidDataException($"{dataFile} has schema version {other}; this endpoint reads version {Version}. Delete the file or keep it for the version that wrote it.");
        }
    }
}
