using Fixia.Local.Cosmos.Catalog;
using Fixia.Local.Cosmos.Sql;
using Fixia.Local.Cosmos.Storage;

namespace Fixia.Local.Cosmos.Query;

/// <summary>
/// What the value of one property must be for a condition to be true, and what for it to be false. Both sets hold at
/// least the right keys: what does not depend on this property alone counts as possible.
/// </summary>
/// <param name="IsExact">Whether the sets hold exactly the right keys, so that no other check is needed.</param>
internal readonly record struct TruthKeys(KeySet WhenTrue, KeySet WhenFalse, bool IsExact)
{
    private static readonly KeySet Defined = KeySet.OfTags(SortKey.NullTag, SortKey.ObjectTag);

    private static TruthKeys Unknown => new(KeySet.All, KeySet.All, IsExact: false);

    public static TruthKeys Of(Expression condition, DocumentPath path, Constants constants)
    {
        if (constants.TryGet(condition, out var value))
        {
            return new(value.IsTrue ? KeySet.All : KeySet.None, value.IsFalse ? KeySet.All : KeySet.None, IsExact: true);
        }

        return condition switch
        {
            Logical logical => OfLogical(logical, path, constants),
            Unary { Operator: UnaryOperator.Not } not when Of(not.Operand, path, constants) is var inner =>
                new(inner.WhenFalse, inner.WhenTrue, inner.IsExact),
            Binary binary => OfComparison(binary, path, constants),
            In membership when IsPath(membership.Needle, path) => OfMembership(membership, constants),
            Call call when IsPath(call.Arguments[0], path) => OfCall(call, constants),
            _ when IsPath(condition, path) => new(Tag(SortKey.TrueTag), Tag(SortKey.FalseTag), IsExact: true),
            _ => Unknown,
        };
    }

    private static TruthKeys OfLogical(Logical logical, DocumentPath path, Constants constants)
    {
        var parts = logical.Operands.Select(operand => Of(operand, path, constants)).ToList();
        var all = (Func<TruthKeys, KeySet> side) => parts.Select(side).Aggregate((left, right) => left.Intersect(right));
        var any = (Func<TruthKeys, KeySet> side) => KeySet.Union(parts.Select(side));
        return logical.IsAnd
            ? new(all(part => part.WhenTrue), any(part => part.WhenFalse), parts.All(part => part.IsExact))
            : new(any(part => part.WhenTrue), all(part => part.WhenFalse), parts.All(part => part.IsExact));
    }

    private static TruthKeys OfComparison(Binary binary, DocumentPath path, Constants constants)
    {
        if (IsPath(binary.Left, path) && constants.TryGet(binary.Right, out var right))
        {
            return OfComparison(binary.Operator, right);
        }

        return IsPath(binary.Right, path) && constants.TryGet(binary.Left, out var left)
            ? OfComparison(Mirror(binary.Operator), left)
            : Unknown;
    }

    private static TruthKeys OfComparison(BinaryOperator comparison, Value value)
    {
        if (value.Kind == ValueKind.Undefined)
        {
            return new(KeySet.None, KeySet.None, IsExact: true);
        }

        if (value.Kind is ValueKind.Array or ValueKind.Object)
        {
            return Unknown;
        }

        var key = SortKey.Of(value);
        var point = KeySet.Point(key);
        var type = value.Kind == ValueKind.Boolean ? KeySet.OfTags(SortKey.FalseTag, SortKey.TrueTag) : Tag(key[0]);
        var below = type.Intersect(KeySet.Range(SortKey.StartOf(SortKey.UndefinedTag), key));
        return comparison switch
        {
            BinaryOperator.Equal => new(point, Defined.Without(point), IsExact: true),
            BinaryOperator.NotEqual => new(Defined.Without(point), point, IsExact: true),
            BinaryOperator.Less => new(below, type.Without(below), IsExact: true),
            BinaryOperator.GreaterOrEqual => new(type.Without(below), below, IsExact: true),
            BinaryOperator.LessOrEqual when below.Union(point) is var upTo => new(upTo, type.Without(upTo), IsExact: true),
            BinaryOperator.Greater when below.Union(point) is var upTo => new(type.Without(upTo), upTo, IsExact: true),
            _ => Unknown,
        };
    }

    private static TruthKeys OfMembership(In membership, Constants constants)
    {
        var keys = new List<KeySet>();
        foreach (var item in membership.Items)
        {
            if (!constants.TryGet(item, out var value) || value.Kind is ValueKind.Array or ValueKind.Object)
            {
                return Unknown;
            }

            if (value.Kind != ValueKind.Undefined)
            {
                keys.Add(KeySet.Point(SortKey.Of(value)));
            }
        }

        var found = KeySet.Union(keys);
        return new(found, Defined.Without(found), IsExact: true);
    }

    private static TruthKeys OfCall(Call call, Constants constants)
    {
        KeySet? type = call.Function switch
        {
            "IS_DEFINED" => Defined,
            "IS_NULL" => Tag(SortKey.NullTag),
            "IS_BOOL" => KeySet.OfTags(SortKey.FalseTag, SortKey.TrueTag),
            "IS_NUMBER" => Tag(SortKey.NumberTag),
            "IS_STRING" => Tag(SortKey.StringTag),
            "IS_ARRAY" => Tag(SortKey.ArrayTag),
            "IS_OBJECT" => Tag(SortKey.ObjectTag),
            "IS_PRIMITIVE" => KeySet.OfTags(SortKey.NullTag, SortKey.StringTag),
            _ => null,
        };
        if (type is not null)
        {
            return new(type, KeySet.All.Without(type), IsExact: true);
        }

        if (call is { Function: "STARTSWITH", Arguments: [_, var argument] }
            && constants.TryGet(argument, out var prefix) && prefix.Kind == ValueKind.String)
        {
            var from = SortKey.OfText(prefix.Text);
            byte[] to = [.. from[..^1], (byte)(from[^1] + 1)];
            var found = KeySet.Range(from, to);
            return new(found, Tag(SortKey.StringTag).Without(found), IsExact: true);
        }

        return Unknown;
    }

    private static BinaryOperator Mirror(BinaryOperator comparison) => comparison switch
    {
        BinaryOperator.Less => BinaryOperator.Greater,
        BinaryOperator.LessOrEqual => BinaryOperator.GreaterOrEqual,
        BinaryOperator.Greater => BinaryOperator.Less,
        BinaryOperator.GreaterOrEqual => BinaryOperator.LessOrEqual,
        BinaryOperator.Equal or BinaryOperator.NotEqual => comparison,
        // Without a mirror: the result is unknown.
        _ => BinaryOperator.Like,
    };

    private static KeySet Tag(byte tag) => KeySet.OfTags(tag, tag);

    private static bool IsPath(Expression expression, DocumentPath path) => path.Equals(DocumentPath.TryFrom(expression));
}
