using System.Text.Json.Serialization;
using Fixia.Shared.Journal;

namespace Fixia.Shared.Analytics;

/// <summary>What became of notifications, by time and type.</summary>
/// <param name="BoundsMs">The upper ends of the classes of all histograms, in ms.</param>
/// <param name="Buckets">One for each time and type of which there were any, in that order.</param>
public sealed record AnalyticsReport(
    [property: JsonPropertyName("bounds_ms")] IReadOnlyList<long> BoundsMs,
    [property: JsonPropertyName("buckets")] IReadOnlyList<AnalyticsBucket> Buckets)
{
    /// <summary>Sums hours up.</summary>
    /// <param name="hours">The hours.</param>
    /// <param name="byDay">Whether a bucket is a day in UTC, rather than an hour.</param>
    /// <param name="type">The only type that is reported; null for all.</param>
    public static AnalyticsReport Of(IReadOnlyCollection<AnalyticsHour> hours, bool byDay, string? type)
    {
        // All hours of a bucket count here, also those in which there was nothing of a type.
        var closed = hours.Where(hour => hour.IsClosed).ToLookup(StartOf);
        var buckets = hours
            .SelectMany(hour => hour.Types.Select(figures => (Start: StartOf(hour), Type: figures.Key, Figures: figures.Value)))
            .Where(part => type is null || part.Type == type)
            .GroupBy(part => (part.Start, part.Type))
            .OrderBy(bucket => bucket.Key.Start).ThenBy(bucket => bucket.Key.Type, StringComparer.Ordinal)
            .Select(bucket => new AnalyticsBucket(
                bucket.Key.Start, bucket.Key.Type, Figures.Sum([.. bucket.Select(part => part.Figures)]), closed[bucket.Key.Start].Count() == (byDay ? 24 : 1)));
        return new AnalyticsReport(Histogram.BoundsMs, [.. buckets]);

        DateTimeOffset StartOf(AnalyticsHour hour) => byDay ? new DateTimeOffset(hour.Start.UtcDateTime.Date, TimeSpan.Zero) : hour.Start;
    }
}
