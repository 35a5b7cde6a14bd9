using System.Text.Json;
using Fixia.Local.Cosmos.Protocol;

namespace Fixia.Local.Cosmos.Catalog;

/// <summary>
/// The members of a container that its owner sets: https://learn.microsoft.com/rest/api/cosmos-db/create-a-collection.
/// They are kept and given back as they came; what this endpoint can't honour is refused.
/// </summary>
internal sealed class ContainerDefinition
{
    private static readonly string[] Echoed = ["conflictResolutionPolicy", "geospatialConfig"];

    private static readonly string[] Known =
        ["id", "partitionKey", "defaultTtl", "indexingPolicy", "uniqueKeyPolicy", .. Echoed];

    private ContainerDefinition(JsonElement json)
    {
        Json = json;
        Id = ResourceName.Read(json);
        PartitionKey = ReadPartitionKey(json);
        DefaultTtl = ReadDefaultTtl(json);
        Indexing = IndexingPolicy.Read(json);
    }

    /// <summary>The definition without system members.</summary>
    public JsonElement Json { get; }

    public string Id { get; }

    public DocumentPath PartitionKey { get; }

    /// <summary>Seconds; -1: no expiry unless an item has a ttl; null: no expiry at all.</summary>
    public int? DefaultTtl { get; }

    public IndexingPolicy Indexing { get; }

    /// <exception cref="ServiceException">400: it is malformed; 501: it asks for something that is not supported.</exception>
    public static ContainerDefinition Parse(JsonElement json)
    {
        if (json.ValueKind != JsonValueKind.Object)
        {
            throw ServiceException.BadRequest("A container is a JSON object.");
        }

        foreach (var member in json.EnumerateObject())
        {
            if (!Known.Contains(member.Name) && !member.Name.StartsWith('_') && member.Value.ValueKind != JsonValueKind.Null)
            {
                throw ServiceException.NotSupported($"The container member '{member.Name}'");
            }
        }

        if (json.TryGetProperty("uniqueKeyPolicy", out var unique) && unique.ValueKind == JsonValueKind.Object
            && unique.TryGetProperty("uniqueKeys", out var keys) && keys.ValueKind == JsonValueKind.Array && keys.GetArrayLength() > 0)
        {
            throw ServiceException.NotSupported("A unique key policy");
        }

        return new ContainerDefinition(json.Clone());
    }

    /// <summary>Writes the members into an object that the caller opened.</summary>
    public void WriteTo(Utf8JsonWriter writer)
    {
        writer.WriteString("id", Id);
        writer.WritePropertyName("indexingPolicy");
        Indexing.WriteTo(writer);
        writer.WritePropertyName("partitionKey");
        Json.GetProperty("partitionKey").WriteTo(writer);
        if (DefaultTtl is { } ttl)
        {
            writer.WriteNumber("defaultTtl", ttl);
        }

        foreach (var name in Echoed)
        {
            if (Json.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null)
            {
                writer.WritePropertyName(name);
                value.WriteTo(writer);
            }
        }
    }

    private static DocumentPath ReadPartitionKey(JsonElement json)
    {
        if (!json.TryGetProperty("partitionKey", out var key) || key.ValueKind != JsonValueKind.Object
            || !key.TryGetProperty("paths", out var paths) || paths.ValueKind != JsonValueKind.Array || paths.GetArrayLength() == 0)
        {
            throw ServiceException.BadRequest("A container needs partitionKey with paths.");
        }

        if (paths.GetArrayLength() > 1)
        {
            throw ServiceException.NotSupported("A hierarchical partition key");
        }

        return paths[0].ValueKind == JsonValueKind.String && DocumentPath.TryParse(paths[0].GetString()!) is { } path
            ? path
            : throw ServiceException.BadRequest($"The partition key path '{paths[0]}' is not valid.");
    }

    private static int? ReadDefaultTtl(JsonElement json)
    {
        if (!json.TryGetProperty("defaultTtl", out var ttl) || ttl.ValueKind == JsonValueKind.Null)
        {
            return null;
        }

        return ttl.ValueKind == JsonValueKind.Number && ttl.TryGetInt32(out var seconds) && (seconds == -1 || seconds > 0)
            ? seconds
            : throw ServiceException.BadRequest("defaultTtl is -1 or a positive number of seconds.");
    }
}
