namespace Fixia.Shared.Notifications;

/// <summary>How many notifications are unread, altogether and by type.</summary>
public sealed class UnreadTally
{
    private readonly Dictionary<string, int> byType = new(StringComparer.Ordinal);

    /// <summary>All of them.</summary>
    public int Count { get; private set; }

    /// <summary>The types that have any, at most <see cref="UnreadReader.MostTypes"/>.</summary>
    public IReadOnlyDictionary<string, int> ByType => byType.Count <= UnreadReader.MostTypes
        ? byType
        : byType.OrderByDescending(type => type.Value).ThenBy(type => type.Key, StringComparer.Ordinal).Take(UnreadReader.MostTypes).ToDictionary(StringComparer.Ordinal);

    /// <summary>Adds some of a type; null for a document without one, which is about to be set aside.</summary>
    public void Add(string? type, int number)
    {
        Count += number;
        if (type is not null)
        {
            byType[type] = byType.GetValueOrDefault(type) + number;
        }
    }
}
