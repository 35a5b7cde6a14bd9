using System.Text.Json;
using Fixia.Local.Cosmos.Protocol;

namespace Fixia.Local.Cosmos.Catalog;

internal sealed record IndexPart(DocumentPath Path, bool Descending);

/// <summary>
/// What a container indexes: https://learn.microsoft.com/azure/cosmos-db/index-policy. The policy is kept as it came.
/// Composite indexes, and included paths that name one property, become real indexes here.
/// </summary>
internal sealed class IndexingPolicy
{
    private const string Default =
        """{"indexingMode":"consistent","automatic":true,"includedPaths":[{"path":"/*"}],"excludedPaths":[{"path":"/\"_etag\"/?"}]}""";

    private static readonly string[] Unsupported = ["vectorIndexes", "fullTextIndexes"];

    private readonly JsonElement json;

    private IndexingPolicy(JsonElement json)
    {
        this.json = json;
        Composite = [.. ReadComposite(json)];
        Single = [.. ReadIncluded(json)];
    }

    public IReadOnlyList<IReadOnlyList<IndexPart>> Composite { get; }

    /// <summary>The included paths that name one property, such as <c>/read/?</c>.</summary>
    public IReadOnlyList<DocumentPath> Single { get; }

    public string Text => json.GetRawText();

    /// <exception cref="ServiceException">400: it is malformed; 501: it asks for something that is not supported.</exception>
    public static IndexingPolicy Read(JsonElement container)
    {
        if (container.TryGetProperty("indexingPolicy", out var policy) && policy.ValueKind == JsonValueKind.Object)
        {
            foreach (var name in Unsupported)
            {
                if (policy.TryGetProperty(name, out var list) && list.ValueKind == JsonValueKind.Array && list.GetArrayLength() > 0)
                {
                    throw ServiceException.NotSupported($"The indexing policy member '{name}'");
                }
            }

            return new IndexingPolicy(Complete(policy));
        }

        return new IndexingPolicy(JsonElement.Parse(Default));
    }

    public void WriteTo(Utf8JsonWriter writer) => json.WriteTo(writer);

    /// <summary>As the service does, fills a policy that names no included paths with the default ones.</summary>
    private static JsonElement Complete(JsonElement policy)
    {
        var isNone = policy.TryGetProperty("indexingMode", out var mode) && mode.ValueKind == JsonValueKind.String
            && mode.GetString()!.Equals("none", StringComparison.OrdinalIgnoreCase);
        if (isNone || HasPaths(policy, "includedPaths") || HasPaths(policy, "excludedPaths"))
        {
            return policy.Clone();
        }

        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            foreach (var member in JsonElement.Parse(Default).EnumerateObject())
            {
                (policy.TryGetProperty(member.Name, out _) && !member.Name.EndsWith("Paths", StringComparison.Ordinal)
                    ? policy.EnumerateObject().First(own => own.Name == member.Name)
                    : member).WriteTo(writer);
            }

            if (policy.TryGetProperty("compositeIndexes", out var composite))
            {
                writer.WritePropertyName("compositeIndexes");
                composite.WriteTo(writer);
            }

            writer.WriteEndObject();
        }

        return JsonElement.Parse(buffer.ToArray());
    }

    private static bool HasPaths(JsonElement policy, string name) =>
        policy.TryGetProperty(name, out var paths) && paths.ValueKind == JsonValueKind.Array && paths.GetArrayLength() > 0;

    private static IEnumerable<IReadOnlyList<IndexPart>> ReadComposite(JsonElement policy)
    {
        if (!HasPaths(policy, "compositeIndexes"))
        {
            yield break;
        }

        foreach (var index in policy.GetProperty("compositeIndexes").EnumerateArray())
        {
            if (index.ValueKind != JsonValueKind.Array || index.GetArrayLength() < 2)
            {
                throw ServiceException.BadRequest("A composite index has at least two paths.");
            }

            yield return [.. index.EnumerateArray().Select(ReadPart)];
        }
    }

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

    private static IEnumerable<DocumentPath> ReadIncluded(JsonElement policy)
    {
        if (!HasPaths(policy, "includedPaths"))
        {
            return [];
        }

        return policy.GetProperty("includedPaths").EnumerateArray()
            .Select(ReadPath)
            .Where(path => path.EndsWith("/?", StringComparison.Ordinal))
            .Select(DocumentPath.TryParse)
            .OfType<DocumentPath>()
            .Distinct();
    }

    private static string ReadPath(JsonElement entry) =>
        entry.ValueKind == JsonValueKind.Object && entry.TryGetProperty("path", out var path) && path.ValueKind == JsonValueKind.String
            ? path.GetString()!
            : throw ServiceException.BadRequest("An entry of the indexing policy has no path.");
}
