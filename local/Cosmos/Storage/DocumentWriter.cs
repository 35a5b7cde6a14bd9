using System.Text.Json;
using Fixia.Local.Cosmos.Catalog;
using Fixia.Local.Cosmos.Protocol;
using Fixia.Local.Cosmos.Sql;

namespace Fixia.Local.Cosmos.Storage;

/// <summary>What a write did.</summary>
/// <param name="Status">200, 201 or 204.</param>
/// <param name="Before">The version before, if there was one.</param>
/// <param name="After">The version now; null after a deletion.</param>
internal sealed record WriteResult(int Status, DocumentRow? Before, DocumentRow? After);

/// <summary>Writes documents of one container inside a transaction of the write queue.</summary>
internal sealed class DocumentWriter(SqlSession session, ContainerInfo container, ICollection<Action> committed, long now)
{
    private const string Missing = "The item does not exist.";

    public WriteResult Create(byte[] partitionKey, JsonElement document)
    {
        var id = SortKey.OfText(ResourceName.Read(document));
        return Find(partitionKey, id) is null
            ? new WriteResult(201, null, Save(null, partitionKey, id, document))
            : throw ServiceException.Conflict("An item with this id already exists in the partition.");
    }

    public WriteResult Upsert(byte[] partitionKey, JsonElement document, Preconditions preconditions)
    {
        var id = SortKey.OfText(ResourceName.Read(document));
        if (Find(partitionKey, id) is not { } existing)
        {
            return new WriteResult(201, null, Save(null, partitionKey, id, document));
        }

        preconditions.CheckWrite(existing.ETag);
        return new WriteResult(200, existing, Save(existing, partitionKey, id, document));
    }

    public WriteResult Replace(byte[] partitionKey, string id, JsonElement document, Preconditions preconditions)
    {
        if (ResourceName.Read(document) != id)
        {
            throw ServiceException.BadRequest("The id in the body differs from the id in the address.");
        }

        var key = SortKey.OfText(id);
        var existing = Find(partitionKey, key) ?? throw ServiceException.NotFound(Missing);
        preconditions.CheckWrite(existing.ETag);
        return new WriteResult(200, existing, Save(existing, partitionKey, key, document));
    }

    /// <param name="change">Makes the new document of the current one, or throws.</param>
    public WriteResult Change(byte[] partitionKey, string id, Preconditions preconditions, Func<JsonElement, JsonElement> change)
    {
        var key = SortKey.OfText(id);
        var existing = Find(partitionKey, key) ?? throw ServiceException.NotFound(Missing);
        preconditions.CheckWrite(existing.ETag);
        return new WriteResult(200, existing, Save(existing, partitionKey, key, change(DocumentFormat.Read(existing.Body))));
    }

    public WriteResult Delete(byte[] partitionKey, string id, Preconditions preconditions)
    {
        var existing = Find(partitionKey, SortKey.OfText(id)) ?? throw ServiceException.NotFound(Missing);
        preconditions.CheckWrite(existing.ETag);
        NextLsn();
        DocumentTable.Delete(session, container, existing);
        return new WriteResult(204, existing, null);
    }

    private DocumentRow? Find(byte[] partitionKey, byte[] id)
    {
        var row = DocumentTable.Find(session, container, partitionKey, id);
        if (row is null || !row.IsExpired(now))
        {
            return row;
        }

        DocumentTable.Delete(session, container, row);
        return null;
    }

    private DocumentRow Save(DocumentRow? existing, byte[] partitionKey, byte[] id, JsonElement document)
    {
        if (!SortKey.Of(container.Definition.PartitionKey.Read(document)).AsSpan().SequenceEqual(partitionKey))
        {
            throw ServiceException.BadRequest(
                "The partition key in the document differs from the one in the header.", DocumentFormat.PartitionKeyMismatch);
        }

        var lsn = NextLsn();
        var number = existing?.Number ?? lsn;
        var ttl = DocumentFormat.ReadTtl(document);
        var etag = Store.NewETag();
        var rid = ResourceIds.Document(container.Database.Number, container.Number, number);
        var row = new DocumentRow(
            number, partitionKey, id, lsn, now, etag, ttl, Expiry(ttl),
            DocumentFormat.Compose(document, rid, $"{container.SelfLink}docs/{rid}/", etag, now));
        DocumentTable.Write(session, container, row, DocumentFormat.Read(row.Body));
        return row;
    }

    /// <summary>When the document expires: https://learn.microsoft.com/azure/cosmos-db/nosql/time-to-live.</summary>
    private long? Expiry(int? ttl) => container.Definition.DefaultTtl is { } standard && (ttl ?? standard) is var seconds and >= 0
        ? now + seconds
        : null;

    private long NextLsn()
    {
        var lsn = Convert.ToInt64(session.Scalar("UPDATE containers SET lsn = lsn + 1 WHERE number = $0 RETURNING lsn", container.Number));
        committed.Add(() => container.Progress.Committed(lsn));
        return lsn;
    }
}
