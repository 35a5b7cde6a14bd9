using System.Globalization;

namespace Fixia.Peers;

/// <summary>Prints the hours beside each other, and what was claimed of them.</summary>
internal static class Report
{
    /// <summary>Prints.</summary>
    public static void Write(IReadOnlyList<(Exchanges System, string Polls, Hour Hour)> columns, IReadOnlyList<double> critical)
    {
        Exchanges(columns.Select(column => column.System).Distinct());
        var hours = columns.Select(column => (column.System, column.Polls, Busy: column.Hour.Of(column.System, Scenario.Notifications, Scenario.Marks), Idle: column.Hour.Idle(column.System), column.Hour)).ToArray();
        var old = hours[0];
        Console.WriteLine();
        Console.WriteLine($"| an hour, {Scenario.Notifications} notifications, {Scenario.Marks} marked read, one page opened | calls | reads of the store | KB on the wire | calls saved | reads saved | bytes saved | 201 to the page, median |");
        Console.WriteLine("|---|---|---|---|---|---|---|---|");
        foreach (var hour in hours)
        {
            Console.WriteLine(
                $"| {hour.System.Name}, polls every {hour.Polls} | {hour.Busy.Calls:F0} | {hour.Busy.Reads:F0} | {Kilobytes(hour.Busy.Bytes)} "
                + $"| {Saved(old.Busy.Calls, hour.Busy.Calls)} | {Saved(old.Busy.Reads, hour.Busy.Reads)} | {Saved(old.Busy.Bytes, hour.Busy.Bytes)} | {Latency(hour.System, hour.Hour)} |");
        }

        Console.WriteLine("| claimed of the gateway | 2 | 0 to 12 | 1 | 98% | 95% | 80% | 100 ms |");
        Console.WriteLine();
        Console.WriteLine("| an idle hour of an open page | calls | reads of the store | KB on the wire | of these pings that no application sees |");
        Console.WriteLine("|---|---|---|---|---|");
        foreach (var hour in hours)
        {
            var pings = hour.Hour.ServicePingEvery == 0 ? 0 : 3600 / hour.Hour.ServicePingEvery * hour.System.ServicePing.Bytes;
            Console.WriteLine($"| {hour.System.Name}, polls every {hour.Polls} | {Few(hour.Idle.Calls)} | {Few(hour.Idle.Reads)} | {Kilobytes(hour.Idle.Bytes)} | {Kilobytes(pings)} |");
        }

        Console.WriteLine();
        Console.WriteLine($"critical, 201 to the socket: median {critical[critical.Count / 2].ToString("F0", CultureInfo.InvariantCulture)} ms, worst {critical[^1].ToString("F0", CultureInfo.InvariantCulture)} ms");
    }

    private static void Exchanges(IEnumerable<Exchanges> systems)
    {
        Console.WriteLine("| bytes (reads) of one | page opened | poll, nothing new | poll, something new | notification | mark read | ping of the service | ping of the application |");
        Console.WriteLine("|---|---|---|---|---|---|---|---|");
        foreach (var system in systems)
        {
            var cells = new[] { system.Connect, system.IdlePoll, system.NewPoll, system.Push, system.MarkRead, system.ServicePing, system.Ping }
                .Select(exchange => exchange.Bytes == 0 ? "-" : string.Create(CultureInfo.InvariantCulture, $"{exchange.Bytes:N0} ({exchange.Reads:F0})"));
            Console.WriteLine($"| {system.Name} | {string.Join(" | ", cells)} |");
        }
    }

    private static string Kilobytes(double bytes) => (bytes / 1000).ToString("F1", CultureInfo.InvariantCulture);

    private static string Few(double count) => count.ToString("0.#", CultureInfo.InvariantCulture);

    private static string Saved(double before, double after) => (1 - (after / before)).ToString("P0", CultureInfo.InvariantCulture).Replace(" ", "", StringComparison.Ordinal);

    /// <summary>Whoever polls waits for half an interval on average.</summary>
    private static string Latency(Exchanges system, Hour hour) => system.Latencies.Count == 0
        ? $"{hour.PollEvery / 2 * 1000:N0} ms, {hour.PollEvery:F0} s at worst"
        : string.Create(CultureInfo.InvariantCulture, $"{system.Latencies[system.Latencies.Count / 2]:F1} ms");
}
