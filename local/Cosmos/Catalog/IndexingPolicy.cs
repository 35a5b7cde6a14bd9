using System.Text.Json;
using Fixia.Local.Cosmos.Protocol;
using Fixia.Local.Cosmos.Sql;
using Fixia.Local.Cosmos.Storage;

namespace Fixia.Local.Cosmos.Catalog;

/// <summary>
/// What a container indexes: https://learn.microsoft.com/azure/cosmos-db/index-policy. The policy is kept as it came.
/// Composite indexes, and included paths that name one property, become real indexes here; the rest of the policy
/// decides what is refused and what is charged.
/// </summary>
internal sealed class IndexingPolicy
{
    private static readonly string[] AlwaysIndexed = ["id", "_ts"];

    private readonly JsonElement json;
    private readonly bool isNone;
    private readonly List<IndexedPath> included;
    private readonly List<IndexedPath> excluded;

    private IndexingPolicy(JsonElement json)
    {
        this.json = json;
        isNone = IndexingPolicyReader.IsNone(json);
        included = IndexingPolicyReader.ReadPaths(json, "includedPaths");
        excluded = IndexingPolicyReader.ReadPaths(json, "excludedPaths");
        Composite = IndexingPolicyReader.ReadComposite(json);
        Single = [.. included.Select(path => path.Single).OfType<DocumentPath>().Distinct()];
    }

    public IReadOnlyList<IReadOnlyList<IndexPart>> Composite { get; }

    /// <summary>The included paths that name one property, such as <c>/read/?</c>.</summary>
    public IReadOnlyList<DocumentPath> Single { get; }

    public string Text => json.GetRawText();

    /// <exception cref="ServiceException">400: it is malformed; 501: it asks for something that is not supported.</exception>
    public static IndexingPolicy Read(JsonElement container) => new(IndexingPolicyReader.Complete(container));

    public void WriteTo(Utf8JsonWriter writer) => json.WriteTo(writer);

    public bool IsIndexed(DocumentPath path) => IsIndexed(path.Names);

    /// <summary>
    /// How many entries a document makes in the indexes: one a scalar value that is indexed, one a composite index. Of
    /// the system properties only <c>_ts</c> counts.
    /// </summary>
    public int CountEntries(JsonElement document) => isNone ? 0 : Composite.Count + document.EnumerateObject()
        .Where(member => member.Name == "_ts" || !DocumentFormat.IsSystemProperty(member.Name))
        .Sum(member => CountAt(member.Value, [], member.Name));

    /// <summary>Checks that an index gives the order, as the service does before it runs a query.</summary>
    /// <exception cref="ServiceException">400: there is none; the message names the one to add.</exception>
    public void CheckOrder(IReadOnlyList<OrderTerm> terms)
    {
        var parts = terms.Select(term => DocumentPath.TryFrom(term.Expression) is { } path
            ? new IndexPart(path, term.Descending)
            : throw ServiceException.BadRequest("ORDER BY takes paths of properties only.")).ToList();
        if (parts is [var only] && !IsIndexed(only.Path))
        {
            throw ServiceException.BadRequest($"The ORDER BY query has no index that serves it: the indexing policy excludes {only.Path}.");
        }

        if (parts.Count > 1 && !Composite.Any(index => Serves(index, parts)))
        {
            throw ServiceException.BadRequest(
                $"The ORDER BY query has no composite index that serves it. Missing: ({string.Join(", ", parts.Select(part => $"{part.Path} {(part.Descending ? "DESC" : "ASC")}"))}).");
        }
    }

    /// <summary>Whether a composite index has just these parts in this order, or in the opposite direction for all of them.</summary>
    private static bool Serves(IReadOnlyList<IndexPart> index, List<IndexPart> parts) =>
        index.Select(part => part.Path).SequenceEqual(parts.Select(part => part.Path))
        && index.Zip(parts).Select(pair => pair.First.Descending == pair.Second.Descending).Distinct().Count() == 1;

    private bool IsIndexed(IReadOnlyList<string> path)
    {
        if (isNone)
        {
            return false;
        }

        if (path is [var name] && AlwaysIndexed.Contains(name))
        {
            return true;
        }

        if (path is ["_etag"])
        {
            return Single.Any(single => single.Names is ["_etag"]);
        }

        var best = Best(included, path);
        return best >= 0 && best > Best(excluded, path);
    }

    private static int Best(List<IndexedPath> paths, IReadOnlyList<string> path) =>
        paths.Where(candidate => candidate.Covers(path)).Select(candidate => candidate.Precision).DefaultIfEmpty(-1).Max();

    private int CountValues(JsonElement value, List<string> path)
    {
        var count = 0;
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                foreach (var member in value.EnumerateObject())
                {
                    count += CountAt(member.Value, path, member.Name);
                }

                return count;
            case JsonValueKind.Array:
                foreach (var item in value.EnumerateArray())
                {
                    count += CountAt(item, path, "[]");
                }

                return count;
            default:
                return IsIndexed(path) ? 1 : 0;
        }
    }

    private int CountAt(JsonElement value, List<string> path, string step)
    {
        path.Add(step);
        var count = CountValues(value, path);
        path.RemoveAt(path.Count - 1);
        return count;
    }
}
