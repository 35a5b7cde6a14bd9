using System.Globalization;

namespace Fixia.Local.Cosmos.Sql;

/// <summary>
/// Parses scalar expressions by recursive descent, one method a level of precedence:
/// https://learn.microsoft.com/azure/cosmos-db/nosql/query/scalar-expressions.
/// </summary>
internal sealed class ExpressionParser(TokenReader reader)
{
    private const int DeepestNesting = 100;
    private const int LongestChain = 200;

    private readonly List<Token> names = [];
    private int depth;

    public bool StartsAggregate => reader.Following.IsSymbol("(") && AggregateOf(reader.Current) is not null;

    /// <summary>Parses <c>?:</c>, the level of lowest precedence.</summary>
    public Expression Parse() => Nested(() =>
    {
        var condition = ParseCoalesce();
        if (!reader.TrySymbol("?"))
        {
            return condition;
        }

        var whenTrue = Parse();
        reader.ExpectSymbol(":");
        return new Conditional(condition, whenTrue, Parse());
    });

    public Aggregate? TryParseAggregate()
    {
        if (!StartsAggregate)
        {
            return null;
        }

        var function = AggregateOf(reader.Take())!.Value;
        reader.ExpectSymbol("(");
        var argument = Parse();
        reader.ExpectSymbol(")");
        return new Aggregate(function, argument);
    }

    /// <summary>Checks, once FROM is known, that every name stands for the document.</summary>
    public void CheckNames(string? alias)
    {
        foreach (var name in names)
        {
            if (name.Text != alias)
            {
                throw SqlException.Syntax($"identifier '{name.Text}' could not be resolved", name.Position);
            }
        }
    }

    /// <summary>Parses a literal, a parameter, a path, a call, an array, an object or a parenthesis.</summary>
    public Expression ParsePrimary()
    {
        var token = reader.Take();
        return token.Kind switch
        {
            TokenKind.Number => new Literal(Value.From(double.Parse(token.Text, CultureInfo.InvariantCulture))),
            TokenKind.String => new Literal(Value.From(token.Text)),
            TokenKind.Parameter => new Parameter(token.Text),
            TokenKind.Identifier => ParseWord(token),
            TokenKind.Symbol when token.Text == "(" => ParseParenthesis(),
            TokenKind.Symbol when token.Text == "[" => new ArrayCreation(ParseList("]")),
            TokenKind.Symbol when token.Text == "{" => ParseObject(),
            _ => throw SqlException.Syntax($"an expression is expected before {token}", token.Position),
        };
    }

    private Expression ParseCoalesce() => ParseLeft(ParseOr, ("??", BinaryOperator.Coalesce));

    private Expression ParseOr() => ParseLogical("OR", isAnd: false, ParseAnd);

    private Expression ParseAnd() => ParseLogical("AND", isAnd: true, ParseNot);

    private Expression ParseLogical(string keyword, bool isAnd, Func<Expression> next)
    {
        var first = next();
        if (!reader.Current.IsKeyword(keyword))
        {
            return first;
        }

        var operands = new List<Expression> { first };
        while (reader.TryKeyword(keyword))
        {
            operands.Add(next());
        }

        return new Logical(isAnd, operands);
    }

    private Expression ParseNot() =>
        reader.TryKeyword("NOT") ? Nested(() => new Unary(UnaryOperator.Not, ParseNot())) : ParseComparison();

    private Expression Nested(Func<Expression> parse)
    {
        if (++depth > DeepestNesting)
        {
            throw SqlException.Invalid($"expressions are nested deeper than {DeepestNesting}");
        }

        var expression = parse();
        depth--;
        return expression;
    }

    private Expression ParseComparison()
    {
        var left = ParseConcat();
        for (var length = 1; ; length++)
        {
            CheckChain(length);
            BinaryOperator? comparison = reader.Current.Kind != TokenKind.Symbol ? null : reader.Current.Text switch
            {
                "=" => BinaryOperator.Equal,
                "!=" or "<>" => BinaryOperator.NotEqual,
                "<" => BinaryOperator.Less,
                "<=" => BinaryOperator.LessOrEqual,
                ">" => BinaryOperator.Greater,
                ">=" => BinaryOperator.GreaterOrEqual,
                _ => null,
            };
            if (comparison is null)
            {
                return ParseMembership(left);
            }

            reader.Take();
            left = new Binary(comparison.Value, left, ParseConcat());
        }
    }

