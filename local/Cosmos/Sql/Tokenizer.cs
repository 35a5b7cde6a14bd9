using System.Globalization;
using System.Text;

namespace Fixia.Local.Cosmos.Sql;

/// <summary>
/// Splits a query into tokens. Constants and comments follow
/// https://learn.microsoft.com/azure/cosmos-db/nosql/query/constants.
/// </summary>
internal static class Tokenizer
{
    private static readonly string[] TwoOrThreeCharacterSymbols = [">>>", "<>", "!=", "<=", ">=", "??", "||", "<<", ">>"];

    private const string OneCharacterSymbols = "()[]{},.:?*+-/%<>=&|^~";

    public static List<Token> Tokenize(string text)
    {
        var tokens = new List<Token>();
        var at = 0;
        while (true)
        {
            at = SkipBlank(text, at);
            if (at >= text.Length)
            {
                tokens.Add(new Token(TokenKind.End, "", text.Length));
                return tokens;
            }

            var token = Next(text, ref at);
            tokens.Add(token);
        }
    }

    private static int SkipBlank(string text, int at)
    {
        while (at < text.Length)
        {
            if (char.IsWhiteSpace(text[at]))
            {
                at++;
            }
            else if (text.AsSpan(at).StartsWith("--"))
            {
                var end = text.IndexOf('\n', at);
                at = end < 0 ? text.Length : end + 1;
            }
            else
            {
                break;
            }
        }

        return at;
    }

    private static Token Next(string text, ref int at)
    {
        var start = at;
        var c = text[at];
        if (char.IsAsciiLetter(c) || c == '_')
        {
            while (at < text.Length && IsNamePart(text[at]))
            {
                at++;
            }

            return new Token(TokenKind.Identifier, text[start..at], start);
        }

        if (c == '@')
        {
            at++;
            while (at < text.Length && IsNamePart(text[at]))
            {
                at++;
            }

            return at > start + 1
                ? new Token(TokenKind.Parameter, text[start..at], start)
                : throw SqlException.Syntax("a parameter name is missing after '@'", start);
        }

        if (char.IsAsciiDigit(c) || (c == '.' && at + 1 < text.Length && char.IsAsciiDigit(text[at + 1])))
        {
            return Number(text, ref at);
        }

        if (c is '"' or '\'')
        {
            return String(text, ref at);
        }

        foreach (var symbol in TwoOrThreeCharacterSymbols)
        {
            if (text.AsSpan(at).StartsWith(symbol))
            {
                at += symbol.Length;
                return new Token(TokenKind.Symbol, symbol, start);
            }
        }

        if (OneCharacterSymbols.Contains(c))
        {
            at++;
            return new Token(TokenKind.Symbol, c.ToString(), start);
        }

        throw SqlException.Syntax($"'{c}' is not expected", start);
    }

    private static bool IsNamePart(char c) => char.IsAsciiLetterOrDigit(c) || c == '_';

    private static Token Number(string text, ref int at)
    {
        var start = at;
        if (text[at] == '0' && at + 1 < text.Length && text[at + 1] is 'x' or 'X')
        {
            throw SqlException.NotSupported("a hexadecimal number");
        }

        while (at < text.Length && (char.IsAsciiDigit(text[at]) || text[at] == '.'))
        {
            at++;
        }

        if (at < text.Length && text[at] is 'e' or 'E')
        {
            at++;
            if (at < text.Length && text[at] is '+' or '-')
            {
                at++;
            }

            while (at < text.Length && char.IsAsciiDigit(text[at]))
            {
                at++;
            }
        }

        var number = text[start..at];
        return double.TryParse(number, NumberStyles.Float, CultureInfo.InvariantCulture, out _)
            ? new Token(TokenKind.Number, number, start)
            : throw SqlException.Syntax($"'{number}' is not a number", start);
    }

    private static Token String(string text, ref int at)
    {
        var start = at;
        var quote = text[at++];
        var value = new StringBuilder();
        while (at < text.Length && text[at] != quote)
        {
            value.Append(text[at] == '\\' ? Escape(text, ref at) : text[at++]);
        }

        if (at >= text.Length)
        {
            throw SqlException.Syntax("the string is not closed", start);
        }

        at++;
        return new Token(TokenKind.String, value.ToString(), start);
    }

    private static char Escape(string text, ref int at)
    {
        var start = at++;
        var c = at < text.Length ? text[at++] : '\0';
        switch (c)
        {
            case '\'' or '"' or '\\' or '/': return c;
            case 'b': return '\b';
            case 'f': return '\f';
            case 'n': return '\n';
            case 'r': return '\r';
            case 't': return '\t';
            case 'u' when at + 4 <= text.Length
                    && ushort.TryParse(text.AsSpan(at, 4), NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var code):
                at += 4;
                return (char)code;
            default: throw SqlException.Syntax("the escape sequence is not known", start);
        }
    }
}
