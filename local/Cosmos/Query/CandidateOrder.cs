using Fixia.Local.Cosmos.Sql;

namespace Fixia.Local.Cosmos.Query;

/// <summary>
/// The total order of a query's documents: the ORDER BY terms, then the order of creation in the direction of the first
/// term, as an index that is read in that direction gives it.
/// </summary>
internal sealed class CandidateOrder(IReadOnlyList<OrderTerm> terms)
{
    public bool NumbersDescend => terms.Count > 0 && terms[0].Descending;

    public int Compare(Candidate left, Candidate right) => Compare(left.Keys, left.Number, right.Keys, right.Number);

    public bool IsAfter(IReadOnlyList<byte[]> keys, long number, Continuation last) =>
        Compare(keys, number, last.Keys, last.Number) > 0;

    private int Compare(IReadOnlyList<byte[]> left, long leftNumber, IReadOnlyList<byte[]> right, long rightNumber)
    {
        for (var i = 0; i < terms.Count; i++)
        {
            var order = left[i].AsSpan().SequenceCompareTo(right[i]);
            if (order != 0)
            {
                return terms[i].Descending ? -order : order;
            }
        }

        return NumbersDescend ? rightNumber.CompareTo(leftNumber) : leftNumber.CompareTo(rightNumber);
    }
}
