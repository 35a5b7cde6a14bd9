namespace Fixia.Local.Cosmos.Sql;

/// <summary>
/// The system functions that are played: https://learn.microsoft.com/azure/cosmos-db/nosql/query/system-functions.
/// An argument of another type than the function wants makes the result undefined.
/// </summary>
internal static class Functions
{
    private static readonly Dictionary<string, (int Least, int Most)> Arity = new()
    {
        ["IS_DEFINED"] = (1, 1),
        ["IS_NULL"] = (1, 1),
        ["IS_BOOL"] = (1, 1),
        ["IS_NUMBER"] = (1, 1),
        ["IS_INTEGER"] = (1, 1),
        ["IS_STRING"] = (1, 1),
        ["IS_ARRAY"] = (1, 1),
        ["IS_OBJECT"] = (1, 1),
        ["IS_PRIMITIVE"] = (1, 1),
        ["STARTSWITH"] = (2, 3),
        ["ENDSWITH"] = (2, 3),
        ["CONTAINS"] = (2, 3),
        ["STRINGEQUALS"] = (2, 3),
        ["INDEX_OF"] = (2, 2),
        ["LOWER"] = (1, 1),
        ["UPPER"] = (1, 1),
        ["LENGTH"] = (1, 1),
        ["TRIM"] = (1, 1),
        ["SUBSTRING"] = (3, 3),
        ["LEFT"] = (2, 2),
        ["RIGHT"] = (2, 2),
        ["ABS"] = (1, 1),
        ["FLOOR"] = (1, 1),
        ["CEILING"] = (1, 1),
        ["ROUND"] = (1, 1),
        ["ARRAY_LENGTH"] = (1, 1),
        ["ARRAY_CONTAINS"] = (2, 3),
    };

    /// <summary>Refuses, when the query is parsed, a function that is not played or is called with too few arguments.</summary>
    public static void Check(string function, int arguments)
    {
        if (!Arity.TryGetValue(function, out var arity))
        {
            throw SqlException.NotSupported($"the function {function}");
        }

        if (arguments < arity.Least)
        {
            throw SqlException.Invalid($"{function} takes at least {arity.Least} arguments, not {arguments}");
        }

        // The service may know an overload that is not played.
        if (arguments > arity.Most)
        {
            throw SqlException.NotSupported($"{function} with {arguments} arguments");
        }
    }

    public static Value Call(string function, in Value first, in Value second, in Value third, int count) => function switch
    {
        "IS_DEFINED" => Value.From(first.Kind != ValueKind.Undefined),
        "IS_NULL" => Value.From(first.Kind == ValueKind.Null),
        "IS_BOOL" => Value.From(first.Kind == ValueKind.Boolean),
        "IS_NUMBER" => Value.From(first.Kind == ValueKind.Number),
        "IS_INTEGER" => Value.From(first.IsInteger),
        "IS_STRING" => Value.From(first.Kind == ValueKind.String),
        "IS_ARRAY" => Value.From(first.Kind == ValueKind.Array),
        "IS_OBJECT" => Value.From(first.Kind == ValueKind.Object),
        "IS_PRIMITIVE" => Value.From(first.Kind is ValueKind.Null or ValueKind.Boolean or ValueKind.Number or ValueKind.String),
        "ARRAY_LENGTH" => first.Kind == ValueKind.Array ? Value.From(first.Element.GetArrayLength()) : Value.Undefined,
        "ARRAY_CONTAINS" => ArrayContains(first, second, third),
        "ABS" or "FLOOR" or "CEILING" or "ROUND" => first.Kind == ValueKind.Number ? OfNumber(function, first.Number) : Value.Undefined,
        "LOWER" or "UPPER" or "LENGTH" or "TRIM" => first.Kind == ValueKind.String ? OfText(function, first.Text) : Value.Undefined,
        "SUBSTRING" or "LEFT" or "RIGHT" => Part(function, first, second, third),
        _ => OfTwoTexts(function, first, second, third, count),
    };

    private static Value OfNumber(string function, double number) => Value.From(function switch
    {
        "ABS" => Math.Abs(number),
        "FLOOR" => Math.Floor(number),
        "CEILING" => Math.Ceiling(number),
        _ => Math.Round(number, MidpointRounding.AwayFromZero),
    });

    private static Value OfText(string function, string text) => function switch
    {
        "LOWER" => Value.From(text.ToLowerInvariant()),
        "UPPER" => Value.From(text.ToUpperInvariant()),
        "TRIM" => Value.From(text.Trim()),
        _ => Value.From(text.Length),
    };

    private static Value OfTwoTexts(string function, in Value text, in Value part, in Value ignoreCase, int count)
    {
        if (text.Kind != ValueKind.String || part.Kind != ValueKind.String || (count > 2 && ignoreCase.Kind != ValueKind.Boolean))
        {
            return Value.Undefined;
        }

        var comparison = ignoreCase.IsTrue ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal;
        return function switch
        {
            "STARTSWITH" => Value.From(text.Text.StartsWith(part.Text, comparison)),
            "ENDSWITH" => Value.From(text.Text.EndsWith(part.Text, comparison)),
            "CONTAINS" => Value.From(text.Text.Contains(part.Text, comparison)),
            "STRINGEQUALS" => Value.From(text.Text.Equals(part.Text, comparison)),
            "INDEX_OF" => Value.From(text.Text.IndexOf(part.Text, comparison)),
            _ => throw new InvalidOperationException($"{function} has no evaluation."),
        };
    }

    private static Value Part(string function, in Value text, in Value second, in Value third)
    {
        if (text.Kind != ValueKind.String || second.Kind != ValueKind.Number
                || (function == "SUBSTRING" && third.Kind != ValueKind.Number))
        {
            return Value.Undefined;
        }

        var whole = text.Text;
        var length = Clamp(function == "SUBSTRING" ? third.Number : second.Number, whole.Length);
        var start = function switch
        {
            "SUBSTRING" => Clamp(second.Number, whole.Length),
            "LEFT" => 0,
            _ => whole.Length - length,
        };
        return Value.From(whole.Substring(start, Math.Min(length, whole.Length - start)));
    }

    private static int Clamp(double number, int most) => (int)Math.Clamp(Math.Truncate(number), 0, most);

    private static Value ArrayContains(in Value array, in Value item, in Value partial)
    {
        if (array.Kind != ValueKind.Array || item.Kind == ValueKind.Undefined)
        {
            return array.Kind == ValueKind.Array ? Value.False : Value.Undefined;
        }

        foreach (var element in array.Element.EnumerateArray())
        {
            var candidate = Value.From(element);
            if (partial.IsTrue && item.Kind == ValueKind.Object && candidate.Kind == ValueKind.Object
                    ? ContainsMembers(candidate, item)
                    : ValueComparer.AreEqual(candidate, item))
            {
                return Value.True;
            }
        }

        return Value.False;
    }

    private static bool ContainsMembers(Value candidate, Value wanted)
    {
        foreach (var member in wanted.Element.EnumerateObject())
        {
            if (!ValueComparer.AreEqual(candidate.Member(member.Name), Value.From(member.Value)))
            {
                return false;
            }
        }

        return true;
    }
}
