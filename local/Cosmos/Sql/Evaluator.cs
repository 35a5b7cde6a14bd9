using System.Buffers;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Fixia.Local.Cosmos.Sql;

/// <summary>
/// Computes expressions over a document. Undefined spreads as in the service: what has no value in SQL's sense is
/// undefined, and AND, OR and NOT are three-valued
/// (https://learn.microsoft.com/azure/cosmos-db/nosql/query/logical-operators).
/// </summary>
internal sealed class Evaluator(IReadOnlyDictionary<string, Value> parameters, IReadOnlyDictionary<Aggregate, Value>? aggregates = null)
{
    /// <summary>One that knows what the aggregates of a group came to.</summary>
    public Evaluator With(IReadOnlyDictionary<Aggregate, Value> results) => new(parameters, results);

    /// <summary>Computes an expression; a parameter that was not sent is undefined.</summary>
    public Value Evaluate(Expression expression, in Value document)
    {
        switch (expression)
        {
            case Literal literal:
                return literal.Value;
            case Parameter parameter:
                return parameters.TryGetValue(parameter.Name, out var value) ? value : Value.Undefined;
            case Root:
                return document;
            case Property property:
                return Evaluate(property.Target, document).Member(property.Name);
            case Indexer indexer:
                return EvaluateIndexer(indexer, document);
            case Unary unary:
                return EvaluateUnary(unary, document);
            case Binary binary:
                return EvaluateBinary(binary, document);
            case Logical logical:
                return EvaluateLogical(logical, document);
            case Conditional conditional:
                return Evaluate(Evaluate(conditional.Condition, document).IsTrue ? conditional.WhenTrue : conditional.Otherwise, document);
            case In membership:
                return EvaluateIn(membership, document);
            case Call call:
                return EvaluateCall(call, document);
            case ArrayCreation array:
                return EvaluateArray(array, document);
            case ObjectCreation members:
                return EvaluateObject(members.Members, document);
            case Aggregate aggregate when aggregates is not null:
                return aggregates[aggregate];
            default:
                throw new InvalidOperationException($"{expression.GetType().Name} has no evaluation.");
        }
    }

    /// <summary>Builds the object that a SELECT list or an object literal describes; undefined members are left out.</summary>
    public Value EvaluateObject(IReadOnlyList<Projection> members, in Value document)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            foreach (var member in members)
            {
                var value = Evaluate(member.Expression, document);
                if (value.Kind != ValueKind.Undefined)
                {
                    writer.WritePropertyName(member.Name);
                    value.WriteTo(writer);
                }
            }

