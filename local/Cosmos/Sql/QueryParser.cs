using Fixia.Local.Cosmos.Protocol;

namespace Fixia.Local.Cosmos.Sql;

/// <summary>
/// Parses the clauses of a query: SELECT, FROM, WHERE, GROUP BY, ORDER BY and OFFSET LIMIT. What the service knows and this
/// parser does not is refused by name.
/// </summary>
internal sealed class QueryParser
{
    private readonly TokenReader reader;
    private readonly ExpressionParser expressions;

    private QueryParser(string text)
    {
        reader = new TokenReader(text);
        expressions = new ExpressionParser(reader);
    }

    /// <exception cref="ServiceException">400: the query is wrong; 501: it uses something that is not supported.</exception>
    public static SelectQuery Parse(string text) => new QueryParser(text).ParseSelect();

    /// <summary>The condition of a conditional patch: <c>FROM c WHERE ...</c>.</summary>
    /// <exception cref="ServiceException">400 or 501, as with a query.</exception>
    public static Expression ParseCondition(string text)
    {
        var parser = new QueryParser(text);
        var alias = parser.ParseFrom() ?? throw parser.reader.Unexpected("FROM");
        parser.reader.ExpectKeyword("WHERE");
        var condition = parser.expressions.Parse();
        parser.ExpectEnd(alias);
        return condition;
    }

    private SelectQuery ParseSelect()
    {
        reader.ExpectKeyword("SELECT");
        var query = new SelectQuery { Distinct = reader.TryKeyword("DISTINCT") };
        if (reader.TryKeyword("TOP"))
        {
            query = query with { Top = ParseCount() };
        }

        query = ParseSelection(query) with { Aggregates = expressions.EndAggregates() };
        var alias = ParseFrom();
        query = query with
        {
            HasFrom = alias is not null,
            Where = reader.TryKeyword("WHERE") ? expressions.Parse() : null,
            GroupBy = ParseGroupBy(),
        };
        query = ParsePage(query with { OrderBy = ParseOrderBy() });
        ExpectEnd(alias);
        Grouping.Check(query);
        return query;
    }

    private SelectQuery ParseSelection(SelectQuery query)
    {
        if (reader.TrySymbol("*"))
        {
            return query;
        }

        if (reader.TryKeyword("VALUE"))
        {
            return query with { Value = expressions.Parse() };
        }

        var members = new List<Projection>();
        do
        {
            members.Add(ParseMember(members.Count + 1));
        }
        while (reader.TrySymbol(","));

        return query with { Members = members };
    }

    private Projection ParseMember(int ordinal)
    {
        var expression = expressions.Parse();
        var name = TryParseAlias() ?? expression switch
        {
            Property property => property.Name,
            Root root => root.Name,
            _ => $"${ordinal}",
        };
        return new Projection(name, expression);
    }

    private string? ParseFrom()
    {
        if (!reader.TryKeyword("FROM"))
        {
            return null;
        }

        RefuseSubquery();
        var name = reader.ExpectName("the name of the container");
        if (reader.Current.IsSymbol(".") || reader.Current.IsSymbol("["))
        {
            throw SqlException.NotSupported("FROM with a path");
        }

        if (reader.Current.IsKeyword("IN"))
        {
            throw SqlException.NotSupported("iteration (FROM x IN y)");
        }

        name = TryParseAlias() ?? name;
        return reader.Current.IsKeyword("JOIN") || reader.Current.IsSymbol(",")
            ? throw SqlException.NotSupported("JOIN")
            : name;
    }

    private string? TryParseAlias() =>
        reader.TryKeyword("AS") || (reader.Current.Kind == TokenKind.Identifier && !Keywords.IsReserved(reader.Current.Text))
            ? reader.ExpectName("an alias")
            : null;

    private void RefuseSubquery()
    {
        if (reader.Current.IsSymbol("(") && reader.Following.IsKeyword("SELECT"))
        {
            throw SqlException.NotSupported("a subquery");
        }
    }

    private List<Expression> ParseGroupBy()
    {
        var keys = new List<Expression>();
        if (reader.TryKeyword("GROUP"))
        {
            reader.ExpectKeyword("BY");
            do
            {
                keys.Add(expressions.Parse());
            }
            while (reader.TrySymbol(","));
        }

        return keys;
    }

    private List<OrderTerm> ParseOrderBy()
    {
        var terms = new List<OrderTerm>();
        if (!reader.TryKeyword("ORDER"))
        {
            return terms;
        }

        reader.ExpectKeyword("BY");
        if (reader.Current.IsKeyword("RANK"))
        {
            throw SqlException.NotSupported("ORDER BY RANK");
        }

        do
        {
            var expression = expressions.Parse();
            var descending = reader.TryKeyword("DESC");
            if (!descending)
            {
                reader.TryKeyword("ASC");
            }

            terms.Add(new OrderTerm(expression, descending));
        }
        while (reader.TrySymbol(","));

        return terms;
    }

    private SelectQuery ParsePage(SelectQuery query)
    {
        if (!reader.TryKeyword("OFFSET"))
        {
            return query;
        }

        if (query.Top is not null)
        {
            throw SqlException.Invalid("TOP and OFFSET LIMIT can't be in one query");
        }

        var offset = ParseCount();
        reader.ExpectKeyword("LIMIT");
        return query with { Offset = offset, Limit = ParseCount() };
    }

    private Expression ParseCount() => reader.Current.Kind is TokenKind.Number or TokenKind.Parameter
        ? expressions.ParsePrimary()
        : throw reader.Unexpected("a number or a parameter");

    private void ExpectEnd(string? alias)
    {
        reader.TrySymbol(";");
        if (reader.Current.Kind != TokenKind.End)
        {
            throw reader.Unexpected("the end of the query");
        }

        expressions.CheckNames(alias);
    }
}
