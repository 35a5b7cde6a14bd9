using Fixia.Local.Cosmos.Sql;
using Fixia.Local.Cosmos.Storage;

namespace Fixia.Local.Cosmos.Query;

/// <summary>
/// A condition in two parts: sets of keys for indexed columns, which SQLite checks, and what is left to be computed over
/// each document.
/// </summary>
internal sealed class Filter
{
    // SQLite bounds the parameters of a statement and the depth of its expressions; a larger set is computed over documents.
    private const int MostKeys = 5000;
    private const int MostRanges = 100;

    private readonly Dictionary<string, KeySet> columns = [];

    public Filter(IReadOnlyList<Conjunct> conjuncts, TableLayout layout, Constants constants)
    {
        Rest = [.. conjuncts.Where(conjunct => !Decide(conjunct, layout, constants))];
    }

    /// <summary>The sets of keys by column; a row must be in all of them.</summary>
    public IReadOnlyDictionary<string, KeySet> Columns => columns;

    /// <summary>The conditions that SQLite does not decide; all of them must be true.</summary>
    public IReadOnlyList<Conjunct> Rest { get; }

    /// <summary>Narrows a column further.</summary>
    public void Narrow(string column, KeySet keys) =>
        columns[column] = columns.TryGetValue(column, out var known) ? known.Intersect(keys) : keys;

    /// <summary>Writes the conditions on columns; true for every row when there are none.</summary>
    public string ToSql(List<object?> arguments)
    {
        var conditions = columns.Select(column => ToSql(column.Key, column.Value, arguments)).ToList();
        return conditions.Count == 0 ? "1" : string.Join(" AND ", conditions);
    }

    public static string ToSql(string column, KeySet keys, List<object?> arguments)
    {
        var points = keys.Ranges.Where(range => range.IsPoint).Select(range => Argument(arguments, range.From)).ToList();
        var conditions = keys.Ranges.Where(range => !range.IsPoint)
            .Select(range => $"({column} >= {Argument(arguments, range.From)} AND {column} < {Argument(arguments, range.To)})").ToList();
        if (points.Count > 0)
        {
            conditions.Add(points.Count == 1 ? $"{column} = {points[0]}" : $"{column} IN ({string.Join(", ", points)})");
        }

        return conditions.Count switch
        {
            0 => "0",
            1 => conditions[0],
            _ => $"({string.Join(" OR ", conditions)})",
        };
    }

    /// <summary>Narrows the columns that a condition looks at.</summary>
    /// <returns>Whether that decides the condition.</returns>
    private bool Decide(Conjunct conjunct, TableLayout layout, Constants constants)
    {
        var isDecided = false;
        foreach (var path in conjunct.Paths)
        {
            if (layout.ColumnOf(path) is not { } column)
            {
                continue;
            }

            var truth = TruthKeys.Of(conjunct.Condition, path, constants);
            if (truth.WhenTrue.Ranges.Count <= MostKeys && truth.WhenTrue.Ranges.Count(range => !range.IsPoint) <= MostRanges)
            {
                Narrow(column, truth.WhenTrue);
                isDecided |= truth.IsExact;
            }
        }

        return isDecided;
    }

    private static string Argument(List<object?> arguments, byte[] key)
    {
        arguments.Add(key);
        return $"${arguments.Count - 1}";
    }
}
