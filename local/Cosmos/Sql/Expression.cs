namespace Fixia.Local.Cosmos.Sql;

/// <summary>A scalar expression: https://learn.microsoft.com/azure/cosmos-db/nosql/query/scalar-expressions.</summary>
internal abstract record Expression;

internal sealed record Literal(Value Value) : Expression;

internal sealed record Parameter(string Name) : Expression;

/// <summary>The document that the query ranges over, by its alias.</summary>
internal sealed record Root(string Name) : Expression;

/// <summary><c>c.name</c> or <c>c["name"]</c>.</summary>
internal sealed record Property(Expression Target, string Name) : Expression;

/// <summary><c>c.tags[0]</c>, or an index that is computed.</summary>
internal sealed record Indexer(Expression Target, Expression Index) : Expression;

internal sealed record Unary(UnaryOperator Operator, Expression Operand) : Expression;

internal sealed record Binary(BinaryOperator Operator, Expression Left, Expression Right) : Expression;

/// <summary>AND or OR of at least two operands; a chain is one node, so that its length costs no depth.</summary>
internal sealed record Logical(bool IsAnd, IReadOnlyList<Expression> Operands) : Expression;

internal sealed record Conditional(Expression Condition, Expression WhenTrue, Expression Otherwise) : Expression;

internal sealed record In(Expression Needle, IReadOnlyList<Expression> Items) : Expression;

internal sealed record Call(string Function, IReadOnlyList<Expression> Arguments) : Expression;

internal sealed record ArrayCreation(IReadOnlyList<Expression> Items) : Expression;

internal sealed record ObjectCreation(IReadOnlyList<Projection> Members) : Expression;

internal sealed record Projection(string Name, Expression Expression);

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
