using Fixia.Shared.Preferences;
using FsCheck;
using FsCheck.Fluent;
using NodaTime;

namespace Fixia.Shared.Tests.Preferences;

/// <summary>Any windows, over every kind of change that a clock makes.</summary>
public sealed class QuietHoursPropertyTests
{
    private const int Tries = 60;
    private const int MostWindows = 4;

    /// <summary>Between two looks at whether it is quiet; shares no divisor with an hour.</summary>
    private const int Stride = 37;

    private static Gen<LocalTime> Time { get; } = Gen.OneOf(
        Gen.Choose(0, 1439),
        Gen.Choose(0, 95).Select(quarter => quarter * 15),
        // Where most clocks change.
        Gen.Choose(0, 3 * 60)).Select(minute => new LocalTime(minute / 60, minute % 60));

    private static Gen<QuietWindow> Window { get; } =
        from days in Gen.Frequency((2, Gen.Constant(127)), (3, Gen.Choose(0, 127)))
        from start in Time
        from end in Gen.Frequency((1, Gen.Constant(start)), (6, Time))
        select new QuietWindow
        {
            Days = [.. Enum.GetValues<Weekday>().Where(day => (days & (1 << ((int)day - 1))) != 0)],
            From = start,
            To = end,
        };

    [Theory]
    [InlineData("Europe/Madrid", "2026-03-29T01:00:00Z")]
    [InlineData("Europe/Madrid", "2026-07-10T12:00:00Z")]
    [InlineData("Europe/Madrid", "2026-10-25T01:00:00Z")]
    [InlineData("America/Santiago", "2026-04-05T03:00:00Z")]
    [InlineData("America/Santiago", "2026-09-06T04:00:00Z")]
    [InlineData("America/Asuncion", "2024-03-24T03:00:00Z")]
    [InlineData("America/Asuncion", "2024-10-06T04:00:00Z")]
    [InlineData("America/Asuncion", "2026-10-04T04:00:00Z")]
    [InlineData("America/Argentina/Buenos_Aires", "2008-10-19T03:00:00Z")]
    [InlineData("America/Argentina/Buenos_Aires", "2009-03-15T02:00:00Z")]
    [InlineData("America/Argentina/Buenos_Aires", "2026-03-15T02:00:00Z")]
    [InlineData("Australia/Lord_Howe", "2026-04-04T15:00:00Z")]
    [InlineData("Australia/Lord_Howe", "2026-10-03T15:30:00Z")]
    [InlineData("Africa/Casablanca", "2026-02-15T02:00:00Z")]
    [InlineData("Africa/Casablanca", "2026-03-22T02:00:00Z")]
    [InlineData("Pacific/Apia", "2011-12-30T10:00:00Z")]
    [InlineData("Pacific/Apia", "2021-04-03T14:00:00Z")]
    // One minute into Sunday the clock went back to Saturday.
    [InlineData("America/St_Johns", "2006-10-29T02:31:00Z")]
    // A day that came twice, but for an hour.
    [InlineData("Pacific/Kwajalein", "1969-09-30T13:00:00Z")]
    public void Quiet_is_what_the_clock_on_the_wall_says_minute_by_minute(string zone, string around)
    {
        var walk = new ClockWalk(zone, around);
        var property = Prop.ForAll(
            Arb.From(Gen.Choose(0, MostWindows).SelectMany(count => Window.ListOf(count)).Select(windows => windows.ToArray()), Shrink),
            windows => Compare(walk, windows));
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(Tries), property);
    }

    private static void Compare(ClockWalk walk, QuietWindow[] windows)
    {
        var expected = walk.Quiet(windows);
        var hours = QuietHours.Of(new PreferenceSettings { TimeZone = walk.Zone, QuietHours = windows });
        var stretches = Stretches(expected).ToList();
        Assert.Equal(
            stretches.Select(stretch => new QuietInterval(walk.TimeAt(stretch.Start), walk.TimeAt(stretch.End))),
            hours?.Between(walk.TimeAt(ClockWalk.First), walk.TimeAt(ClockWalk.End)) ?? []);

        var edges = stretches.SelectMany(stretch => (int[])[stretch.Start - 1, stretch.Start, stretch.End - 1, stretch.End]);
        for (var minute = ClockWalk.First; minute < ClockWalk.End; minute += Stride)
        {
            edges = edges.Append(minute);
        }

        foreach (var minute in edges.Where(minute => minute is >= ClockWalk.First and < ClockWalk.End))
        {
            Assert.Equal((minute, expected[minute]), (minute, hours?.IsQuiet(walk.TimeAt(minute)) is true));
            CompareEnd(walk, minute, hours?.EndOfQuiet(walk.TimeAt(minute)), expected);
        }
    }

    private static void CompareEnd(ClockWalk walk, int minute, DateTimeOffset? actual, bool[] expected)
    {
        var end = minute;
        while (end < ClockWalk.End && expected[end])
        {
            end++;
        }

        if (end == ClockWalk.End)
        {
            Assert.True(actual is null || actual >= walk.TimeAt(end));
        }
        else
        {
            Assert.Equal((minute, end == minute ? null : walk.TimeAt(end)), (minute, actual));
        }
    }

    private static IEnumerable<(int Start, int End)> Stretches(bool[] quiet)
    {
        for (var minute = ClockWalk.First; minute < ClockWalk.End; minute++)
        {
            var start = minute;
            while (minute < ClockWalk.End && quiet[minute])
            {
                minute++;
            }

            if (start < minute)
            {
                yield return (start, minute);
            }
        }
    }

    private static IEnumerable<QuietWindow[]> Shrink(QuietWindow[] windows) =>
        windows.Select((_, i) => (QuietWindow[])[.. windows[..i], .. windows[(i + 1)..]]);
}
