namespace Fixia.Local.Cosmos.Sql;

internal enum TokenKind
{
    End,
    Identifier,
    Parameter,
    Number,
    String,
    Symbol,
}

/// <param name="Text">The identifier, the parameter with its @, the unescaped string, the number or the symbol.</param>
/// <param name="Position">Zero-based index into the query text, for messages.</param>
internal readonly record struct Token(TokenKind Kind, string Text, int Position)
{
    public bool IsSymbol(string symbol) => Kind == TokenKind.Symbol && Text == symbol;

    public bool IsKeyword(string keyword) =>
        Kind == TokenKind.Identifier && Text.Equals(keyword, StringComparison.OrdinalIgnoreCase);

    public override string ToString() => Kind == TokenKind.End ? "the end of the query" : $"'{Text}'";
}
