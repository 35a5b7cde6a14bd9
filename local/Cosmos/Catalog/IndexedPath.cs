using Fixia.Local.Cosmos.Protocol;

namespace Fixia.Local.Cosmos.Catalog;

/// <summary>
/// One included or excluded path of an indexing policy:
/// https://learn.microsoft.com/azure/cosmos-db/index-policy#include-exclude-paths.
/// </summary>
internal sealed class IndexedPath
{
    private readonly string[] names;
    private readonly bool isWildcard;

    private IndexedPath(string[] names, bool isWildcard)
    {
        this.names = names;
        this.isWildcard = isWildcard;
    }

    /// <summary>The more precise of two matching paths decides: the longer one, then the one of a single value.</summary>
    public int Precision => (2 * names.Length) + (isWildcard ? 0 : 1);

    /// <summary>The one property that the path names, or null.</summary>
    public DocumentPath? Single => isWildcard || names.Contains("[]") ? null : new DocumentPath(names);

    /// <exception cref="ServiceException">400: the path does not start with '/' or does not end with '?' or '*'.</exception>
    public static IndexedPath Parse(string path)
    {
        var steps = path.Split('/').Select(DocumentPath.Unquote).ToArray();
        return steps is ["", .., "?" or "*"]
            ? new IndexedPath(steps[1..^1], steps[^1] == "*")
            : throw ServiceException.BadRequest($"The path '{path}' of the indexing policy does not start with '/' and end with '/?' or '/*'.");
    }

    /// <summary>Whether a value at a path, with [] for the elements of an array, falls under this one.</summary>
    public bool Covers(IReadOnlyList<string> path) =>
        (isWildcard ? path.Count >= names.Length : path.Count == names.Length) && names.SequenceEqual(path.Take(names.Length));
}
