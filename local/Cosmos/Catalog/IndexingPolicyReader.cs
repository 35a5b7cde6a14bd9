using System.Text.Json;
using Fixia.Local.Cosmos.Protocol;

namespace Fixia.Local.Cosmos.Catalog;

/// <summary>Reads the JSON of an indexing policy and fills in what the service fills in.</summary>
internal static class IndexingPolicyReader
{
    private const string Default =
        """{"indexingMode":"consistent","automatic":true,"includedPaths":[{"path":"/*"}],"excludedPaths":[{"path":"/\"_etag\"/?"}]}""";

    private static readonly string[] Unsupported = ["vectorIndexes", "fullTextIndexes"];

    /// <summary>The policy of a container; the default one when it has none, or when it names no paths.</summary>
    /// <exception cref="ServiceException">501: it asks for something that is not supported.</exception>
    public static JsonElement Complete(JsonElement container)
    {
        if (!container.TryGetProperty("indexingPolicy", out var policy) || policy.ValueKind != JsonValueKind.Object)
        {
            return JsonElement.Parse(Default);
        }

        foreach (var name in Unsupported)
        {
            if (Has(policy, name))
            {
                throw ServiceException.NotSupported($"The indexing policy member '{name}'");
            }
        }

        return IsNone(policy) || Has(policy, "includedPaths") || Has(policy, "excludedPaths") ? policy.Clone() : WithDefaultPaths(policy);
    }

    public static bool IsNone(JsonElement policy) =>
        policy.TryGetProperty("indexingMode", out var mode) && mode.ValueKind == JsonValueKind.String
        && mode.GetString()!.Equals("none", StringComparison.OrdinalIgnoreCase);

    public static List<IndexedPath> ReadPaths(JsonElement policy, string name) =>
        Has(policy, name) ? [.. policy.GetProperty(name).EnumerateArray().Select(ReadPath).Select(IndexedPath.Parse)] : [];

    public static List<IReadOnlyList<IndexPart>> ReadComposite(JsonElement policy)
    {
        var indexes = new List<IReadOnlyList<IndexPart>>();
        if (!Has(policy, "compositeIndexes"))
        {
            return indexes;
        }

        foreach (var index in policy.GetProperty("compositeIndexes").EnumerateArray())
        {
            if (index.ValueKind != JsonValueKind.Array || index.GetArrayLength() < 2)
            {
                throw ServiceException.BadRequest("A composite index has at least two paths.");
            }

            indexes.Add([.. index.EnumerateArray().Select(ReadPart)]);
        }

        return indexes;
    }

    private static JsonElement WithDefaultPaths(JsonElement policy)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            foreach (var member in policy.EnumerateObject().Where(member => member.Name is not ("includedPaths" or "excludedPaths")))
            {
                member.WriteTo(writer);
            }

            foreach (var member in JsonElement.Parse(Default).EnumerateObject().Where(member => member.Name is "includedPaths" or "excludedPaths"))
            {
                member.WriteTo(writer);
            }

            writer.WriteEndObject();
        }

        return JsonElement.Parse(buffer.ToArray());
    }

    private static bool Has(JsonElement policy, string name) =>
        policy.TryGetProperty(name, out var list) && list.ValueKind == JsonValueKind.Array && list.GetArrayLength() > 0;

    private static IndexPart ReadPart(JsonElement part)
    {
        var path = ReadPath(part);
        var order = part.TryGetProperty("order", out var member) ? member.GetString() : "ascending";
        if (order is not ("ascending" or "descending"))
        {
            throw ServiceException.BadRequest($"The order '{order}' of a composite index is neither ascending nor descending.");
        }

        return DocumentPath.TryParse(path) is { } parsed
            ? new IndexPart(parsed, order == "descending")
            : throw ServiceException.BadRequest($"The path '{path}' of a composite index does not name one property.");
    }

    private static string ReadPath(JsonElement entry) =>
        entry.ValueKind == JsonValueKind.Object && entry.TryGetProperty("path", out var path) && path.ValueKind == JsonValueKind.String
            ? path.GetString()!
            : throw ServiceException.BadRequest("An entry of the indexing policy has no path.");
}
