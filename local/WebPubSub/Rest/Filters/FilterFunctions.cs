using Fixia.Local.WebPubSub.Clients;

namespace Fixia.Local.WebPubSub.Rest.Filters;

/// <summary>The functions of reference-odata-filter. A function of a null string is null, or false.</summary>
internal static class FilterFunctions
{
    /// <exception cref="FilterException">There is no such function, or its arguments do not fit.</exception>
    public static FilterValue Call(string name, List<FilterValue> arguments, string source) => (name, arguments) switch
    {
        ("length", [FilterValue.Collection groups]) => new FilterValue.Int(source, connection => groups.Read(connection).Count),
        ("length", [var text]) => IntOf(source, text, static value => value.Length),
        ("indexof", [var text, var part]) => IndexOf(source, text.AsText(), part.AsText()),
        ("tolower", [var text]) => TextOf(source, text, static value => value.ToLowerInvariant()),
        ("toupper", [var text]) => TextOf(source, text, static value => value.ToUpperInvariant()),
        ("trim", [var text]) => TextOf(source, text, static value => value.Trim()),
        ("concat", [var text, var other]) => Concat(source, text.AsText(), other.AsText()),
        ("substring", [var text, var start]) => Substring(source, text.AsText(), start.AsInt(), static _ => int.MaxValue),
        ("substring", [var text, var start, var length]) => Substring(source, text.AsText(), start.AsInt(), length.AsInt()),
        ("startswith", [var text, var part]) => Test(source, text, part, static (one, other) => one.StartsWith(other, StringComparison.Ordinal)),
        ("endswith", [var text, var part]) => Test(source, text, part, static (one, other) => one.EndsWith(other, StringComparison.Ordinal)),
        ("contains", [var text, var part]) => Test(source, text, part, static (one, other) => one.Contains(other, StringComparison.Ordinal)),
        _ => throw new FilterException($"Invalid syntax for '{source}': there is no such function with {arguments.Count} argument(s). (Parameter 'filter')"),
    };

    private static FilterValue.Int IntOf(string source, FilterValue argument, Func<string, int> function)
    {
        var text = argument.AsText();
        return new FilterValue.Int(source, connection => text(connection) is { } value ? function(value) : null);
    }

    private static FilterValue.Text TextOf(string source, FilterValue argument, Func<string, string> function)
    {
        var text = argument.AsText();
        return new FilterValue.Text(source, connection => text(connection) is { } value ? function(value) : null);
    }

    private static FilterValue.Bool Test(string source, FilterValue argument, FilterValue otherArgument, Func<string, string, bool> function)
    {
        var (text, part) = (argument.AsText(), otherArgument.AsText());
        return new FilterValue.Bool(
            source, connection => text(connection) is { } one && part(connection) is { } other && function(one, other));
    }

    private static FilterValue.Int IndexOf(string source, Func<ClientConnection, string?> text, Func<ClientConnection, string?> part) =>
        new(source, connection => text(connection) is { } one && part(connection) is { } other
            ? one.IndexOf(other, StringComparison.Ordinal)
            : -1);

    private static FilterValue.Text Concat(string source, Func<ClientConnection, string?> text, Func<ClientConnection, string?> other) =>
        new(source, connection => text(connection) is { } one && other(connection) is { } two ? one + two : null);

    private static FilterValue.Text Substring(
        string source, Func<ClientConnection, string?> text, Func<ClientConnection, int?> start, Func<ClientConnection, int?> length) =>
        new(source, connection =>
            text(connection) is { } value && start(connection) is { } from && length(connection) is { } count
            && from >= 0 && from <= value.Length && count >= 0
                ? value.Substring(from, Math.Min(count, value.Length - from))
                : null);
}
