using Fixia.Local.Cosmos.Sql;

namespace Fixia.Local.Cosmos.Query;

/// <summary>Computes expressions that do not depend on the document.</summary>
internal sealed class Constants(Evaluator evaluator)
{
    public bool TryGet(Expression expression, out Value value)
    {
        var isConstant = IsConstant(expression);
        value = isConstant ? evaluator.Evaluate(expression, Value.Undefined) : Value.Undefined;
        return isConstant;
    }

    /// <summary>Reads TOP, OFFSET or LIMIT.</summary>
    public int? Count(Expression? expression, string clause)
    {
        if (expression is null)
        {
            return null;
        }

        var value = evaluator.Evaluate(expression, Value.Undefined);
        return value.Kind == ValueKind.Number && value.Number >= 0 && value.Number <= int.MaxValue && value.Number == Math.Floor(value.Number)
            ? (int)value.Number
            : throw SqlException.Invalid($"{clause} is not a whole number of at least 0");
    }

    private static bool IsConstant(Expression expression) => expression is not (Root or Aggregate) && expression.Parts.All(IsConstant);
}
