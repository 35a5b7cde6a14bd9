namespace Fixia.Local.WebPubSub.Rest.Filters;

/// <summary>A filter does not follow the grammar, or its types do not fit.</summary>
internal sealed class FilterException(string message) : Exception(message)
{
    /// <summary>The grammar is broken; in the service's words, whose position is where it stopped to read.</summary>
    public static FilterException Syntax(string filter, int position) =>
        new($"Invalid syntax for '{filter}': Syntax error at position {position} in '{filter}'. (Parameter 'filter')");
}
