using Fixia.Capacity.Model;
using Fixia.Capacity.Scenarios;

namespace Fixia.Capacity.Reports;

/// <summary>What a day sends to Application Insights and Log Analytics, in GB.</summary>
/// <param name="Requests">One record an execution, as many as the host's sampling leaves.</param>
/// <param name="Spans">Those of the product, by its ratio.</param>
/// <param name="Metrics">Every time series of every instance, once a minute.</param>
/// <param name="Connectivity">Two lines a connection in the log of Web PubSub, which no sampling touches.</param>
public sealed record Telemetry(double Requests, double Spans, double Metrics, double Connectivity)
{
    private const double Gigabyte = 1e9;

    /// <summary>All of it.</summary>
    public double Total => Requests + Spans + Metrics + Connectivity;

    /// <summary>Adds up a day.</summary>
    public static Telemetry Of(Product product, Deployment deployment, IReadOnlyList<DayPart> day)
    {
        // The host samples what each instance reports in a second; a closed connection has a log line besides, under the same limit.
        double Kept(double perSecond, int instances) => Math.Min(perSecond, instances * product.SampledRecords) * DayPart.Seconds;
        var requests = day.Sum(part => Kept(part.ExecutionsPerSecond, part.HttpInstances(product)) + Kept(part.BatchesPerSecond, deployment.Partitions));
        var spans = day.Sum(part => part.Tally.Spans * part.Scale) * product.TraceRatio;
        var instanceMinutes = day.Sum(part => part.HttpInstances(product) + Assumptions.FeedFunctions) * DayPart.Hours * 60;
        var connections = day.Sum(part => part.Tally.Connections * part.Scale);
        return new Telemetry(
            requests * Assumptions.RecordBytes / Gigabyte,
            spans * Assumptions.RecordBytes / Gigabyte,
            instanceMinutes * Assumptions.MetricSeries * Assumptions.RecordBytes / Gigabyte,
            2 * connections * Assumptions.RecordBytes / Gigabyte);
    }
}
