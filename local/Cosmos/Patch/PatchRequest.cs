using System.Text.Json;
using System.Text.Json.Nodes;
using Fixia.Local.Cosmos.Protocol;
using Fixia.Local.Cosmos.Sql;
using Fixia.Local.Cosmos.Storage;

namespace Fixia.Local.Cosmos.Patch;

/// <summary>
/// The body of a patch: a list of up to ten operations, applied all or not at all, or an object of it and a condition
/// (https://learn.microsoft.com/azure/cosmos-db/partial-document-update).
/// </summary>
internal sealed class PatchRequest
{
    private const int MostOperations = 10;

    private readonly Expression? condition;
    private readonly List<PatchOperation> operations;

    private PatchRequest(Expression? condition, List<PatchOperation> operations)
    {
        this.condition = condition;
        this.operations = operations;
    }

    /// <exception cref="ServiceException">400: the body is malformed; 501: its condition uses something that is not supported.</exception>
    public static PatchRequest Parse(JsonElement body)
    {
        var isList = body.ValueKind == JsonValueKind.Array;
        var list = isList ? body : body.TryGetProperty("operations", out var member) ? member : default;
        if (list.ValueKind != JsonValueKind.Array || list.GetArrayLength() == 0)
        {
            throw ServiceException.BadRequest("A patch needs at least one operation.");
        }

        if (list.GetArrayLength() > MostOperations)
        {
            throw ServiceException.BadRequest($"A patch has at most {MostOperations} operations.");
        }

        Expression? condition = null;
        if (!isList && body.TryGetProperty("condition", out var text) && text.ValueKind != JsonValueKind.Null)
        {
            condition = QueryParser.ParseCondition(
                text.ValueKind == JsonValueKind.String ? text.GetString()! : throw ServiceException.BadRequest("The condition is not a string."));
        }

        return new PatchRequest(condition, [.. list.EnumerateArray().Select(PatchOperation.Parse)]);
    }

    /// <summary>Makes the patched document.</summary>
    /// <exception cref="ServiceException">412: the condition does not hold; 400: an operation can't be applied.</exception>
    public JsonElement Apply(JsonElement document)
    {
        if (condition is not null && !new Evaluator(new Dictionary<string, Value>()).Evaluate(condition, Value.From(document)).IsTrue)
        {
            throw new ServiceException(412, "PreconditionFailed", "The condition of the patch does not hold.", ConditionNotMet);
        }

        JsonNode root = JsonObject.Create(document)!;
        foreach (var operation in operations)
        {
            operation.Apply(root);
        }

        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            root.WriteTo(writer);
        }

        return DocumentFormat.Read(buffer.ToArray());
    }

    /// <summary>The sub status that tells a condition that does not hold from an ETag that differs.</summary>
    private const int ConditionNotMet = 1110;
}
