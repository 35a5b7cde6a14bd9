using System.Text.Json;
using System.Text.Json.Serialization;
using Fixia.Shared.Data;

namespace Fixia.Shared.Journal;

/// <summary>How long something took how often, in classes that are finer where it is fast.</summary>
public sealed record Histogram
{
    /// <summary>More than there can be of anything in an hour, and few enough to be added up.</summary>
    private const long Most = 1_000_000_000_000;

    /// <summary>The upper ends of the classes in ms, inclusive; one more class holds what took longer.</summary>
    public static readonly IReadOnlyList<long> BoundsMs =
    [
        50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000, 30_000, 60_000,
        5 * 60_000, 15 * 60_000, 60 * 60_000, 6 * 60 * 60_000, 24 * 60 * 60_000,
    ];

    /// <summary>How often, by class.</summary>
    [JsonPropertyName("counts")]
    public IReadOnlyList<long> Counts { get; init; } = new long[BoundsMs.Count + 1];

    /// <summary>The time in ms that half of them did not exceed, interpolated within its class; null when there are none.</summary>
    [JsonPropertyName("p50_ms")]
    public long? P50 => Quantile(0.5);

    /// <summary>The time in ms that 95% of them did not exceed, interpolated within its class; null when there are none.</summary>
    [JsonPropertyName("p95_ms")]
    public long? P95 => Quantile(0.95);

    /// <summary>Sorts times into the classes. A negative one, of clocks that differ, counts as none.</summary>
    public static Histogram Of(IEnumerable<TimeSpan> times)
    {
        var counts = new long[BoundsMs.Count + 1];
        foreach (var time in times)
        {
            var ms = time.TotalMilliseconds;
            var index = 0;
            while (index < BoundsMs.Count && ms > BoundsMs[index])
            {
                index++;
            }

            counts[index]++;
        }

        return new Histogram { Counts = counts };
    }

    /// <summary>What several hold together.</summary>
    public static Histogram Sum(IEnumerable<Histogram> histograms)
    {
        var counts = new long[BoundsMs.Count + 1];
        foreach (var histogram in histograms)
        {
            for (var i = 0; i < Math.Min(counts.Length, histogram.Counts.Count); i++)
            {
                counts[i] += histogram.Counts[i];
            }
        }

        return new Histogram { Counts = counts };
    }

    /// <summary>Reads what is stored; empty where it can't be read.</summary>
    internal static Histogram Read(JsonElement? json) =>
        json is { } histogram && new MemberReader(histogram).List("counts") is { } counts && counts.GetArrayLength() == BoundsMs.Count + 1
            ? new Histogram { Counts = [.. counts.EnumerateArray().Select(NumberOf)] }
            : new Histogram();

    /// <summary>A count, within what can be added up; 0 where it can't be read.</summary>
    internal static long NumberOf(JsonElement json) =>
        json.ValueKind == JsonValueKind.Number && json.TryGetInt64(out var number) ? Math.Clamp(number, 0, Most) : 0;

    private long? Quantile(double share)
    {
        var total = Counts.Sum();
        if (total == 0)
        {
            return null;
        }

        var rank = share * total;
        long before = 0;
        for (var i = 0; i < BoundsMs.Count; i++)
        {
            if (before + Counts[i] >= rank)
            {
                var from = i == 0 ? 0 : BoundsMs[i - 1];
                return from + (long)Math.Round((BoundsMs[i] - from) * (rank - before) / Counts[i]);
            }

            before += Counts[i];
        }

        return BoundsMs[^1];
    }
}
