using Fixia.Local.Cosmos.Protocol;

namespace Fixia.Local.Cosmos.Sql;

/// <summary>
/// What a query with GROUP BY or aggregates can select: https://learn.microsoft.com/azure/cosmos-db/nosql/query/group-by.
/// </summary>
internal static class Grouping
{
    /// <exception cref="ServiceException">400: it selects what a group has no value for; 501: it has clauses that are not played together.</exception>
    public static void Check(SelectQuery query)
    {
        if (!query.IsGrouped)
        {
            return;
        }

        if (query.OrderBy.Count > 0)
        {
            throw SqlException.NotSupported("ORDER BY with GROUP BY or an aggregate");
        }

        if (query.GroupBy.Count == 0 && (query.Top is not null || query.Offset is not null || query.Distinct))
        {
            throw SqlException.NotSupported("an aggregate with TOP, OFFSET or DISTINCT, but without GROUP BY");
        }

        if (query is { Value: null, Members: null })
        {
            throw SqlException.Invalid("SELECT * can't be with GROUP BY");
        }

        foreach (var selected in query.Value is { } value ? [value] : query.Members!.Select(member => member.Expression))
        {
            Check(selected, query.GroupBy);
        }
    }

    private static void Check(Expression expression, IReadOnlyList<Expression> keys)
    {
        if (expression is Aggregate || keys.Contains(expression))
        {
            return;
        }

        if (expression is Root or Property { Target: Root })
        {
            throw SqlException.Invalid(
                $"'{(expression as Property)?.Name ?? "the document"}' is in the select list but neither in an aggregate nor in GROUP BY");
        }

        foreach (var part in expression.Parts)
        {
            Check(part, keys);
        }
    }
}
