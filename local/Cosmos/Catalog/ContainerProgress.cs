namespace Fixia.Local.Cosmos.Catalog;

/// <summary>How far a container's sequence of changes has come; shared by all versions of its definition.</summary>
internal sealed class ContainerProgress(long committedLsn)
{
    private long committedLsn = committedLsn;

    /// <summary>The number of the last durable change. The next one is higher by one.</summary>
    public long CommittedLsn => Volatile.Read(ref committedLsn);

    /// <summary>Called by the one writer, after the commit.</summary>
    public void Committed(long lsn) => Volatile.Write(ref committedLsn, lsn);
}
