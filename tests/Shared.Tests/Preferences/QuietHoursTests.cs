using System.Globalization;
using Fixia.Shared.Preferences;
using NodaTime;

namespace Fixia.Shared.Tests.Preferences;

public sealed class QuietHoursTests
{
    private static readonly DateTimeOffset FridayNoon = new(2026, 7, 10, 12, 0, 0, TimeSpan.Zero);
    private static readonly LocalTime Midnight = LocalTime.Midnight;

    [Fact]
    public void Quiet_starts_and_ends_to_the_tick()
    {
        var hours = Hours(new LocalTime(13, 0), new LocalTime(15, 0), Weekday.Friday);
        var (start, end) = (FridayNoon.AddHours(1), FridayNoon.AddHours(3));
        Assert.Equal([false, true, true, false], ((DateTimeOffset[])[start.AddTicks(-1), start, end.AddTicks(-1), end]).Select(hours.IsQuiet));
        Assert.Equal([null, end, end, null], ((DateTimeOffset[])[start.AddTicks(-1), start, end.AddTicks(-1), end]).Select(hours.EndOfQuiet));
    }

    [Fact]
    public void It_is_of_no_matter_in_which_offset_an_instant_is_written()
    {
        var hours = Hours(new LocalTime(13, 0), new LocalTime(15, 0), Weekday.Friday);
        Assert.True(hours.IsQuiet(FridayNoon.AddHours(1).ToOffset(TimeSpan.FromHours(-9))));
        Assert.False(hours.IsQuiet(FridayNoon.ToOffset(TimeSpan.FromHours(1))));
    }

    [Fact]
    public void Whole_days_that_touch_are_one_stretch()
    {
        var weekend = Hours(Midnight, Midnight, Weekday.Saturday, Weekday.Sunday);
        var saturday = new DateTimeOffset(2026, 7, 11, 0, 0, 0, TimeSpan.Zero);
        Assert.Equal(saturday.AddDays(2), weekend.EndOfQuiet(saturday));
        Assert.Equal([new QuietInterval(saturday, saturday.AddDays(2))], weekend.Between(FridayNoon, FridayNoon.AddDays(5)));
    }

    [Fact]
    public void Six_whole_days_end_and_seven_do_not()
    {
        var days = Enum.GetValues<Weekday>();
        Assert.Equal(new DateTimeOffset(2026, 7, 12, 0, 0, 0, TimeSpan.Zero), Hours(Midnight, Midnight, days[..6]).EndOfQuiet(FridayNoon));
        Assert.Null(Hours(Midnight, Midnight, days).EndOfQuiet(FridayNoon));
        Assert.True(Hours(Midnight, Midnight, days).IsQuiet(FridayNoon));
        Assert.Equal([new QuietInterval(FridayNoon, FridayNoon.AddDays(9))], Hours(Midnight, Midnight, days).Between(FridayNoon, FridayNoon.AddDays(9)));
    }

    /// <summary>One minute into Sunday, the clocks of St John's went back to Saturday.</summary>
    [Theory]
    [InlineData(Weekday.Friday, 23, 45, 23, 30, "2006-10-28T02:15:00Z", "2006-10-29T03:00:00Z")]
    [InlineData(Weekday.Sunday, 0, 0, 1, 0, "2006-10-29T02:30:00Z", "2006-10-29T04:30:00Z")]
    public void Where_a_clock_goes_back_over_midnight_quiet_is_found_from_either_day(
        Weekday day, int fromHour, int fromMinute, int toHour, int toMinute, string start, string end)
    {
        var hours = QuietHours.Of(new PreferenceSettings
        {
            TimeZone = "America/St_Johns",
            QuietHours = [Window(new LocalTime(fromHour, fromMinute), new LocalTime(toHour, toMinute), day)],
        })!;
        var (from, to) = (DateTimeOffset.Parse(start, CultureInfo.InvariantCulture), DateTimeOffset.Parse(end, CultureInfo.InvariantCulture));
        Assert.False(hours.IsQuiet(from.AddMinutes(-1)));
        for (var at = from; at < to; at = at.AddMinutes(1))
        {
            Assert.Equal((at, true, to), (at, hours.IsQuiet(at), hours.EndOfQuiet(at)));
        }

        Assert.False(hours.IsQuiet(to));
    }

    [Fact]
    public void Between_an_instant_and_an_earlier_one_or_itself_there_is_nothing()
    {
        var always = Hours(Midnight, Midnight, Enum.GetValues<Weekday>());
        Assert.Empty(always.Between(FridayNoon, FridayNoon));
        Assert.Empty(always.Between(FridayNoon, FridayNoon.AddHours(-1)));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("Mars/Base")]
    [InlineData("UTC+3")]
    [InlineData("europe/madrid")]
    public void A_zone_that_nobody_knows_makes_no_quiet(string? zone) =>
        Assert.Null(QuietHours.Of(new PreferenceSettings { TimeZone = zone, QuietHours = [Window(Midnight, Midnight, Weekday.Friday)] }));

    [Theory]
    [InlineData("UTC")]
    [InlineData("Asia/Calcutta")]
    [InlineData("Asia/Kolkata")]
    [InlineData("Europe/Kyiv")]
    [InlineData("Etc/GMT+3")]
    public void Zones_are_known_by_new_names_and_by_old_ones(string zone) =>
        Assert.NotNull(QuietHours.Of(new PreferenceSettings { TimeZone = zone, QuietHours = [Window(Midnight, Midnight, Weekday.Friday)] }));

    private static QuietHours Hours(LocalTime from, LocalTime to, params Weekday[] days) =>
        QuietHours.Of(new PreferenceSettings { TimeZone = "UTC", QuietHours = [Window(from, to, days)] })!;

    private static QuietWindow Window(LocalTime from, LocalTime to, params Weekday[] days) => new() { Days = days, From = from, To = to };
}
