using Fixia.Capacity.Engine;
using Fixia.Capacity.Model;

namespace Fixia.Capacity.Scenarios;

/// <summary>What became of one run.</summary>
/// <param name="World">Everything, as it stands at the end.</param>
/// <param name="Everything">How long devices were without something that they should have, in seconds.</param>
/// <param name="Incident">When the incident began, in seconds.</param>
/// <param name="End">When it ended.</param>
public sealed record Outcome(World World, Samples Everything, double Incident, double End)
{
    /// <summary>From the answer to the producer to the page, of notifications that were created meanwhile.</summary>
    public Samples Meanwhile => World.Latency(ChangeKind.Live, Incident, End);

    /// <summary>What was saturated, the worst first; of equal resources the worst.</summary>
    public IEnumerable<Pressure> Saturated => World.Pressures
        .Where(pressure => !double.IsNaN(pressure.First))
        .GroupBy(pressure => pressure.Name)
        .Select(equal => equal.MaxBy(pressure => pressure.Worst)!)
        .OrderByDescending(pressure => pressure.Worst);
}
