using System.Globalization;

namespace FanOut;

/// <summary>Prints the medians of the runs as a table, each beside its ratio to the first target.</summary>
internal static class Report
{
    public static void Write(Load load, IReadOnlyList<Row> rows)
    {
        Console.WriteLine(FormattableString.Invariant(
            $"{load.Connections} connections, {load.Connections * load.Messages} deliveries a burst, medians of {load.Runs} runs (minimum to maximum); ratio to {rows[0].Target}"));
        Console.WriteLine();
        Console.WriteLine("| | deliveries/s | CPU a delivery (us) | memory a connection (KB) |");
        Console.WriteLine("| --- | --- | --- | --- |");
        foreach (var scenario in rows.Select(row => row.Scenario).Distinct())
        {
            var peer = rows.Where(row => row.Scenario == scenario && row.Target == rows[0].Target).ToArray();
            foreach (var target in rows.Select(row => row.Target).Distinct())
            {
                var own = rows.Where(row => row.Scenario == scenario && row.Target == target).ToArray();
                Console.WriteLine(
                    $"| {target}, {scenario} | {Cell(own, peer, row => row.DeliveriesPerSecond, "N0")} "
                    + $"| {Cell(own, peer, row => row.CpuMicroseconds, "N2")} | {Cell(own, peer, row => row.BytesPerConnection / 1024, "N1")} |");
            }
        }
    }

    private static string Cell(Row[] own, Row[] peer, Func<Row, double> value, string format)
    {
        var values = own.Select(value).Order().ToArray();
        var median = Median(values);
        var ratio = median / Median([.. peer.Select(value).Order()]);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{median.ToString(format, CultureInfo.InvariantCulture)} ({values[0].ToString(format, CultureInfo.InvariantCulture)} to {values[^1].ToString(format, CultureInfo.InvariantCulture)}), x{ratio:0.00}");
    }

    private static double Median(double[] sorted) => sorted.Length % 2 == 1
        ? sorted[sorted.Length / 2]
        : (sorted[(sorted.Length / 2) - 1] + sorted[sorted.Length / 2]) / 2;
}
