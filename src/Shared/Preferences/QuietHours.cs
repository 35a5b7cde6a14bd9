using NodaTime;
using NodaTime.TimeZones;

namespace Fixia.Shared.Preferences;

/// <summary>
/// The quiet hours of one user: windows of the wall clock in a zone, on the time line. A start that the clock passes twice
/// is the earlier one, such an end the later one; either one that the clock skips is the first instant after the gap. So
/// windows that touch each other on the wall touch each other here, and a night has no hole.
/// </summary>
public sealed class QuietHours
{
    /// <summary>Windows repeat each week, so that quiet which lasts for longer than one, and a change of the clock, has no end.</summary>
    private static readonly Duration Endless = Duration.FromDays(14);

    private static readonly ZoneLocalMappingResolver Start =
        Resolvers.CreateMappingResolver(Resolvers.ReturnEarlier, Resolvers.ReturnStartOfIntervalAfter);

    private static readonly ZoneLocalMappingResolver End =
        Resolvers.CreateMappingResolver(Resolvers.ReturnLater, Resolvers.ReturnStartOfIntervalAfter);

    private readonly DateTimeZone zone;
    private readonly IReadOnlyList<QuietWindow> windows;

    private QuietHours(DateTimeZone zone, IReadOnlyList<QuietWindow> windows) => (this.zone, this.windows) = (zone, windows);

    /// <summary>The quiet hours that <paramref name="settings"/> ask for; null when they ask for none, or in no zone that is known.</summary>
    public static QuietHours? Of(PreferenceSettings settings) =>
        settings is { QuietHours: { Count: > 0 } windows, TimeZone: { } id } && TimeZones.Find(id) is { } zone
            ? new QuietHours(zone, windows)
            : null;

    /// <summary>Whether the user is not to be interrupted at an instant.</summary>
    public bool IsQuiet(DateTimeOffset at)
    {
        var instant = Instant.FromDateTimeOffset(at);
        return Near(instant, instant).Any(window => window.Contains(instant));
    }

    /// <summary>When the quiet that there is at an instant ends; windows that overlap or touch make one stretch.</summary>
    /// <returns>Null when it is not quiet then, or for ever.</returns>
    public DateTimeOffset? EndOfQuiet(DateTimeOffset at)
    {
        var instant = Instant.FromDateTimeOffset(at);
        var horizon = instant + Endless;
        return Merge(Near(instant, horizon))
            .Where(stretch => stretch.Contains(instant) && stretch.End < horizon)
            .Select(stretch => (DateTimeOffset?)stretch.End.ToDateTimeOffset())
            .FirstOrDefault();
    }

    /// <summary>The stretches of quiet between two instants, in order, apart from each other, and cut to the two.</summary>
    /// <param name="from">The first instant.</param>
    /// <param name="to">The end, which is not one of them. Each day in between costs a look at each window.</param>
    public IReadOnlyList<QuietInterval> Between(DateTimeOffset from, DateTimeOffset to)
    {
        var (first, end) = (Instant.FromDateTimeOffset(from), Instant.FromDateTimeOffset(to));
        if (first >= end)
        {
            return [];
        }

        return [.. Merge(Near(first, end))
            .Where(stretch => stretch.Start < end && stretch.End > first)
            .Select(stretch => new QuietInterval(
                Instant.Max(stretch.Start, first).ToDateTimeOffset(), Instant.Min(stretch.End, end).ToDateTimeOffset()))];
    }

    /// <summary>
    /// Every window that holds an instant of the two or between them, and some that don't. Two days before and one after:
    /// where a clock goes back over midnight, a window may last into the day after its last one, or start before its first.
    /// </summary>
    private IEnumerable<Interval> Near(Instant from, Instant to)
    {
        var last = to.InZone(zone).Date.PlusDays(1);
        for (var date = from.InZone(zone).Date.PlusDays(-2); date <= last; date = date.PlusDays(1))
        {
            foreach (var window in windows)
            {
                if (window.Days.Contains((Weekday)date.DayOfWeek) && On(date, window) is { } interval)
                {
                    yield return interval;
                }
            }
        }
    }

    /// <summary>The window that starts on a date; null when the clock skips all of it.</summary>
    private Interval? On(LocalDate date, QuietWindow window)
    {
        var start = zone.ResolveLocal(date + window.From, Start).ToInstant();
        var end = zone.ResolveLocal((window.To > window.From ? date : date.PlusDays(1)) + window.To, End).ToInstant();
        return start < end ? new Interval(start, end) : null;
    }

    private static IEnumerable<Interval> Merge(IEnumerable<Interval> intervals)
    {
        Interval? open = null;
        foreach (var next in intervals.OrderBy(interval => interval.Start))
        {
            if (open is { } stretch && next.Start <= stretch.End)
            {
                open = new Interval(stretch.Start, Instant.Max(stretch.End, next.End));
                continue;
            }

            if (open is { } closed)
            {
                yield return closed;
            }

            open = next;
        }

        if (open is { } rest)
        {
            yield return rest;
        }
    }
}
