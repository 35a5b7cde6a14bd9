using System.Text.Json.Serialization;
using Fixia.Shared.Journal;

namespace Fixia.Shared.Analytics;

/// <summary>What the app did in the last minutes, summed up from the beats of its processes.</summary>
/// <param name="At">The end of that time.</param>
/// <param name="Minutes">How long it is.</param>
/// <param name="Pushes">How many messages for users Web PubSub took.</param>
/// <param name="PushesPerSecond">The same for each second.</param>
/// <param name="Rejected">How many it refused for good.</param>
/// <param name="Failed">How many failed, and are repeated.</param>
/// <param name="Latency">From the creation of notifications to the push that Web PubSub took.</param>
/// <param name="LagMs">How long after their writing changes of notifications came at most, in ms; 0 when there were none.</param>
/// <param name="Instances">How many processes did anything.</param>
/// <param name="Series">The same for each ten seconds, in order, those in which nothing happened included.</param>
public sealed record LiveReport(
    [property: JsonPropertyName("at")] DateTimeOffset At,
    [property: JsonPropertyName("minutes")] int Minutes,
    [property: JsonPropertyName("pushes")] long Pushes,
    [property: JsonPropertyName("pushes_per_second")] double PushesPerSecond,
    [property: JsonPropertyName("rejected")] long Rejected,
    [property: JsonPropertyName("failed")] long Failed,
    [property: JsonPropertyName("latency")] Histogram Latency,
    [property: JsonPropertyName("lag_ms")] long LagMs,
    [property: JsonPropertyName("instances")] int Instances,
    [property: JsonPropertyName("series")] IReadOnlyList<LivePoint> Series)
{
    /// <summary>Where the time begins of which <see cref="Of"/> wants the beats.</summary>
    public static DateTimeOffset StartOf(DateTimeOffset now, int minutes) => Point(now - TimeSpan.FromMinutes(minutes));

    /// <summary>Sums beats up.</summary>
    /// <param name="beats">Those since <see cref="StartOf"/>.</param>
    /// <param name="now">The time.</param>
    /// <param name="minutes">How many minutes up to then are reported.</param>
    public static LiveReport Of(IReadOnlyCollection<Beat> beats, DateTimeOffset now, int minutes)
    {
        var since = now - TimeSpan.FromMinutes(minutes);
        var start = StartOf(now, minutes);
        var counted = beats.Where(beat => beat.At > since && beat.At <= now).ToList();
        var byPoint = counted.ToLookup(beat => Point(beat.At));
        var pushes = counted.Sum(beat => beat.Pushes);
        return new LiveReport(
            now,
            minutes,
            pushes,
            Math.Round(pushes / TimeSpan.FromMinutes(minutes).TotalSeconds, 2),
            counted.Sum(beat => beat.Rejected),
            counted.Sum(beat => beat.Failed),
            Histogram.Sum(counted.Select(beat => beat.Latency)),
            Lag(counted),
            counted.DistinctBy(beat => beat.Instance).Count(),
            [.. Enumerable.Range(0, (int)((Point(now) - start) / Beat.Length) + 1).Select(i => start + (i * Beat.Length)).Select(At)]);

        LivePoint At(DateTimeOffset point)
        {
            var latency = Histogram.Sum(byPoint[point].Select(beat => beat.Latency));
            return new LivePoint(point, byPoint[point].Sum(beat => beat.Pushes), latency.P50, latency.P95, Lag(byPoint[point]));
        }

        static long Lag(IEnumerable<Beat> beats) => beats.Select(beat => beat.LagMs).DefaultIfEmpty().Max();
    }

    private static DateTimeOffset Point(DateTimeOffset time) => new(time.UtcTicks - (time.UtcTicks % Beat.Length.Ticks), TimeSpan.Zero);
}

/// <summary>What was reported within ten seconds: what happened up to ten seconds before is in it.</summary>
/// <param name="Start">Their first moment.</param>
/// <param name="Pushes">How many messages for users Web PubSub took.</param>
/// <param name="P50">The time from creation to the push that half of the notifications did not exceed, in ms; null when there were none.</param>
/// <param name="P95">The time that 95% of them did not exceed, in ms; null when there were none.</param>
/// <param name="LagMs">How long after their writing changes of notifications came at most, in ms; 0 when there were none.</param>
public sealed record LivePoint(
    [property: JsonPropertyName("start")] DateTimeOffset Start,
    [property: JsonPropertyName("pushes")] long Pushes,
    [property: JsonPropertyName("p50_ms")] long? P50,
    [property: JsonPropertyName("p95_ms")] long? P95,
    [property: JsonPropertyName("lag_ms")] long LagMs);
