using Fixia.Local.Cosmos.Sql;

namespace Fixia.Local.Cosmos.Query;

/// <summary>Documents that have the values of GROUP BY in common, as far as what is selected needs to know them.</summary>
internal sealed class Group(IEnumerable<Aggregate> aggregates)
{
    private readonly Dictionary<Aggregate, Accumulator> accumulators =
        aggregates.Distinct().ToDictionary(aggregate => aggregate, aggregate => new Accumulator(aggregate.Function));

    /// <summary>Equality of the values of GROUP BY: those that are undefined are equal too.</summary>
    public static IEqualityComparer<Value[]> KeyEquality { get; } = EqualityComparer<Value[]>.Create(
        (left, right) => left!.SequenceEqual(right!, ValueComparer.Equality),
        key => key.Aggregate(0, (hash, value) => HashCode.Combine(hash, ValueComparer.Equality.GetHashCode(value))));

    /// <summary>One of the documents; undefined while there is none.</summary>
    public Value Sample { get; private set; }

    public IReadOnlyDictionary<Aggregate, Value> Results => accumulators.ToDictionary(pair => pair.Key, pair => pair.Value.Result);

    /// <summary>Adds documents that nobody has read, where every aggregate only counts them.</summary>
    public void AddCounted(long documents)
    {
        foreach (var accumulator in accumulators.Values)
        {
            accumulator.AddCounted(documents);
        }
    }

    /// <inheritdoc cref="AddCounted(long)"/>
    /// <param name="sample">One of them.</param>
    public void AddCounted(in Value sample, long documents)
    {
        Sample = sample;
        AddCounted(documents);
    }

    public void Add(in Value document, Evaluator evaluator)
    {
        Sample = document;
        foreach (var (aggregate, accumulator) in accumulators)
        {
            accumulator.Add(evaluator.Evaluate(aggregate.Argument, document));
        }
    }
}
