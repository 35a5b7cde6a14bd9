using System.Buffers.Binary;
using System.Text;
using System.Text.Json;
using Fixia.Local.Cosmos.Sql;

namespace Fixia.Local.Cosmos.Storage;

/// <summary>
/// Encodes a value so that the order of the bytes is the order of the values: undefined, null, false, true, numbers,
/// strings, arrays, objects. Indexes and filters in SQLite work on these bytes, so that types never mix there as they
/// would with SQLite's own comparisons.
/// </summary>
internal static class SortKey
{
    public const byte UndefinedTag = 0;
    public const byte NullTag = 1;
    public const byte FalseTag = 2;
    public const byte TrueTag = 3;
    public const byte NumberTag = 4;
    public const byte StringTag = 5;
    public const byte ArrayTag = 6;
    public const byte ObjectTag = 7;

    /// <summary>The end of all keys: no key has this tag or a higher one.</summary>
    public const byte EndTag = 8;

    public static byte[] Of(in Value value) => value.Kind switch
    {
        ValueKind.Undefined => [UndefinedTag],
        ValueKind.Null => [NullTag],
        ValueKind.Boolean => [value.IsTrue ? TrueTag : FalseTag],
        ValueKind.Number => OfNumber(value.Number),
        ValueKind.String => OfText(value.Text),
        ValueKind.Array => OfJson(ArrayTag, value.Element),
        _ => OfJson(ObjectTag, value.Element),
    };

    public static byte[] OfText(string text)
    {
        var key = new byte[1 + Encoding.UTF8.GetByteCount(text)];
        key[0] = StringTag;
        Encoding.UTF8.GetBytes(text, key.AsSpan(1));
        return key;
    }

    /// <summary>The first key of a type: every value of a lower type sorts before it.</summary>
    public static byte[] StartOf(byte tag) => [tag];

    /// <summary>The least key that is greater than <paramref name="key"/>.</summary>
    public static byte[] After(byte[] key) => [.. key, 0];

    private static byte[] OfNumber(double number)
    {
        // Negative numbers sort backwards by their bits, so all of their bits are inverted; of the others, the sign bit.
        var bits = BitConverter.DoubleToInt64Bits(number == 0 ? 0.0 : number);
        var key = new byte[9];
        key[0] = NumberTag;
        BinaryPrimitives.WriteInt64BigEndian(key.AsSpan(1), bits < 0 ? ~bits : bits ^ long.MinValue);
        return key;
    }

    private static byte[] OfJson(byte tag, JsonElement element) => [tag, .. Encoding.UTF8.GetBytes(element.GetRawText())];
}
