namespace Fixia.Local.Cosmos.Sql;

internal enum AggregateFunction
{
    Count,
    Sum,
    Min,
    Max,
    Average,
}

/// <summary><c>SELECT VALUE COUNT(1)</c>: one value over all matching documents.</summary>
internal sealed record Aggregate(AggregateFunction Function, Expression Argument);

internal sealed record OrderTerm(Expression Expression, bool Descending);

/// <summary>
/// A parsed query: https://learn.microsoft.com/azure/cosmos-db/nosql/query/select. What it selects is exactly one of:
/// the whole document (all three are null), <see cref="Value"/>, <see cref="Members"/> or <see cref="Aggregate"/>.
/// </summary>
internal sealed record SelectQuery
{
    public bool Distinct { get; init; }

    public Expression? Top { get; init; }

    public Expression? Value { get; init; }

    public IReadOnlyList<Projection>? Members { get; init; }

    public Aggregate? Aggregate { get; init; }

    /// <summary>Whether the query names its documents (<c>FROM c</c>); without it the query runs once, over nothing.</summary>
    public bool HasFrom { get; init; }

    public Expression? Where { get; init; }

    public IReadOnlyList<OrderTerm> OrderBy { get; init; } = [];

    public Expression? Offset { get; init; }

    public Expression? Limit { get; init; }
}