            writer.WriteEndObject();
        }

        return Parse(buffer);
    }

    private Value EvaluateArray(ArrayCreation array, in Value document)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartArray();
            foreach (var item in array.Items)
            {
                var value = Evaluate(item, document);
                if (value.Kind != ValueKind.Undefined)
                {
                    value.WriteTo(writer);
                }
            }

            writer.WriteEndArray();
        }

        return Parse(buffer);
    }

    private static Value Parse(ArrayBufferWriter<byte> buffer)
    {
        var reader = new Utf8JsonReader(buffer.WrittenSpan);
        return Value.From(JsonElement.ParseValue(ref reader));
    }

    private Value EvaluateIndexer(Indexer indexer, in Value document)
    {
        var target = Evaluate(indexer.Target, document);
        var index = Evaluate(indexer.Index, document);
        return index.Kind switch
        {
            ValueKind.String => target.Member(index.Text),
            ValueKind.Number => target.Item(index.Number),
            _ => Value.Undefined,
        };
    }

    private Value EvaluateUnary(Unary unary, in Value document)
    {
        var operand = Evaluate(unary.Operand, document);
        return (unary.Operator, operand.Kind) switch
        {
            (UnaryOperator.Not, ValueKind.Boolean) => Value.From(operand.IsFalse),
            (UnaryOperator.Negate, ValueKind.Number) => Value.From(-operand.Number),
            (UnaryOperator.Plus, ValueKind.Number) => operand,
            _ => Value.Undefined,
        };
    }

    private Value EvaluateBinary(Binary binary, in Value document)
    {
        var left = Evaluate(binary.Left, document);
        if (binary.Operator == BinaryOperator.Coalesce && left.Kind != ValueKind.Undefined)
        {
            return left;
        }

        var right = Evaluate(binary.Right, document);
        return binary.Operator switch
        {
            BinaryOperator.Coalesce => right,
            BinaryOperator.Equal or BinaryOperator.NotEqual =>
                left.Kind == ValueKind.Undefined || right.Kind == ValueKind.Undefined
                    ? Value.Undefined
                    : Value.From(ValueComparer.AreEqual(left, right) == (binary.Operator == BinaryOperator.Equal)),
            BinaryOperator.Less => Compare(left, right, order => order < 0),
            BinaryOperator.LessOrEqual => Compare(left, right, order => order <= 0),
            BinaryOperator.Greater => Compare(left, right, order => order > 0),
            BinaryOperator.GreaterOrEqual => Compare(left, right, order => order >= 0),
            BinaryOperator.Like => Like(left, right),
            BinaryOperator.Concat => left.Kind == ValueKind.String && right.Kind == ValueKind.String
                ? Value.From(left.Text + right.Text)
                : Value.Undefined,
            _ => Arithmetic(binary.Operator, left, right),
        };
    }

    /// <summary>One false decides AND and one true decides OR; otherwise anything but booleans makes the whole undefined.</summary>
    private Value EvaluateLogical(Logical logical, in Value document)
    {
        var result = Value.From(logical.IsAnd);
        foreach (var operand in logical.Operands)
        {
            var value = Evaluate(operand, document);
            if (logical.IsAnd ? value.IsFalse : value.IsTrue)
            {
                return value;
            }

            if (value.Kind != ValueKind.Boolean)
            {
                result = Value.Undefined;
            }
        }

        return result;
    }

    private static Value Compare(in Value left, in Value right, Func<int, bool> holds) =>
        ValueComparer.TryCompare(left, right, out var order) ? Value.From(holds(order)) : Value.Undefined;

    private static Value Arithmetic(BinaryOperator operation, in Value left, in Value right)
    {
        if (left.Kind != ValueKind.Number || right.Kind != ValueKind.Number)
        {
            return Value.Undefined;
        }

        return Value.From(operation switch
        {
            BinaryOperator.Add => left.Number + right.Number,
            BinaryOperator.Subtract => left.Number - right.Number,
            BinaryOperator.Multiply => left.Number * right.Number,
            BinaryOperator.Divide => left.Number / right.Number,
            BinaryOperator.Modulo => left.Number % right.Number,
            _ => throw new InvalidOperationException($"{operation} is not arithmetic."),
        });
    }

    /// <summary>Wildcards as in https://learn.microsoft.com/azure/cosmos-db/nosql/query/keywords#like.</summary>
    private static Value Like(in Value left, in Value right)
    {
        if (left.Kind != ValueKind.String || right.Kind != ValueKind.String)
        {
            return Value.Undefined;
        }

        if (right.Text.Contains('['))
        {
            throw SqlException.NotSupported("LIKE with a set of characters in brackets");
        }

        var pattern = Regex.Escape(right.Text).Replace("%", ".*", StringComparison.Ordinal).Replace('_', '.');
        return Value.From(Regex.IsMatch(left.Text, $"^(?:{pattern})\\z", RegexOptions.Singleline | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking));
    }

    private Value EvaluateIn(In membership, in Value document)
    {
        var needle = Evaluate(membership.Needle, document);
        if (needle.Kind == ValueKind.Undefined)
        {
            return Value.Undefined;
        }

        foreach (var item in membership.Items)
        {
            if (ValueComparer.AreEqual(needle, Evaluate(item, document)))
            {
                return Value.True;
            }
        }

        return Value.False;
    }

    private Value EvaluateCall(Call call, in Value document)
    {
        var first = Evaluate(call.Arguments[0], document);
        var second = call.Arguments.Count > 1 ? Evaluate(call.Arguments[1], document) : Value.Undefined;
        var third = call.Arguments.Count > 2 ? Evaluate(call.Arguments[2], document) : Value.Undefined;
        return Functions.Call(call.Function, first, second, third, call.Arguments.Count);
    }
}
