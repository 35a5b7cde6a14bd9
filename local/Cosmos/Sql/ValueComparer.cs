using System.Text.Json;

namespace Fixia.Local.Cosmos.Sql;

/// <summary>
/// Equality and order of values: https://learn.microsoft.com/azure/cosmos-db/nosql/query/equality-comparison-operators
/// and, across types, https://learn.microsoft.com/azure/cosmos-db/nosql/query/order-by.
/// </summary>
internal static class ValueComparer
{
    /// <summary>The equality of DISTINCT.</summary>
    public static IEqualityComparer<Value> Equality { get; } =
        EqualityComparer<Value>.Create((left, right) => AreEqual(left, right), value => Hash(value));

    /// <summary>Equality of two defined values; values of different types are not equal.</summary>
    public static bool AreEqual(in Value left, in Value right) => left.Kind == right.Kind && left.Kind switch
    {
        ValueKind.Undefined or ValueKind.Null => true,
        ValueKind.Boolean => left.IsTrue == right.IsTrue,
        ValueKind.Number => left.Number == right.Number,
        ValueKind.String => left.Text == right.Text,
        _ => AreEqual(left.Element, right.Element),
    };

    /// <summary>Compares two values of one scalar type.</summary>
    /// <returns>False when the types differ or have no order; the comparison is undefined then.</returns>
    public static bool TryCompare(in Value left, in Value right, out int order)
    {
        order = 0;
        if (left.Kind != right.Kind)
        {
            return false;
        }

        switch (left.Kind)
        {
            case ValueKind.Null:
                return true;
            case ValueKind.Boolean:
                order = left.IsTrue.CompareTo(right.IsTrue);
                return true;
            case ValueKind.Number:
                order = left.Number.CompareTo(right.Number);
                return true;
            case ValueKind.String:
                order = CompareText(left.Text, right.Text);
                return true;
            default:
                return false;
        }
    }

    /// <summary>Order by Unicode code point, which is also the order of the UTF-8 bytes that indexes hold.</summary>
    public static int CompareText(string left, string right)
    {
        var length = Math.Min(left.Length, right.Length);
        for (var i = 0; i < length; i++)
        {
            var (l, r) = (left[i], right[i]);
            if (l != r)
            {
                return char.IsSurrogate(l) == char.IsSurrogate(r) ? l - r : char.IsSurrogate(l) ? 1 : -1;
            }
        }

        return left.Length - right.Length;
    }

    private static int Hash(in Value value) => value.Kind switch
    {
        ValueKind.Boolean => HashCode.Combine(value.Kind, value.IsTrue),
        ValueKind.Number => HashCode.Combine(value.Kind, value.Number),
        ValueKind.String => HashCode.Combine(value.Kind, value.Text),
        ValueKind.Array => HashCode.Combine(value.Kind, value.Element.GetArrayLength()),
        ValueKind.Object => HashCode.Combine(value.Kind, value.Element.GetPropertyCount()),
        _ => HashCode.Combine(value.Kind),
    };

    private static bool AreEqual(JsonElement left, JsonElement right) => left.ValueKind == right.ValueKind && left.ValueKind switch
    {
        JsonValueKind.Array => left.GetArrayLength() == right.GetArrayLength()
            && left.EnumerateArray().Zip(right.EnumerateArray()).All(pair => AreEqual(pair.First, pair.Second)),
        JsonValueKind.Object => left.GetPropertyCount() == right.GetPropertyCount()
            && left.EnumerateObject().All(member =>
                right.TryGetProperty(member.Name, out var other) && AreEqual(member.Value, other)),
        JsonValueKind.Number => left.GetDouble() == right.GetDouble(),
        JsonValueKind.String => left.GetString() == right.GetString(),
        _ => true,
    };
}
