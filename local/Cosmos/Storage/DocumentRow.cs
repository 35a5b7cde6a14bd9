using Microsoft.Data.Sqlite;

namespace Fixia.Local.Cosmos.Storage;

/// <summary>One stored version of a document.</summary>
/// <param name="Number">Its place in the order of creation; never used again.</param>
/// <param name="PartitionKey">Sort key of the partition key's value.</param>
/// <param name="Id">Sort key of the id.</param>
/// <param name="Lsn">The number of the change that wrote this version.</param>
/// <param name="Timestamp">Seconds since 1970 of that change (<c>_ts</c>).</param>
/// <param name="Ttl">The item's own <c>ttl</c> in seconds.</param>
/// <param name="Expires">Seconds since 1970 from which on the document does not exist; null: never.</param>
/// <param name="Body">The whole document, system properties included, as UTF-8.</param>
internal sealed record DocumentRow(
    long Number, byte[] PartitionKey, byte[] Id, long Lsn, long Timestamp, string ETag, int? Ttl, long? Expires, byte[] Body)
{
    public bool IsExpired(long now) => Expires <= now;

    /// <summary>Reads the columns n, pk, id, lsn, ts, etag, ttl, expires, body.</summary>
    /// <exception cref="SqliteException">They are not what was stored.</exception>
    public static DocumentRow Read(SqliteDataReader reader)
    {
        try
        {
            return new DocumentRow(
                reader.GetInt64(0), reader.GetFieldValue<byte[]>(1), reader.GetFieldValue<byte[]>(2), reader.GetInt64(3), reader.GetInt64(4),
                reader.GetString(5), reader.IsDBNull(6) ? null : reader.GetInt32(6), reader.IsDBNull(7) ? null : reader.GetInt64(7),
                reader.GetFieldValue<byte[]>(8));
        }
        catch (Exception exception) when (exception is InvalidOperationException or InvalidCastException)
        {
            throw new SqliteException($"A stored row is not as it was written: {exception.Message}", SQLitePCL.raw.SQLITE_CORRUPT);
        }
    }

    /// <summary>The same columns, as arguments.</summary>
    public void ColumnsTo(Span<object?> arguments)
    {
        arguments[0] = Number;
        arguments[1] = PartitionKey;
        arguments[2] = Id;
        arguments[3] = Lsn;
        arguments[4] = Timestamp;
        arguments[5] = ETag;
        arguments[6] = Ttl;
        arguments[7] = Expires;
        arguments[8] = Body;
    }
}
