using Fixia.Local.Cosmos.Catalog;
using Fixia.Local.Cosmos.Sql;

namespace Fixia.Local.Cosmos.Query;

/// <summary>One of the conditions that WHERE joins with AND.</summary>
/// <param name="Paths">The properties that it looks at.</param>
/// <param name="IsServed">Whether the service's indexes decide it: each part compares one indexed property with constants.</param>
internal sealed record Conjunct(Expression Condition, IReadOnlyList<DocumentPath> Paths, bool IsServed)
{
    public static IEnumerable<Conjunct> Of(Expression? condition, IndexingPolicy policy, Constants constants) =>
        condition is null ? [] : Flatten(condition).Select(part =>
            new Conjunct(part, [.. PathsIn(part).Distinct()], IsIndexServed(part, policy, constants)));

    /// <summary>The conditions that AND joins.</summary>
    public static IEnumerable<Expression> Flatten(Expression condition) =>
        condition is Logical { IsAnd: true } and ? and.Operands.SelectMany(Flatten) : [condition];

    private static bool IsIndexServed(Expression condition, IndexingPolicy policy, Constants constants) => condition switch
    {
        Logical logical => logical.Operands.All(operand => IsIndexServed(operand, policy, constants)),
        Unary { Operator: UnaryOperator.Not } not => IsIndexServed(not.Operand, policy, constants),
        _ when constants.TryGet(condition, out _) => true,
        _ => PathsIn(condition).Distinct().ToList() is [var path] && policy.IsIndexed(path) && TruthKeys.Of(condition, path, constants).IsExact,
    };

    private static IEnumerable<DocumentPath> PathsIn(Expression expression) =>
        DocumentPath.TryFrom(expression) is { } path ? [path] : expression.Parts.SelectMany(PathsIn);
}
