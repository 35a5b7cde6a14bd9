using System.Diagnostics;
using System.Globalization;

namespace Fixia.Invocations;

/// <summary>Measures, and prints a line.</summary>
internal static class Report
{
    public static async Task MeasureAsync(string what, int warmUp, int samples, Func<Task> call)
    {
        var times = new List<double>(samples);
        for (var i = -warmUp; i < samples; i++)
        {
            var started = Stopwatch.GetTimestamp();
            await call();
            if (i >= 0)
            {
                times.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
            }
        }

        times.Sort();
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"{what}: mean {times.Average():F3} ms, median {times[samples / 2]:F3} ms, p99 {times[samples * 99 / 100]:F3} ms"));
    }

    public static void Starts(string what, List<double> times)
    {
        times.Sort();
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"{what}: median {times[times.Count / 2]:F0} ms, fastest {times[0]:F0} ms, slowest {times[^1]:F0} ms"));
    }

    public static void Memory(string what, Process process)
    {
        process.Refresh();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{what}: {process.WorkingSet64 / 1e6:F0} MB resident"));
    }
}
