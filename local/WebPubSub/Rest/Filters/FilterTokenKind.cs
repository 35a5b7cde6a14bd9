namespace Fixia.Local.WebPubSub.Rest.Filters;

/// <summary>What a token is.</summary>
internal enum FilterTokenKind
{
    /// <summary>An identifier, a keyword or an operator spelt with letters.</summary>
    Word,

    /// <summary>A quoted string.</summary>
    Text,

    /// <summary>An integer with its sign.</summary>
    Number,

    /// <summary>A parenthesis or a comma.</summary>
    Symbol,

    /// <summary>The end of the filter.</summary>
    End,
}
