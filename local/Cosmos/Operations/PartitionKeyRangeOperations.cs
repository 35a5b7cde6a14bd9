using Fixia.Local.Cosmos.Protocol;
using Fixia.Local.Cosmos.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Fixia.Local.Cosmos.Operations;

/// <summary>
/// The physical partitions of a container: always one, "0", which never splits
/// (https://learn.microsoft.com/rest/api/cosmos-db/get-partition-key-ranges).
/// </summary>
internal sealed class PartitionKeyRangeOperations(Store store)
{
    public const string OnlyRange = "0";

    private const string ETag = "\"1\"";

    public void Map(IEndpointRouteBuilder routes) => routes.MapGet("/dbs/{db}/colls/{coll}/pkranges", ReadAsync);

    private Task ReadAsync(HttpContext context, string db, string coll)
    {
        var container = store.Container(db, coll);
        Reply.Describe(context.Response, container);
        context.Response.Headers.ETag = ETag;
        if (Preconditions.Of(context.Request).IsNotModified(ETag))
        {
            return Reply.EmptyAsync(context, 304);
        }

        return Reply.FeedAsync(context, container.Rid, "PartitionKeyRanges", 1, writer =>
        {
            writer.WriteStartObject();
            writer.WriteString("id", OnlyRange);
            writer.WriteString("_rid", container.Rid);
            writer.WriteString("_self", $"{container.SelfLink}pkranges/{OnlyRange}/");
            writer.WriteString("_etag", ETag);
            writer.WriteNumber("_ts", container.Timestamp);
            writer.WriteString("minInclusive", "");
            writer.WriteString("maxExclusive", "FF");
            writer.WriteNumber("ridPrefix", 0);
            writer.WriteNumber("throughputFraction", 1);
            writer.WriteString("status", "online");
            writer.WriteStartArray("parents");
            writer.WriteEndArray();
            writer.WriteEndObject();
        });
    }
}
