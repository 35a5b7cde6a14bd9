using System.Globalization;
using System.Text.Json.Nodes;
using Fixia.Local.Cosmos.Protocol;
using Fixia.Local.Cosmos.Storage;

namespace Fixia.Local.Cosmos.Patch;

/// <summary>A JSON Pointer (RFC 6901) into a document.</summary>
internal sealed class PatchPath
{
    private readonly string text;
    private readonly string[] steps;

    private PatchPath(string text, string[] steps)
    {
        this.text = text;
        this.steps = steps;
    }

    /// <exception cref="ServiceException">400: it is malformed, or names the id or a system property.</exception>
    public static PatchPath Parse(string text)
    {
        if (text.Length < 2 || text[0] != '/')
        {
            throw ServiceException.BadRequest($"The patch path '{text}' does not start with '/' and a name.");
        }

        var steps = text[1..].Split('/').Select(step => step.Replace("~1", "/").Replace("~0", "~")).ToArray();
        return steps[0] != "id" && !DocumentFormat.IsSystemProperty(steps[0])
            ? new PatchPath(text, steps)
            : throw ServiceException.BadRequest($"A patch can't change '{steps[0]}'.");
    }

    /// <summary>The node at the path.</summary>
    /// <exception cref="ServiceException">400: there is none.</exception>
    public JsonNode? Find(JsonNode root) => TryFind(root, out var node) ? node : throw Missing();

    public bool TryFind(JsonNode root, out JsonNode? node)
    {
        node = root;
        foreach (var step in steps)
        {
            if (!TryStep(node, step, out node))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Writes a property or an element of an array.</summary>
    /// <param name="insert">Whether an index of an array inserts rather than replaces.</param>
    public void Write(JsonNode root, JsonNode? value, bool insert)
    {
        switch (Parent(root))
        {
            case JsonObject parent:
                parent[steps[^1]] = value;
                break;
            case JsonArray array when steps[^1] == "-" || Index(array.Count) == array.Count:
                array.Add(value);
                break;
            case JsonArray array when insert:
                array.Insert(Index(array.Count), value);
                break;
            case JsonArray array:
                array[Index(array.Count)] = value;
                break;
            default:
                throw Missing();
        }
    }

    public void Remove(JsonNode root)
    {
        Find(root);
        switch (Parent(root))
        {
            case JsonObject parent:
                parent.Remove(steps[^1]);
                break;
            case JsonArray array:
                array.RemoveAt(Index(array.Count - 1));
                break;
        }
    }

    public override string ToString() => text;

    private JsonNode Parent(JsonNode root)
    {
        JsonNode? node = root;
        foreach (var step in steps.AsSpan(..^1))
        {
            if (!TryStep(node, step, out node))
            {
                throw Missing();
            }
        }

        return node ?? throw Missing();
    }

    private static bool TryStep(JsonNode? node, string step, out JsonNode? next)
    {
        next = null;
        switch (node)
        {
            case JsonObject parent:
                return parent.TryGetPropertyValue(step, out next);
            case JsonArray array when TryIndex(step, out var index) && index < array.Count:
                next = array[index];
                return true;
            default:
                return false;
        }
    }

    private int Index(int most) => TryIndex(steps[^1], out var index) && index <= most ? index : throw Missing();

    private static bool TryIndex(string step, out int index) =>
        int.TryParse(step, NumberStyles.None, CultureInfo.InvariantCulture, out index);

    private ServiceException Missing() => ServiceException.BadRequest($"The patch path '{text}' does not exist in the item.");
}
