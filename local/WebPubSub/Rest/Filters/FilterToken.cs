namespace Fixia.Local.WebPubSub.Rest.Filters;

/// <summary>A token of a filter. <paramref name="Text"/> is a string's value, a word, a number's digits or a symbol.</summary>
internal readonly record struct FilterToken(FilterTokenKind Kind, string Text, int Position, int End)
{
    public bool IsWord(string word) => Kind == FilterTokenKind.Word && Text == word;

    public bool IsSymbol(string symbol) => Kind == FilterTokenKind.Symbol && Text == symbol;
}
