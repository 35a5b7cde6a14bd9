using Fixia.Shared.Preferences;
using NodaTime;

namespace Fixia.Shared.Tests.Preferences;

/// <summary>
/// Some days of a zone, walked through minute by minute with a look at the clock on the wall. What is quiet follows from
/// where on that walk a wall time was met, and from nothing that can turn wall times into instants.
/// </summary>
internal sealed class ClockWalk
{
    private const int MinutesADay = 24 * 60;
    private const int Reach = 6 * MinutesADay;
    private const int Judged = 3 * MinutesADay;

    private readonly Instant start;
    private readonly LocalDateTime[] walls;
    private readonly Dictionary<LocalDateTime, (int First, int Last)> met = [];

    /// <param name="zone">The zone.</param>
    /// <param name="around">The middle of the walk, such as a change of the clock.</param>
    public ClockWalk(string zone, string around)
    {
        var (id, middle) = (DateTimeZoneProviders.Tzdb[zone], NodaTime.Text.InstantPattern.General.Parse(around).Value);
        (Zone, start) = (zone, middle - Duration.FromMinutes(Reach));
        walls = [.. Enumerable.Range(0, 2 * Reach).Select(minute => At(minute).InZone(id).LocalDateTime)];
        foreach (var (minute, wall) in walls.Index())
        {
            met[wall] = (met.TryGetValue(wall, out var before) ? before.First : minute, minute);
        }
    }

    /// <summary>Minutes of the walk of which everything is known: no window that holds one starts or ends off the walk.</summary>
    public const int First = Reach - Judged;

    /// <summary>The end of those minutes.</summary>
    public const int End = Reach + Judged;

    public string Zone { get; }

    public DateTimeOffset TimeAt(int minute) => At(minute).ToDateTimeOffset();

    /// <summary>For each minute of the walk, whether it is quiet.</summary>
    public bool[] Quiet(IReadOnlyList<QuietWindow> windows)
    {
        var quiet = new bool[walls.Length];
        var (first, last) = (walls[First - (2 * MinutesADay)].Date, walls[End + (2 * MinutesADay)].Date);
        for (var date = first; date <= last; date = date.PlusDays(1))
        {
            foreach (var window in windows.Where(window => window.Days.Contains((Weekday)date.DayOfWeek)))
            {
                var endDate = window.From < window.To ? date : date.PlusDays(1);
                var (from, to) = (Meet(date + window.From).First, Meet(endDate + window.To).Last);
                if (from < to)
                {
                    quiet.AsSpan(from..to).Fill(true);
                }
            }
        }

        return quiet;
    }

    private Instant At(int minute) => start + Duration.FromMinutes(minute);

    /// <summary>Where the clock showed a wall time; where it never did, the first minute at which it had passed it.</summary>
    private (int First, int Last) Meet(LocalDateTime wall)
    {
        if (met.TryGetValue(wall, out var minutes))
        {
            return minutes;
        }

        var passed = Array.FindIndex(walls, later => later > wall);
        return (passed, passed);
    }
}
