namespace Fixia.Shared.Analytics;

/// <summary>
/// Keeps the container <c>analytics</c> true: the running hour and the one before are counted at each call, the others that are open
/// every six hours, and each a last time a day after its end. A call that breaks off leaves what was counted before; the next does it.
/// </summary>
public sealed class AnalyticsUpkeep(AnalyticsStore store, AnalyticsCounter counter, TimeProvider time)
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);
    private static readonly TimeSpan Rest = TimeSpan.FromHours(6);

    /// <summary>How far back hours are looked for that were missed.</summary>
    private static readonly TimeSpan Memory = TimeSpan.FromDays(7);

    /// <summary>Counts the hours that are due.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var current = AnalyticsHour.StartOf(now);
        var known = (await store.ReadAsync(current - Memory, current + Hour, cancellationToken)).ToDictionary(hour => hour.Start);

        // An app that is new has no hours that were missed, but those that are open.
        var first = known.Count == 0 ? current - AnalyticsHour.OpenFor : known.Keys.Min();
        var due = new SortedSet<DateTimeOffset>();
        for (var start = first; start < current - Hour; start += Hour)
        {
            if (!known.TryGetValue(start, out var counted) || (!counted.IsClosed && now - counted.CountedAt >= Rest))
            {
                due.Add(start);
            }
        }

        // In one pass, because each reads a day of receipts.
        if (due.Count > 0)
        {
            await CountAsync(due.Min, due.Max + Hour, due.Contains, cancellationToken);
        }

        await CountAsync(current - Hour, current + Hour, _ => true, cancellationToken);
    }

    private async Task CountAsync(DateTimeOffset from, DateTimeOffset to, Func<DateTimeOffset, bool> isDue, CancellationToken cancellationToken)
    {
        foreach (var hour in (await counter.CountAsync(from, to, cancellationToken)).Where(hour => isDue(hour.Start)))
        {
            await store.WriteAsync(hour, cancellationToken);
        }
    }
}
