using Fixia.Capacity.Engine;
using Fixia.Capacity.Model;

namespace Fixia.Capacity.Scenarios;

/// <summary>Two hours of a day, which are alike.</summary>
/// <param name="Connected">Users who are connected.</param>
/// <param name="Tally">What happened in the simulated share of it.</param>
/// <param name="Scale">How many such shares it has.</param>
/// <param name="Latency">From the answer to the producer to the page.</param>
public sealed record DayPart(int Connected, Tally Tally, double Scale, Samples Latency)
{
    /// <summary>Hours of it.</summary>
    public const int Hours = 2;

    /// <summary>Seconds of it.</summary>
    public const double Seconds = Hours * 3600;

    /// <summary>Executions of HTTP and socket events in a second.</summary>
    public double ExecutionsPerSecond => Tally.Executions * Scale / Seconds;

    /// <summary>Batches in a second.</summary>
    public double BatchesPerSecond => Tally.Batches * Scale / Seconds;

    /// <summary>Instances that answer the executions, at least one.</summary>
    public int HttpInstances(Product product) => Math.Max(1, (int)Math.Ceiling(ExecutionsPerSecond * product.RequestSeconds / Assumptions.InstanceLoad));
}
