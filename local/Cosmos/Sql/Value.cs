using System.Globalization;
using System.Text.Json;

namespace Fixia.Local.Cosmos.Sql;

/// <summary>The types of the query language in the order in which ORDER BY sorts them.</summary>
internal enum ValueKind : byte
{
    Undefined,
    Null,
    Boolean,
    Number,
    String,
    Array,
    Object,
}

/// <summary>A value of the query language: a JSON value or undefined.</summary>
internal readonly struct Value
{
    private readonly double number;
    private readonly string? text;
    private readonly JsonElement element;

    private Value(ValueKind kind, double number = 0, string? text = null, JsonElement element = default)
    {
        Kind = kind;
        this.number = number;
        this.text = text;
        this.element = element;
    }

    public ValueKind Kind { get; }

    public static Value Undefined => default;

    public static Value Null { get; } = new(ValueKind.Null);

    public static Value True { get; } = new(ValueKind.Boolean, 1);

    public static Value False { get; } = new(ValueKind.Boolean);

    public bool IsTrue => Kind == ValueKind.Boolean && number != 0;

    public bool IsFalse => Kind == ValueKind.Boolean && number == 0;

    public double Number => Kind == ValueKind.Number ? number : throw new InvalidOperationException($"{Kind} is not a number.");

    public string Text => Kind == ValueKind.String ? text! : throw new InvalidOperationException($"{Kind} is not a string.");

    /// <summary>The array or object.</summary>
    public JsonElement Element => element;

    /// <summary>Whether it is a whole number that a signed 64-bit integer can hold.</summary>
    public bool IsInteger => Kind == ValueKind.Number
        && ((element.ValueKind == JsonValueKind.Number && element.TryGetInt64(out _))
            || (number == Math.Floor(number) && number is >= long.MinValue and < -(double)long.MinValue));

    public static Value From(bool value) => value ? True : False;

    /// <summary>A number; what JSON can't hold (NaN, infinity) is undefined.</summary>
    public static Value From(double value) => double.IsFinite(value) ? new(ValueKind.Number, value) : Undefined;

    /// <summary>A number as a query spells it; a 64-bit integer keeps its digits.</summary>
    public static Value FromNumber(string digits) => long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
        ? new(ValueKind.Number, number, element: JsonElement.Parse(number.ToString(CultureInfo.InvariantCulture)))
        : From(double.Parse(digits, CultureInfo.InvariantCulture));

    public static Value From(string value) => new(ValueKind.String, text: value);

    public static Value From(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Null => Null,
        JsonValueKind.True => True,
        JsonValueKind.False => False,
        JsonValueKind.Number => new(ValueKind.Number, element.GetDouble(), element: element),
        JsonValueKind.String => new(ValueKind.String, text: element.GetString()),
        JsonValueKind.Array => new(ValueKind.Array, element: element),
        JsonValueKind.Object => new(ValueKind.Object, element: element),
        _ => Undefined,
    };

    public Value Member(string name) =>
        Kind == ValueKind.Object && element.TryGetProperty(name, out var member) ? From(member) : Undefined;

    public Value Item(double index) =>
        Kind == ValueKind.Array && index >= 0 && index < element.GetArrayLength() && index == Math.Floor(index)
            ? From(element[(int)index])
            : Undefined;

    /// <summary>Writes the value; a number that came from a document keeps its digits. Undefined can't be written.</summary>
    public void WriteTo(Utf8JsonWriter writer)
    {
        switch (Kind)
        {
            case ValueKind.Null:
                writer.WriteNullValue();
                break;
            case ValueKind.Boolean:
                writer.WriteBooleanValue(IsTrue);
                break;
            case ValueKind.Number when element.ValueKind != JsonValueKind.Number:
                WriteNumber(writer, number);
                break;
            case ValueKind.String:
                writer.WriteStringValue(text);
                break;
            case ValueKind.Number or ValueKind.Array or ValueKind.Object:
                element.WriteTo(writer);
                break;
            default:
                throw new InvalidOperationException("Undefined has no JSON form.");
        }
    }

    private static void WriteNumber(Utf8JsonWriter writer, double number)
    {
        if (number == Math.Floor(number) && Math.Abs(number) <= 1L << 53)
        {
            writer.WriteNumberValue((long)number);
        }
        else
        {
            writer.WriteNumberValue(number);
        }
    }
}
