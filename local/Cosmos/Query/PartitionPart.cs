using Fixia.Local.Cosmos.Catalog;
using Fixia.Local.Cosmos.Sql;

namespace Fixia.Local.Cosmos.Query;

/// <summary>A part of a query that stays within one partition.</summary>
/// <param name="PartitionKey">The sort key of the partition.</param>
/// <param name="Where">The condition there.</param>
internal sealed record PartitionPart(byte[] PartitionKey, Expression Where)
{
    /// <summary>
    /// Takes a query of several partitions apart, where its condition has an OR of which each operand names another partition: then each
    /// can choose its index, and costs what it costs alone.
    /// </summary>
    /// <returns>Null where it has none.</returns>
    public static IReadOnlyList<PartitionPart>? Of(Expression? where, DocumentPath partitionKey, Constants constants)
    {
        var conjuncts = where is null ? [] : Conjunct.Flatten(where).ToList();
        if (conjuncts.OfType<Logical>().FirstOrDefault(condition => !condition.IsAnd && condition.Operands.All(operand => Point(operand) is not null)) is not { } alternatives)
        {
            return null;
        }

        var others = conjuncts.Where(condition => !ReferenceEquals(condition, alternatives)).ToList();
        var parts = alternatives.Operands.Select(operand => new PartitionPart(Point(operand)!, new Logical(IsAnd: true, [.. others, operand]))).ToList();
        return parts.DistinctBy(part => Convert.ToHexString(part.PartitionKey)).Count() == parts.Count ? parts : null;

        byte[]? Point(Expression condition) =>
            TruthKeys.Of(condition, partitionKey, constants).WhenTrue.Ranges is [{ IsPoint: true } range] ? range.From : null;
    }
}
