using System.Collections.Concurrent;
using System.Text.Json;
using Fixia.Local.Cosmos.Catalog;
using Fixia.Local.Cosmos.Protocol;
using Microsoft.Data.Sqlite;

namespace Fixia.Local.Cosmos.Storage;

/// <summary>
/// One account in one SQLite file: databases, containers, and a table of documents for each container. Reads run on
/// snapshots beside the one writer.
/// </summary>
internal sealed class Store : IAsyncDisposable
{
    // What the lock of a file that another process holds is refused with.
    private const int SharingViolation = unchecked((int)0x80070020);
    private const int LinuxWouldBlock = 11;
    private const int MacWouldBlock = 35;

    private readonly ConcurrentDictionary<string, DatabaseInfo> databases = new();
    private readonly ConcurrentDictionary<(int Database, string Id), ContainerInfo> containers = new();
    private readonly string dataFile;
    private readonly TimeProvider time;
    private readonly FileStream fileLock;
    private readonly WriteQueue writes;
    private readonly ReadPool reads;
    private readonly LaggingReplica replica;

    private Store(string dataFile, TimeProvider time)
    {
        (this.dataFile, this.time) = (dataFile, time);
        fileLock = Lock(dataFile);
        SqlSession? session = null;
        try
        {
            DataFile.Protect(dataFile);
            DataFile.RequireSoundLog(dataFile);
            session = SqlSession.Open(dataFile, readOnly: false);
            Schema.Prepare(session, dataFile);
            Load(session);
        }
        catch (Exception exception)
        {
            session?.Dispose();
            fileLock.Dispose();
            switch (exception)
            {
                case SqliteException failure:
                    throw DataFile.Explain(dataFile, failure);
                case IOException and not DataFileException or UnauthorizedAccessException:
                    throw DataFile.Closed(dataFile, exception);
                case JsonException or ServiceException or InvalidOperationException:
                    throw DataFile.Damaged(dataFile, exception);
                default:
                    throw;
            }
        }

        reads = new ReadPool(dataFile);
        replica = new LaggingReplica(dataFile);
        writes = new WriteQueue(session);
    }

    public IEnumerable<DatabaseInfo> Databases => databases.Values.OrderBy(database => database.Number);

    /// <summary>Now, in the whole seconds since 1970 that <c>_ts</c> and expiry count in.</summary>
    public long Now => time.GetUtcNow().ToUnixTimeSeconds();

    /// <exception cref="IOException">The file can't be used; the message says why.</exception>
    /// <exception cref="InvalidDataException">The file is of another version.</exception>
    public static Store Open(string dataFile, TimeProvider time) => new(dataFile, time);

    public static string NewETag() => $"\"{Guid.NewGuid()}\"";

    /// <summary>Runs a read of documents on one snapshot.</summary>
    /// <exception cref="ServiceException">404: the container was deleted meanwhile.</exception>
    /// <exception cref="DataFileException">The file can't be read.</exception>
    public T Read<T>(ContainerInfo container, Func<SqlSession, ContainerInfo, T> read)
    {
        try
        {
            try
            {
                return reads.Run(session => read(session, container));
            }
            catch (SqliteException exception) when (exception.Message.Contains("no such table", StringComparison.Ordinal))
            {
                // A new indexing policy moved the documents to another table between the lookup and the read.
                return reads.Run(session => read(session, Container(container.Database.Id, container.Id)));
            }
        }
        catch (SqliteException exception)
        {
            throw DataFile.Explain(dataFile, exception);
        }
    }

    /// <summary>Runs a read that need not see every write.</summary>
    /// <param name="container">Where.</param>
    /// <param name="least">The last change that the reader knows; null: all of them.</param>
    /// <param name="read">The read.</param>
    /// <returns>The answer, and how far the container had changed where it was read.</returns>
    /// <inheritdoc cref="Read{T}(ContainerInfo, Func{SqlSession, ContainerInfo, T})"/>
    public (T Answer, long Lsn) Read<T>(ContainerInfo container, long? least, Func<SqlSession, ContainerInfo, T> read)
    {
        if (least is { } known && replica.TryRead(container, known, session => read(session, container)) is { } old)
        {
            return old;
        }

        var lsn = container.Progress.CommittedLsn;
        return (Read(container, read), lsn);
    }

