using System.Globalization;
using Fixia.Local.FunctionsHost.Timers;

namespace FunctionsHost.Tests.Timers;

/// <summary>When timers fire.</summary>
public sealed class TimerScheduleTests
{
    [Theory]
    [InlineData("0 0 9 * * *", "2026-11-26T08:59:59.9Z", "2026-11-26T09:00:00Z")]
    [InlineData("0 0 9 * * *", "2026-11-26T09:00:00Z", "2026-11-27T09:00:00Z")]
    [InlineData("0 9 * * *", "2026-11-26T10:00:00+02:00", "2026-11-26T09:00:00Z")]
    [InlineData("*/5 * * * * *", "2026-11-26T09:00:02Z", "2026-11-26T09:00:05Z")]
    [InlineData("0 30 9 * * Mon-Fri", "2026-11-27T10:00:00Z", "2026-11-30T09:30:00Z")]
    [InlineData("01:30:00", "2026-11-26T09:00:02Z", "2026-11-26T10:30:02Z")]
    [InlineData("100.00:00:00", "2026-11-26T09:00:00Z", "2027-03-06T09:00:00Z")]
    public void Next_time_comes_after_the_given_one(string expression, string after, string next) =>
        Assert.Equal(Time(next), TimerSchedule.TryParse(expression)!.Next(Time(after)));

    [Theory]
    [InlineData("")]
    [InlineData("nightly")]
    [InlineData("0 0 25 * * *")]
    [InlineData("* * * *")]
    [InlineData("00:00:00")]
    [InlineData("-01:00:00")]
    public void Text_that_is_neither_is_none(string expression) => Assert.Null(TimerSchedule.TryParse(expression));

    [Theory]
    [InlineData("*/30 * * * * *", true)]
    [InlineData("0 * * * * *", false)]
    [InlineData("* * * * *", false)]
    [InlineData("0,30 0 9 * * *", false)]
    [InlineData("00:00:59", true)]
    [InlineData("00:01:00", false)]
    public void Schedule_within_the_minute_is_told(string expression, bool isFaster) =>
        Assert.Equal(isFaster, TimerSchedule.TryParse(expression)!.IsFasterThanAMinute());

    [Fact]
    public void Status_that_was_kept_goes_on()
    {
        var schedule = TimerSchedule.TryParse("0 0 9 * * *")!;
        var status = ScheduleStatus.After(schedule, Time("2026-11-20T09:00:00Z"));

        Assert.Equal(status, status.Under(schedule, Time("2026-11-26T12:00:00Z")));
    }

    [Theory]
    [InlineData("0 0 15 * * *", "2026-11-20T15:00:00Z", "2026-11-27T15:00:00Z")]
    [InlineData("0 0 15 1 * *", "2026-12-01T15:00:00Z", "2026-12-01T15:00:00Z")]
    public void Schedule_that_was_changed_has_missed_nothing(string changed, string ofLast, string next)
    {
        var before = ScheduleStatus.After(TimerSchedule.TryParse("0 0 9 * * *")!, Time("2026-11-20T09:00:00Z"));
        var after = TimerSchedule.TryParse(changed)!;
        Assert.Equal(Time(ofLast), after.Next(before.Last));

        var status = before.Under(after, Time("2026-11-26T16:00:00Z"));

        Assert.Equal(default, status.Last);
        Assert.Equal(Time(next), status.Next);
    }

    private static DateTimeOffset Time(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);
}