    private Expression ParseMembership(Expression left)
    {
        var negated = reader.Current.IsKeyword("NOT")
            && (reader.Following.IsKeyword("IN") || reader.Following.IsKeyword("BETWEEN") || reader.Following.IsKeyword("LIKE"));
        if (negated)
        {
            reader.Take();
        }

        Expression? result = null;
        if (reader.TryKeyword("IN"))
        {
            reader.ExpectSymbol("(");
            result = new In(left, ParseList(")"));
        }
        else if (reader.TryKeyword("BETWEEN"))
        {
            var low = ParseConcat();
            reader.ExpectKeyword("AND");
            result = new Logical(
                IsAnd: true,
                [new Binary(BinaryOperator.GreaterOrEqual, left, low), new Binary(BinaryOperator.LessOrEqual, left, ParseConcat())]);
        }
        else if (reader.TryKeyword("LIKE"))
        {
            result = new Binary(BinaryOperator.Like, left, ParseConcat());
            if (reader.Current.IsKeyword("ESCAPE"))
            {
                throw SqlException.NotSupported("LIKE with ESCAPE");
            }
        }

        return (result, negated) switch
        {
            (null, _) => left,
            (_, true) => new Unary(UnaryOperator.Not, result),
            _ => result,
        };
    }

    private Expression ParseConcat() => ParseLeft(ParseSum, ("||", BinaryOperator.Concat));

    private Expression ParseSum() => ParseLeft(ParseProduct, ("+", BinaryOperator.Add), ("-", BinaryOperator.Subtract));

    private Expression ParseProduct() =>
        ParseLeft(ParseSign, ("*", BinaryOperator.Multiply), ("/", BinaryOperator.Divide), ("%", BinaryOperator.Modulo));

    private Expression ParseSign()
    {
        if (reader.TrySymbol("-"))
        {
            return Nested(() => new Unary(UnaryOperator.Negate, ParseSign()));
        }

        return reader.TrySymbol("+")
            ? Nested(() => new Unary(UnaryOperator.Plus, ParseSign()))
            : ParsePath(ParsePrimary());
    }

    private Expression ParseLeft(Func<Expression> next, params ReadOnlySpan<(string Symbol, BinaryOperator Operator)> operators)
    {
        var left = next();
        for (var length = 1; ; length++)
        {
            CheckChain(length);
            BinaryOperator? found = null;
            foreach (var (symbol, candidate) in operators)
            {
                if (reader.TrySymbol(symbol))
                {
                    found = candidate;
                    break;
                }
            }

            if (found is null)
            {
                return reader.Current.Kind == TokenKind.Symbol && reader.Current.Text is "&" or "|" or "^" or "~" or "<<" or ">>" or ">>>"
                    ? throw SqlException.NotSupported($"the operator {reader.Current.Text}")
                    : left;
            }

            left = new Binary(found.Value, left, next());
        }
    }

    private static void CheckChain(int length)
    {
        if (length > LongestChain)
        {
            throw SqlException.Invalid($"more than {LongestChain} operators of one level follow each other");
        }
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

    private Call ParseCall(Token name)
    {
        if (AggregateOf(name) is not null)
        {
            throw SqlException.NotSupported("an aggregate that is not the whole of SELECT VALUE");
        }

        var function = name.Text.ToUpperInvariant();
        var arguments = ParseList(")");
        Functions.Check(function, arguments.Count);
        return new Call(function, arguments);
    }

    private Expression ParseParenthesis()
    {
        if (reader.Current.IsKeyword("SELECT"))
        {
            throw SqlException.NotSupported("a subquery");
        }

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

    private static AggregateFunction? AggregateOf(Token token) =>
        token.Kind != TokenKind.Identifier ? null : token.Text.ToUpperInvariant() switch
        {
            "COUNT" => AggregateFunction.Count,
            "SUM" => AggregateFunction.Sum,
            "MIN" => AggregateFunction.Min,
            "MAX" => AggregateFunction.Max,
            "AVG" => AggregateFunction.Average,
            _ => null,
        };
}