    /// <inheritdoc cref="LaggingReplica"/>
    public LaggingReplica Replica => replica;

    /// <summary>Runs a write of documents; the container is looked up when the write's turn comes.</summary>
    /// <exception cref="DataFileException">The file can't be written.</exception>
    public Task<T> WriteAsync<T>(ContainerInfo container, Func<SqlSession, ContainerInfo, ICollection<Action>, T> write) =>
        RunAsync((session, committed) => write(session, Container(container.Database.Id, container.Id), committed), alone: false);

    public IEnumerable<ContainerInfo> ContainersOf(DatabaseInfo database) =>
        containers.Values.Where(container => container.Database == database).OrderBy(container => container.Number);

    public IEnumerable<ContainerInfo> Containers => containers.Values;

    /// <summary>Finds a database by its id or its <c>_rid</c>.</summary>
    /// <exception cref="ServiceException">404: there is none.</exception>
    public DatabaseInfo Database(string idOrRid) => databases.TryGetValue(idOrRid, out var database)
        ? database
        : databases.Values.FirstOrDefault(candidate => candidate.Rid == idOrRid)
            ?? throw ServiceException.NotFound($"The database '{idOrRid}' does not exist.");

    /// <summary>Finds a container by the ids or the <c>_rid</c>s of its database and itself.</summary>
    /// <exception cref="ServiceException">404: there is none.</exception>
    public ContainerInfo Container(string database, string idOrRid)
    {
        var owner = Database(database);
        return containers.TryGetValue((owner.Number, idOrRid), out var container)
            ? container
            : containers.Values.FirstOrDefault(candidate => candidate.Rid == idOrRid && candidate.Database == owner)
                ?? throw ServiceException.NotFound($"The container '{idOrRid}' does not exist.", ResourceNotFound);
    }

    /// <summary>The sub status that tells a missing container from a missing item.</summary>
    private const int ResourceNotFound = 1003;

    public Task<DatabaseInfo> CreateDatabaseAsync(string id) => ChangeAsync((session, committed) =>
    {
        if (databases.ContainsKey(id))
        {
            throw ServiceException.Conflict($"The database '{id}' already exists.");
        }

        var (etag, now) = (NewETag(), Now);
        var number = Convert.ToInt32(session.Scalar("INSERT INTO databases (id, etag, ts) VALUES ($0, $1, $2) RETURNING number", id, etag, now));
        var database = new DatabaseInfo(number, id, etag, now);
        committed.Add(() => databases[id] = database);
        return database;
    });

    public Task<bool> DeleteDatabaseAsync(string id) => ChangeAsync((session, committed) =>
    {
        var database = Database(id);
        foreach (var container in ContainersOf(database).ToList())
        {
            container.Layout.Drop(session);
            committed.Add(() => containers.TryRemove((database.Number, container.Id), out _));
        }

        session.Execute("DELETE FROM containers WHERE database = $0", database.Number);
        session.Execute("DELETE FROM databases WHERE number = $0", database.Number);
        committed.Add(() => databases.TryRemove(database.Id, out _));
        return true;
    });

    public Task<ContainerInfo> CreateContainerAsync(string databaseId, ContainerDefinition definition) => ChangeAsync((session, committed) =>
    {
        var database = Database(databaseId);
        if (containers.ContainsKey((database.Number, definition.Id)))
        {
            throw ServiceException.Conflict($"The container '{definition.Id}' already exists.");
        }

        var (etag, now) = (NewETag(), Now);
        var number = Convert.ToInt32(session.Scalar(
            "INSERT INTO containers (database, id, definition, etag, ts) VALUES ($0, $1, $2, $3, $4) RETURNING number",
            database.Number, definition.Id, definition.Json.GetRawText(), etag, now));
        var container = new ContainerInfo(database, number, generation: 0, definition, etag, now, new ContainerProgress(0));
        container.Layout.Create(session);
        committed.Add(() => containers[(database.Number, definition.Id)] = container);
        return container;
    });

