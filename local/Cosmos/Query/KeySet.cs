using Fixia.Local.Cosmos.Storage;

namespace Fixia.Local.Cosmos.Query;

/// <summary>A set of sort keys as ascending, separate ranges.</summary>
internal sealed class KeySet
{
    private KeySet(List<KeyRange> ranges) => Ranges = ranges;

    public static KeySet All { get; } = new([new KeyRange(SortKey.StartOf(SortKey.UndefinedTag), SortKey.StartOf(SortKey.EndTag))]);

    public static KeySet None { get; } = new([]);

    public IReadOnlyList<KeyRange> Ranges { get; }

    public bool IsAll => Ranges is [var only] && Compare(only.From, All.Ranges[0].From) <= 0 && Compare(only.To, All.Ranges[0].To) >= 0;

    public static KeySet Point(byte[] key) => new([new KeyRange(key, SortKey.After(key))]);

    public static KeySet Range(byte[] from, byte[] to) => new([.. new[] { new KeyRange(from, to) }.Where(range => !range.IsEmpty)]);

    /// <summary>All values whose type's tag is one of these.</summary>
    public static KeySet OfTags(byte first, byte last) => Range(SortKey.StartOf(first), SortKey.StartOf((byte)(last + 1)));

    public static KeySet Union(IEnumerable<KeySet> sets)
    {
        var merged = new List<KeyRange>();
        foreach (var range in sets.SelectMany(set => set.Ranges).Order(ByStart))
        {
            if (merged.Count > 0 && Compare(range.From, merged[^1].To) <= 0)
            {
                merged[^1] = new KeyRange(merged[^1].From, Greater(merged[^1].To, range.To));
            }
            else
            {
                merged.Add(range);
            }
        }

        return new KeySet(merged);
    }

    public KeySet Union(KeySet other) => Union([this, other]);

    public KeySet Intersect(KeySet other)
    {
        var common = new List<KeyRange>();
        foreach (var left in Ranges)
        {
            foreach (var right in other.Ranges)
            {
                var range = new KeyRange(Greater(left.From, right.From), Lesser(left.To, right.To));
                if (!range.IsEmpty)
                {
                    common.Add(range);
                }
            }
        }

        return new KeySet(common);
    }

    public KeySet Without(KeySet other)
    {
        var rest = new List<KeyRange>();
        var from = All.Ranges[0].From;
        foreach (var range in other.Ranges)
        {
            rest.Add(new KeyRange(from, range.From));
            from = range.To;
        }

        rest.Add(new KeyRange(from, All.Ranges[0].To));
        return Intersect(new KeySet([.. rest.Where(range => !range.IsEmpty)]));
    }

    private static Comparer<KeyRange> ByStart { get; } = Comparer<KeyRange>.Create((left, right) => Compare(left.From, right.From));

    private static int Compare(byte[] left, byte[] right) => left.AsSpan().SequenceCompareTo(right);

    private static byte[] Greater(byte[] left, byte[] right) => Compare(left, right) >= 0 ? left : right;

    private static byte[] Lesser(byte[] left, byte[] right) => Compare(left, right) <= 0 ? left : right;
}
