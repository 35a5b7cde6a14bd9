namespace Fixia.Local.Cosmos.Sql;

/// <summary>A scalar expression: https://learn.microsoft.com/azure/cosmos-db/nosql/query/scalar-expressions.</summary>
internal abstract record Expression
{
    /// <summary>The expressions that this one is made of.</summary>
    public virtual IEnumerable<Expression> Parts => [];
}

internal sealed record Literal(Value Value) : Expression;

internal sealed record Parameter(string Name) : Expression;

/// <summary>The document that the query ranges over, by its alias.</summary>
internal sealed record Root(string Name) : Expression;

/// <summary><c>c.name</c> or <c>c["name"]</c>.</summary>
internal sealed record Property(Expression Target, string Name) : Expression
{
    public override IEnumerable<Expression> Parts => [Target];
}

/// <summary><c>c.tags[0]</c>, or an index that is computed.</summary>
internal sealed record Indexer(Expression Target, Expression Index) : Expression
{
    public override IEnumerable<Expression> Parts => [Target, Index];
}

internal sealed record Unary(UnaryOperator Operator, Expression Operand) : Expression
{
    public override IEnumerable<Expression> Parts => [Operand];
}

internal sealed record Binary(BinaryOperator Operator, Expression Left, Expression Right) : Expression
{
    public override IEnumerable<Expression> Parts => [Left, Right];
}

/// <summary>AND or OR of at least two operands; a chain is one node, so that its length costs no depth.</summary>
internal sealed record Logical(bool IsAnd, IReadOnlyList<Expression> Operands) : Expression
{
    public override IEnumerable<Expression> Parts => Operands;
}

internal sealed record Conditional(Expression Condition, Expression WhenTrue, Expression Otherwise) : Expression
{
    public override IEnumerable<Expression> Parts => [Condition, WhenTrue, Otherwise];
}

internal sealed record In(Expression Needle, IReadOnlyList<Expression> Items) : Expression
{
    public override IEnumerable<Expression> Parts => Items.Prepend(Needle);
}

internal sealed record Call(string Function, IReadOnlyList<Expression> Arguments) : Expression
{
    public override IEnumerable<Expression> Parts => Arguments;

    public bool Equals(Call? other) => other is not null && Function == other.Function && Arguments.SequenceEqual(other.Arguments);

    public override int GetHashCode() => Function.GetHashCode(StringComparison.Ordinal);
}

internal sealed record ArrayCreation(IReadOnlyList<Expression> Items) : Expression
{
    public override IEnumerable<Expression> Parts => Items;
}

internal sealed record ObjectCreation(IReadOnlyList<Projection> Members) : Expression
{
    public override IEnumerable<Expression> Parts => Members.Select(member => member.Expression);
}

/// <summary><c>SUM(c.x)</c>: one value over the documents of a group, or over all of them.</summary>
internal sealed record Aggregate(AggregateFunction Function, Expression Argument) : Expression;

internal sealed record Projection(string Name, Expression Expression);

internal enum AggregateFunction
{
    Count,
    Sum,
    Min,
    Max,
    Average,
}

internal enum UnaryOperator
{
    Not,
    Negate,
    Plus,
}

internal enum BinaryOperator
{
    Coalesce,
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
    Like,
    Concat,
    Add,
    Subtract,
    Multiply,
    Divide,
    Modulo,
}