    public Task<ContainerInfo> ReplaceContainerAsync(string databaseId, string id, ContainerDefinition definition, Action<string> checkETag) =>
        ChangeAsync((session, committed) =>
        {
            var current = Container(databaseId, id);
            checkETag(current.ETag);
            if (definition.Id != current.Id || !definition.PartitionKey.Equals(current.Definition.PartitionKey))
            {
                throw ServiceException.BadRequest("The id and the partition key of a container can't change.");
            }

            var isReindexed = definition.Indexing.Text != current.Definition.Indexing.Text;
            var changed = new ContainerInfo(
                current.Database, current.Number, current.Generation + (isReindexed ? 1 : 0), definition, NewETag(), Now, current.Progress);
            session.Execute(
                "UPDATE containers SET definition = $0, etag = $1, ts = $2, generation = $3 WHERE number = $4",
                definition.Json.GetRawText(), changed.ETag, changed.Timestamp, changed.Generation, changed.Number);
            if (isReindexed)
            {
                changed.Layout.Create(session);
                DocumentTable.Copy(session, current, changed);
                current.Layout.Drop(session);
            }

            if (definition.DefaultTtl != current.Definition.DefaultTtl)
            {
                DocumentTable.ApplyDefaultTtl(session, changed);
            }

            committed.Add(() => containers[(changed.Database.Number, changed.Id)] = changed);
            return changed;
        });

    public Task<bool> DeleteContainerAsync(string databaseId, string id) => ChangeAsync((session, committed) =>
    {
        var container = Container(databaseId, id);
        container.Layout.Drop(session);
        session.Execute("DELETE FROM containers WHERE number = $0", container.Number);
        committed.Add(() => containers.TryRemove((container.Database.Number, container.Id), out _));
        return true;
    });

    public async ValueTask DisposeAsync()
    {
        await writes.DisposeAsync();
        reads.Dispose();
        replica.Dispose();
        await fileLock.DisposeAsync();
    }

    /// <summary>Keeps a second endpoint off the file: each counts changes and remembers containers for itself.</summary>
    private static FileStream Lock(string dataFile)
    {
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(dataFile))!);
            return new FileStream(
                dataFile + ".lock", FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 0, FileOptions.DeleteOnClose);
        }
        catch (IOException exception) when (exception.HResult is SharingViolation or LinuxWouldBlock or MacWouldBlock)
        {
            throw DataFile.InUse(dataFile, exception);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw DataFile.Closed(dataFile, exception);
        }
    }

    private Task<T> ChangeAsync<T>(Func<SqlSession, ICollection<Action>, T> change) => RunAsync(change, alone: true);

    private async Task<T> RunAsync<T>(Func<SqlSession, ICollection<Action>, T> work, bool alone)
    {
        try
        {
            return await writes.RunAsync(work, alone);
        }
        catch (SqliteException exception)
        {
            throw DataFile.Explain(dataFile, exception);
        }
    }

    private void Load(SqlSession session)
    {
        using (var reader = session.Query("SELECT number, id, etag, ts FROM databases"))
        {
            while (reader.Read())
            {
                var database = new DatabaseInfo(reader.GetInt32(0), reader.GetString(1), reader.GetString(2), reader.GetInt64(3));
                databases[database.Id] = database;
            }
        }

        using (var reader = session.Query("SELECT number, database, definition, etag, ts, lsn, generation FROM containers"))
        {
            while (reader.Read())
            {
                var owner = reader.GetInt32(1);
                var definition = ContainerDefinition.Parse(JsonElement.Parse(reader.GetString(2)));
                containers[(owner, definition.Id)] = new ContainerInfo(
                    databases.Values.Single(database => database.Number == owner), reader.GetInt32(0), reader.GetInt32(6), definition,
                    reader.GetString(3), reader.GetInt64(4), new ContainerProgress(reader.GetInt64(5)));
            }
        }
    }
}
