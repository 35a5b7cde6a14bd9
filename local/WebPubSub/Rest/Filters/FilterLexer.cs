using System.Text;

namespace Fixia.Local.WebPubSub.Rest.Filters;

/// <summary>Cuts a filter into tokens: reference-odata-filter, Rules for constants and literals.</summary>
internal static class FilterLexer
{
    public static List<FilterToken> Read(string filter)
    {
        var tokens = new List<FilterToken>();
        for (var position = 0; ;)
        {
            while (position < filter.Length && char.IsWhiteSpace(filter[position]))
            {
                position++;
            }

            if (position == filter.Length)
            {
                tokens.Add(new FilterToken(FilterTokenKind.End, "", position, position));
                return tokens;
            }

            tokens.Add(ReadToken(filter, ref position));
        }
    }

    private static FilterToken ReadToken(string filter, ref int position)
    {
        var start = position;
        switch (filter[start])
        {
            case '(' or ')' or ',':
                position++;
                return new FilterToken(FilterTokenKind.Symbol, filter[start..position], start, position);
            case '\'':
                return new FilterToken(FilterTokenKind.Text, ReadText(filter, ref position), start, position);
            case (>= '0' and <= '9') or '+' or '-':
                position++;
                Skip(filter, ref position, char.IsAsciiDigit);
                return new FilterToken(FilterTokenKind.Number, filter[start..position], start, position);
            case var letter when char.IsAsciiLetter(letter):
                Skip(filter, ref position, char.IsAsciiLetterOrDigit);
                return new FilterToken(FilterTokenKind.Word, filter[start..position], start, position);
            default:
                throw FilterException.Syntax(filter, start);
        }
    }

    /// <summary>A string ends at a quote that is not doubled.</summary>
    private static string ReadText(string filter, ref int position)
    {
        var text = new StringBuilder();
        for (position++; position < filter.Length; position++)
        {
            if (filter[position] != '\'')
            {
                text.Append(filter[position]);
            }
            else if (position + 1 < filter.Length && filter[position + 1] == '\'')
            {
                text.Append('\'');
                position++;
            }
            else
            {
                position++;
                return text.ToString();
            }
        }

        throw FilterException.Syntax(filter, position);
    }

    private static void Skip(string filter, ref int position, Func<char, bool> belongs)
    {
        while (position < filter.Length && belongs(filter[position]))
        {
            position++;
        }
    }
}
