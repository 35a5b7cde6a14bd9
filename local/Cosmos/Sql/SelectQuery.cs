namespace Fixia.Local.Cosmos.Sql;

internal sealed record OrderTerm(Expression Expression, bool Descending);

/// <summary>
/// A parsed query: https://learn.microsoft.com/azure/cosmos-db/nosql/query/select. What it selects is exactly one of:
/// the whole document (both are null), <see cref="Value"/> or <see cref="Members"/>.
/// </summary>
internal sealed record SelectQuery
{
    public bool Distinct { get; init; }

    public Expression? Top { get; init; }

    public Expression? Value { get; init; }

    public IReadOnlyList<Projection>? Members { get; init; }

    /// <summary>The aggregates in what it selects.</summary>
    public IReadOnlyList<Aggregate> Aggregates { get; init; } = [];

    /// <summary>Whether the query names its documents (<c>FROM c</c>); without it the query runs once, over nothing.</summary>
    public bool HasFrom { get; init; }

    public Expression? Where { get; init; }

    public IReadOnlyList<Expression> GroupBy { get; init; } = [];

    public IReadOnlyList<OrderTerm> OrderBy { get; init; } = [];

    public Expression? Offset { get; init; }

    public Expression? Limit { get; init; }

    /// <summary>Whether its results are of groups of documents: without GROUP BY, all of them are one group.</summary>
    public bool IsGrouped => Aggregates.Count > 0 || GroupBy.Count > 0;
}
