using System.Collections.Concurrent;

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
            session.Execute("COMMIT");
            if (disposed)
            {
                session.Dispose();
            }
            else
            {
                idle.Add(session);
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
}
