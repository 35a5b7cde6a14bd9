namespace Fixia.Local.Cosmos.Catalog;

/// <param name="Timestamp">Seconds since 1970 of the creation (<c>_ts</c>).</param>
internal sealed record DatabaseInfo(int Number, string Id, string ETag, long Timestamp)
{
    public string Rid { get; } = Protocol.ResourceIds.Database(Number);
}
