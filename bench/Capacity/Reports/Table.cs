using System.Globalization;

namespace Fixia.Capacity.Reports;

/// <summary>A Markdown table that is printed as it grows.</summary>
public sealed class Table
{
    private readonly int width;

    /// <summary>Prints the heading.</summary>
    public Table(string title, params string[] columns)
    {
        width = columns.Length;
        Console.WriteLine();
        Console.WriteLine($"**{title}**");
        Console.WriteLine();
        Row(columns);
        Console.WriteLine("|" + string.Concat(columns.Select(_ => "---|")));
    }

    /// <summary>Prints a row.</summary>
    public void Row(params string[] cells)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(cells.Length, width);
        Console.WriteLine("| " + string.Join(" | ", cells) + " |");
    }

    /// <summary>A number without decimals.</summary>
    public static string Whole(double value) => value.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>A number with two significant decimals at most.</summary>
    public static string Fine(double value) => value.ToString("N2", CultureInfo.InvariantCulture);

    /// <summary>Seconds, in a unit that suits them.</summary>
    public static string Time(double seconds) => seconds switch
    {
        double.NaN => "-",
        < 1 => string.Create(CultureInfo.InvariantCulture, $"{seconds * 1000:F0} ms"),
        < 10 => string.Create(CultureInfo.InvariantCulture, $"{seconds:F1} s"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{seconds:F0} s"),
    };
}
