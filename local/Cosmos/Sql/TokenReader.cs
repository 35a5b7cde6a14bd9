using Fixia.Local.Cosmos.Protocol;

namespace Fixia.Local.Cosmos.Sql;

/// <summary>The tokens of one query with a position: the part of the parser that knows no grammar.</summary>
internal sealed class TokenReader(string text)
{
    private readonly List<Token> tokens = Tokenizer.Tokenize(text);
    private int position;

    public Token Current => tokens[position];

    public Token Following => tokens[Math.Min(position + 1, tokens.Count - 1)];

    public Token Take() => tokens[position++];

    public bool TrySymbol(string symbol) => TryAdvance(Current.IsSymbol(symbol));

    public bool TryKeyword(string keyword) => TryAdvance(Current.IsKeyword(keyword));

    public void ExpectSymbol(string symbol)
    {
        if (!TrySymbol(symbol))
        {
            throw Unexpected($"'{symbol}'");
        }
    }

    public void ExpectKeyword(string keyword)
    {
        if (!TryKeyword(keyword))
        {
            throw Unexpected(keyword);
        }
    }

    public string ExpectName(string what) => Current.Kind == TokenKind.Identifier ? Take().Text : throw Unexpected(what);

    public ServiceException Unexpected(string expected) =>
        SqlException.Syntax($"{expected} is expected before {Current}", Current.Position);

    private bool TryAdvance(bool matches)
    {
        if (matches)
        {
            position++;
        }

        return matches;
    }
}
