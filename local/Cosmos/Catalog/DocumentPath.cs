using System.Text.Json;
using Fixia.Local.Cosmos.Sql;

namespace Fixia.Local.Cosmos.Catalog;

/// <summary>A path to a property, such as <c>/user_id</c> or <c>/a/"b c"</c>, as partition keys and indexing policies write it.</summary>
internal sealed class DocumentPath : IEquatable<DocumentPath>
{
    private readonly string[] names;

    public DocumentPath(IEnumerable<string> names) => this.names = [.. names];

    public IReadOnlyList<string> Names => names;

    /// <returns>Null when the path has wildcards or array steps, so that it does not name one property.</returns>
    public static DocumentPath? TryParse(string path)
    {
        if (!path.StartsWith('/') || path.Length < 2)
        {
            return null;
        }

        var names = path[1..].Split('/').Select(Unquote).ToList();
        if (names.Count > 1 && names[^1] == "?")
        {
            names.RemoveAt(names.Count - 1);
        }

        return names.Any(name => name is "" or "*" or "?" or "[]") ? null : new DocumentPath(names);
    }

    /// <summary>The path that an expression such as <c>c.a["b"]</c> names, or null when it is another expression.</summary>
    public static DocumentPath? TryFrom(Expression expression)
    {
        var names = new Stack<string>();
        while (expression is Property property)
        {
            names.Push(property.Name);
            expression = property.Target;
        }

        return expression is Root && names.Count > 0 ? new DocumentPath(names) : null;
    }

    public static string Unquote(string name) => name is ['"', .. var inner, '"'] ? inner : name;

    public Value Read(in Value document)
    {
        var value = document;
        foreach (var name in names)
        {
            value = value.Member(name);
        }

        return value;
    }

    public Value Read(JsonElement document) => Read(Value.From(document));

    public bool Equals(DocumentPath? other) => other is not null && names.AsSpan().SequenceEqual(other.names);

    public override bool Equals(object? obj) => Equals(obj as DocumentPath);

    public override int GetHashCode() => names.Aggregate(0, HashCode.Combine);

    public override string ToString() => "/" + string.Join('/', names);
}
