using System.Text.Json.Serialization;

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
    /// <param name="startOf">The beginning of the bucket that an hour belongs to.</param>
    /// <param name="type">The only type that is reported; null for all.</param>
    public static AnalyticsReport Of(IEnumerable<AnalyticsHour> hours, Func<DateTimeOffset, DateTimeOffset> startOf, string? type)
    {
        var buckets = hours
            .SelectMany(hour => hour.Types.Select(figures => (Start: startOf(hour.Start), Type: figures.Key, Figures: figures.Value, hour.IsClosed)))
            .Where(part => type is null || part.Type == type)
            .GroupBy(part => (part.Start, part.Type))
            .OrderBy(bucket => bucket.Key.Start).ThenBy(bucket => bucket.Key.Type, StringComparer.Ordinal)
            .Select(bucket => new AnalyticsBucket(
                bucket.Key.Start, bucket.Key.Type, Figures.Sum([.. bucket.Select(part => part.Figures)]), bucket.All(part => part.IsClosed)));
        return new AnalyticsReport(Histogram.BoundsMs, [.. buckets]);
    }
}
