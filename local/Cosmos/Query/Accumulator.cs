using Fixia.Local.Cosmos.Sql;

namespace Fixia.Local.Cosmos.Query;

/// <summary>
/// https://learn.microsoft.com/azure/cosmos-db/nosql/query/aggregate-functions. Undefined does not count; a value that
/// the function can't take makes the result undefined.
/// </summary>
internal sealed class Accumulator(AggregateFunction function)
{
    private long count;
    private double sum;
    private Value extreme;
    private bool isUndefined;

    public Value Result => function switch
    {
        AggregateFunction.Count => Value.From((double)count),
        _ when isUndefined => Value.Undefined,
        AggregateFunction.Sum => Value.From(sum),
        AggregateFunction.Average => count == 0 ? Value.Undefined : Value.From(sum / count),
        _ => extreme,
    };

    /// <summary>Adds values of which only the number matters.</summary>
    public void AddCounted(long values) => count += values;

    public void Add(in Value value)
    {
        if (value.Kind == ValueKind.Undefined)
        {
            return;
        }

        count++;
        switch (function)
        {
            case AggregateFunction.Sum or AggregateFunction.Average when value.Kind == ValueKind.Number:
                sum += value.Number;
                break;
            case AggregateFunction.Sum or AggregateFunction.Average:
                isUndefined = true;
                break;
            case AggregateFunction.Min or AggregateFunction.Max:
                AddExtreme(value);
                break;
        }
    }

    private void AddExtreme(in Value value)
    {
        if (value.Kind is ValueKind.Array or ValueKind.Object)
        {
            isUndefined = true;
            return;
        }

        var order = extreme.Kind != value.Kind ? value.Kind.CompareTo(extreme.Kind)
            : ValueComparer.TryCompare(value, extreme, out var comparison) ? comparison : 0;
        if (count == 1 || (function == AggregateFunction.Min ? order < 0 : order > 0))
        {
            extreme = value;
        }
    }
}
