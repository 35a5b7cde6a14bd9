namespace Fixia.Shared.Events;

/// <summary>How many notifications a summary tells of.</summary>
/// <param name="Count">All together.</param>
/// <param name="Types">How many of each type, by type; those of which there is none are left out.</param>
public sealed record SummaryCount(int Count, IReadOnlyDictionary<string, int> Types)
{
    /// <summary>Counts notifications by their types.</summary>
    public static SummaryCount Of(IEnumerable<string> types)
    {
        var counted = types.CountBy(type => type, StringComparer.Ordinal).ToDictionary(StringComparer.Ordinal);
        return new SummaryCount(counted.Values.Sum(), counted);
    }

    /// <summary>Whether the other one says the same.</summary>
    public bool IsSameAs(SummaryCount other) =>
        Count == other.Count && Types.Count == other.Types.Count && Types.All(type => other.Types.GetValueOrDefault(type.Key) == type.Value);
}
