namespace Fixia.Local.Cosmos.Sql;

/// <summary>
/// Parses scalar expressions by recursive descent, one method a level of precedence:
/// https://learn.microsoft.com/azure/cosmos-db/nosql/query/scalar-expressions.
/// </summary>
internal sealed partial class ExpressionParser(TokenReader reader)
{
    private const int DeepestNesting = 100;
    private const int LongestChain = 200;

    private readonly List<Token> names = [];
    private List<Aggregate>? aggregates = [];
    private int depth;

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

    /// <summary>The aggregates so far. From here on there can be none.</summary>
    public IReadOnlyList<Aggregate> EndAggregates()
    {
        var found = aggregates!;
        aggregates = null;
        return found;
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
                RefuseBitwise(reader.Current);
                return left;
            }

            left = new Binary(found.Value, left, next());
        }
    }

    private static void RefuseBitwise(Token token)
    {
        if (token.Kind == TokenKind.Symbol && token.Text is "&" or "|" or "^" or "~" or "<<" or ">>" or ">>>")
        {
            throw SqlException.NotSupported($"the operator {token.Text}");
        }
    }

    private static void CheckChain(int length)
    {
        if (length > LongestChain)
        {
            throw SqlException.Invalid($"more than {LongestChain} operators of one level follow each other");
        }
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
