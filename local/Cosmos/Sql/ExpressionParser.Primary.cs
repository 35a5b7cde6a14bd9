namespace Fixia.Local.Cosmos.Sql;

/// <content>The highest level of precedence: literals, parameters, paths, calls, arrays, objects and parentheses.</content>
internal sealed partial class ExpressionParser
{
    /// <summary>Parses a literal, a parameter, a path, a call, an array, an object or a parenthesis.</summary>
    public Expression ParsePrimary()
    {
        var token = reader.Take();
        RefuseBitwise(token);
        return token.Kind switch
        {
            TokenKind.Number => new Literal(Value.FromNumber(token.Text)),
            TokenKind.String => new Literal(Value.From(token.Text)),
            TokenKind.Parameter => new Parameter(token.Text),
            TokenKind.Identifier => ParseWord(token),
            TokenKind.Symbol when token.Text == "(" => ParseParenthesis(),
            TokenKind.Symbol when token.Text == "[" => new ArrayCreation(ParseList("]")),
            TokenKind.Symbol when token.Text == "{" => ParseObject(),
            _ => throw SqlException.Syntax($"an expression is expected before {token}", token.Position),
        };
    }

    private Expression ParsePath(Expression target)
    {
        for (var length = 1; ; length++)
        {
            CheckChain(length);
            if (reader.TrySymbol("."))
            {
                target = new Property(target, reader.ExpectName("the name of a property"));
            }
            else if (reader.TrySymbol("["))
            {
                var index = Parse();
                reader.ExpectSymbol("]");
                target = index is Literal { Value.Kind: ValueKind.String } name
                    ? new Property(target, name.Value.Text)
                    : new Indexer(target, index);
            }
            else
            {
                return target;
            }
        }
    }

    private Expression ParseWord(Token word)
    {
        switch (word.Text.ToUpperInvariant())
        {
            case "TRUE": return new Literal(Value.True);
            case "FALSE": return new Literal(Value.False);
            case "NULL": return new Literal(Value.Null);
            case "UNDEFINED": return new Literal(Value.Undefined);
            case "SELECT": throw SqlException.NotSupported("a subquery");
            case "EXISTS" or "ARRAY" when reader.Current.IsSymbol("("): throw SqlException.NotSupported("a subquery");
            case "UDF": throw SqlException.NotSupported("a user-defined function");
        }

        if (reader.TrySymbol("("))
        {
            return ParseCall(word);
        }

        if (Keywords.IsReserved(word.Text))
        {
            throw SqlException.Syntax($"an expression is expected before {word}", word.Position);
        }

        names.Add(word);
        return new Root(word.Text);
    }

    private Expression ParseCall(Token name)
    {
        if (AggregateOf(name) is { } aggregate)
        {
            return ParseAggregate(aggregate);
        }

        var function = name.Text.ToUpperInvariant();
        var arguments = ParseList(")");
        Functions.Check(function, arguments.Count);
        return new Call(function, arguments);
    }

    private Aggregate ParseAggregate(AggregateFunction function)
    {
        var outer = aggregates ?? throw SqlException.NotSupported("an aggregate in another clause than SELECT, or in an aggregate,");
        aggregates = null;
        var aggregate = new Aggregate(function, Parse());
        reader.ExpectSymbol(")");
        outer.Add(aggregate);
        aggregates = outer;
        return aggregate;
    }

    private Expression ParseParenthesis()
    {
        var inner = Parse();
        reader.ExpectSymbol(")");
        return inner;
    }

    private List<Expression> ParseList(string close)
    {
        var items = new List<Expression>();
        if (reader.TrySymbol(close))
        {
            return items;
        }

        do
        {
            items.Add(Parse());
        }
        while (reader.TrySymbol(","));

        reader.ExpectSymbol(close);
        return items;
    }

    private ObjectCreation ParseObject()
    {
        var members = new List<Projection>();
        if (!reader.TrySymbol("}"))
        {
            do
            {
                var name = reader.Current.Kind is TokenKind.String or TokenKind.Identifier
                    ? reader.Take().Text
                    : throw reader.Unexpected("the name of a member");
                reader.ExpectSymbol(":");
                members.Add(new Projection(name, Parse()));
            }
            while (reader.TrySymbol(","));

            reader.ExpectSymbol("}");
        }

        return new ObjectCreation(members);
    }
}
