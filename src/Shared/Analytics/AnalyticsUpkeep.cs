namespace Fixia.Shared.Analytics;

/// <summary>
/// Keeps the container <c>analytics</c> true: the running hour and the one before are counted at each call, the others that are open
/// every six hours, and each a last time a day after its end. A call that breaks off leaves what was counted before; the next does it.
/// </summary>
public sealed class AnalyticsUpkeep(AnalyticsStore store, AnalyticsCounter counter, TimeProvider time)
{
    /// <summary>In which hours of the day all open hours are counted.</summary>
    private const int EveryHours = 6;

    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    /// <summary>How much is counted at once: each pass reads a day of receipts on top.</summary>
    private static readonly TimeSpan Pass = TimeSpan.FromDays(1);

    /// <summary>How far back hours are looked for that were missed.</summary>
    private static readonly TimeSpan Memory = TimeSpan.FromDays(31);

    /// <summary>Counts the hours that are due, those of now first.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var current = AnalyticsHour.StartOf(now);
        var known = (await store.ReadAsync(current - Memory, current + Hour, cancellationToken)).ToDictionary(hour => hour.Start);
        await CountAsync(current - Hour, current + Hour, _ => true, cancellationToken);

        // An app that is new has no hours that were missed, but those that are open.
        var start = known.Count == 0 ? current - AnalyticsHour.OpenFor : known.Keys.Min();
        while (start < current - Hour)
        {
            if (!IsDue(start))
            {
                start += Hour;
                continue;
            }

            var end = start + Pass < current - Hour ? start + Pass : current - Hour;
            await CountAsync(start, end, IsDue, cancellationToken);
            start = end;
        }

        bool IsDue(DateTimeOffset hour) => !known.TryGetValue(hour, out var counted)
            || (!counted.IsClosed && counted.CountedAt < current && (current.Hour % EveryHours == 0 || now - counted.CountedAt >= Pass));
    }

    private async Task CountAsync(DateTimeOffset from, DateTimeOffset to, Func<DateTimeOffset, bool> isDue, CancellationToken cancellationToken)
    {
        foreach (var hour in (await counter.CountAsync(from, to, cancellationToken)).Where(hour => isDue(hour.Start)))
        {
            await store.WriteAsync(hour, cancellationToken);
        }
    }
}
