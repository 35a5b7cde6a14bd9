using Fixia.Local.Cosmos.Catalog;

namespace Fixia.Local.Cosmos.Storage;

/// <summary>A replica that has fallen behind: one snapshot, kept for as long as it is wanted. Thread-safe.</summary>
internal sealed class LaggingReplica(string dataFile) : IDisposable
{
    private readonly Lock gate = new();
    private SqlSession? snapshot;

    /// <summary>From now on it stays where the account is now.</summary>
    public void FallBehind()
    {
        lock (gate)
        {
            snapshot?.Dispose();
            snapshot = SqlSession.Open(dataFile, readOnly: true);
            snapshot.Execute("BEGIN");

            // A snapshot begins with its first read.
            snapshot.Scalar("SELECT count(*) FROM containers");
        }
    }

    /// <summary>It is as good as any other again.</summary>
    public void CatchUp()
    {
        lock (gate)
        {
            snapshot?.Dispose();
            snapshot = null;
        }
    }

    /// <summary>Reads from it, unless it has not fallen behind, or lacks what the reader knows already.</summary>
    /// <returns>The answer and the number of the last change in it.</returns>
    public (T Answer, long Lsn)? TryRead<T>(ContainerInfo container, long least, Func<SqlSession, T> read)
    {
        lock (gate)
        {
            if (snapshot?.Scalar("SELECT lsn FROM containers WHERE number = $0", container.Number) is not { } value
                || Convert.ToInt64(value) is var lsn && lsn < least)
            {
                return null;
            }

            return (read(snapshot), lsn);
        }
    }

    public void Dispose() => CatchUp();
}
