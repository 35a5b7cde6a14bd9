using System.Collections.Concurrent;
using Microsoft.Data.Sqlite;

namespace Fixia.Local.Cosmos.Storage;

/// <summary>Read-only connections, opened as concurrent readers need them. Each read sees one consistent snapshot.</summary>
internal sealed class ReadPool(string dataFile) : IDisposable
{
    private readonly ConcurrentBag<SqlSession> idle = [];
    private volatile bool disposed;

    public T Run<T>(Func<SqlSession, T> read)
    {
        ObjectDisposedException.ThrowIf(disposed, this);
        var session = idle.TryTake(out var free) ? free : SqlSession.Open(dataFile, readOnly: true);
        try
        {
            session.Trim();
            session.Execute("BEGIN");
            return read(session);
        }
        finally
        {
            if (TryEnd(session) && !disposed)
            {
                idle.Add(session);
            }
            else
            {
                session.Dispose();
            }
        }
    }

    public void Dispose()
    {
        disposed = true;
        while (idle.TryTake(out var session))
        {
            session.Dispose();
        }
    }

    /// <summary>Ends the snapshot; false when the session is of no more use. Why the read failed is said already.</summary>
    private static bool TryEnd(SqlSession session)
    {
        try
        {
            if (session.InTransaction)
            {
                session.Execute("COMMIT");
            }

            return true;
        }
        catch (SqliteException)
        {
            return false;
        }
    }
}
