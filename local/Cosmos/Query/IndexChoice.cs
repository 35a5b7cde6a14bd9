using Fixia.Local.Cosmos.Storage;

namespace Fixia.Local.Cosmos.Query;

/// <summary>
/// Chooses among several indexes that each serve a part of a query. SQLite has no statistics here and would guess by the
/// form of the conditions; this counts matches, a few in each index and then more, until one index runs out of them.
/// </summary>
internal sealed class IndexChoice(SqlSession session, TableLayout layout, Filter filter)
{
    private const int FirstProbe = 64;
    private const int LastProbe = 1 << 20;

    // Up to here it is cheaper to sort what a filter leaves than to walk an index in order and look at every document.
    private const int MostToSort = 2048;

    /// <param name="order">The columns of ORDER BY; none when the order is of no matter.</param>
    /// <returns>The name of an index, or null when there is no choice to make.</returns>
    public string? Choose(IReadOnlyList<string> order)
    {
        if (!filter.Columns.TryGetValue("pk", out var partition) || partition.Ranges is not [{ IsPoint: true }])
        {
            return null;
        }

        var candidates = layout.Indexes.Where(index => filter.Columns.ContainsKey(index.Columns[0])).ToList();
        if (order.Count > 0 && layout.Indexes.FirstOrDefault(index => index.Columns.Take(order.Count).SequenceEqual(order)) is { } ordered)
        {
            return candidates.FirstOrDefault(index => index.Columns[0] != order[0] && Matches(index, MostToSort) < MostToSort)?.Name ?? ordered.Name;
        }

        return candidates.FirstOrDefault(ServesTwo)?.Name ?? MostSelective([.. candidates.DistinctBy(index => index.Columns[0])]);
    }

    private string? MostSelective(List<TableIndex> candidates)
    {
        for (var most = FirstProbe; candidates.Count > 1 && most <= LastProbe; most *= 8)
        {
            if (candidates.FirstOrDefault(index => Matches(index, most) < most) is { } best)
            {
                return best.Name;
            }
        }

        return null;
    }

    /// <summary>Whether an index narrows by two columns: it can, when the first is bound to single keys.</summary>
    private bool ServesTwo(TableIndex index) =>
        filter.Columns[index.Columns[0]].Ranges.All(range => range.IsPoint)
        && index.Columns.Count > 1 && filter.Columns.ContainsKey(index.Columns[1]);

    private long Matches(TableIndex index, int most)
    {
        var arguments = new List<object?>();
        var column = index.Columns[0];
        var conditions = $"{Filter.ToSql("pk", filter.Columns["pk"], arguments)} AND {Filter.ToSql(column, filter.Columns[column], arguments)}";
        return Convert.ToInt64(session.Scalar(
            $"SELECT COUNT(*) FROM (SELECT 1 FROM {layout.Name} INDEXED BY {index.Name} WHERE {conditions} LIMIT {most})", [.. arguments]));
    }
}
