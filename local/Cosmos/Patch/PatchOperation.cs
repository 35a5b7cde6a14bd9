using System.Text.Json;
using System.Text.Json.Nodes;
using Fixia.Local.Cosmos.Protocol;
using Fixia.Local.Cosmos.Storage;

namespace Fixia.Local.Cosmos.Patch;

/// <summary>One operation: https://learn.microsoft.com/azure/cosmos-db/partial-document-update#supported-operations.</summary>
internal sealed record PatchOperation(string Kind, PatchPath Path, PatchPath? From, JsonElement? Value)
{
    public static PatchOperation Parse(JsonElement json)
    {
        var kind = Text(json, "op") ?? throw ServiceException.BadRequest("A patch operation has no op.");
        if (kind is not ("add" or "set" or "replace" or "remove" or "incr" or "move"))
        {
            throw ServiceException.BadRequest($"The patch operation '{kind}' is not known.");
        }

        JsonElement? value = json.TryGetProperty("value", out var member) ? member : null;
        if (value is null && kind is "add" or "set" or "replace" or "incr")
        {
            throw ServiceException.BadRequest($"The patch operation '{kind}' needs a value.");
        }

        if (kind == "incr" && value?.ValueKind != JsonValueKind.Number)
        {
            throw ServiceException.BadRequest("The value of the patch operation 'incr' is a number.");
        }

        var from = kind == "move"
            ? PatchPath.Parse(Text(json, "from") ?? throw ServiceException.BadRequest("The patch operation 'move' needs from."))
            : null;
        return new PatchOperation(
            kind, PatchPath.Parse(Text(json, "path") ?? throw ServiceException.BadRequest($"The patch operation '{kind}' needs a path.")), from, value);
    }

    public void Apply(JsonNode root)
    {
        switch (Kind)
        {
            case "add":
                Path.Write(root, Node(Value!.Value), insert: true);
                break;
            case "set":
                Path.Write(root, Node(Value!.Value), insert: false);
                break;
            case "replace":
                Path.Find(root);
                Path.Write(root, Node(Value!.Value), insert: false);
                break;
            case "remove":
                Path.Remove(root);
                break;
            case "incr":
                Path.Write(root, Increment(root), insert: false);
                break;
            default:
                var moved = From!.Find(root);
                From.Remove(root);
                Path.Write(root, moved, insert: false);
                break;
        }
    }

    /// <summary>Adds to a number, exactly for whole numbers; a missing property starts from 0.</summary>
    private JsonValue Increment(JsonNode root)
    {
        var step = Value!.Value;
        if (!Path.TryFind(root, out var current))
        {
            return JsonValue.Create(step)!;
        }

        if (current is not JsonValue number || number.GetValueKind() != JsonValueKind.Number)
        {
            throw ServiceException.BadRequest($"The patch operation 'incr' needs a number at {Path}.");
        }

        return number.TryGetValue<long>(out var whole) && step.TryGetInt64(out var wholeStep)
            ? JsonValue.Create(whole + wholeStep)
            : JsonValue.Create(number.GetValue<double>() + step.GetDouble());
    }

    private static JsonNode? Node(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Null => null,
        JsonValueKind.Object => JsonObject.Create(value),
        JsonValueKind.Array => JsonArray.Create(value),
        _ => JsonValue.Create(value),
    };

    private static string? Text(JsonElement json, string name) =>
        json.ValueKind == JsonValueKind.Object && json.TryGetProperty(name, out var member) && member.ValueKind == JsonValueKind.String
            ? member.GetString()
            : null;
}
