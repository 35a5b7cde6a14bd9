using System.Globalization;
using System.Text;

namespace Azure.Messaging.WebPubSub;

/// <summary>Builds OData filters for sends from interpolated strings, quoting what is interpolated.</summary>
public static class ClientConnectionFilter
{
    public static string Create(FormattableString filter) => Create(filter, null);

    public static string Create(FormattableString filter, IFormatProvider? formatProvider)
    {
        ArgumentNullException.ThrowIfNull(filter);
        formatProvider ??= CultureInfo.InvariantCulture;
        var literals = filter.GetArguments().Select(argument => ToLiteral(argument, formatProvider)).ToArray<object>();
        return string.Format(formatProvider, filter.Format, literals);
    }

    private static string ToLiteral(object? value, IFormatProvider formatProvider) => value switch
    {
        null => "null",
        bool flag => flag ? "true" : "false",
        sbyte or byte or short or ushort or int or uint or long or ulong => ((IFormattable)value).ToString(null, formatProvider),
        string or char or StringBuilder => $"'{value.ToString()!.Replace("'", "''", StringComparison.Ordinal)}'",
        _ => throw new ArgumentException($"A filter cannot hold a value of type {value.GetType()}.", nameof(value)),
    };
}
