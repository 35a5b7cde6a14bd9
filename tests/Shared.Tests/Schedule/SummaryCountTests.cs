using Fixia.Shared.Notifications;
using Fixia.Shared.Producers;
using Fixia.Shared.Schedule;
using Fixia.Tests.Support;

namespace Fixia.Shared.Tests.Schedule;

/// <summary>What is counted, for the user and for each device.</summary>
public sealed class SummaryCountTests(CosmosDatabase database)
{
    private static readonly DateTimeOffset Night = QuietNight.Evening.AddHours(2);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_has_interrupted_is_not_told_again()
    {
        var night = new QuietNight(database, "security");
        await night.WantNightAsync(""","types":{"review":"interrupt","marketing":"silent"}""");
        night.GoTo(Night);
        await night.NotifyAsync("message");
        await night.NotifyAsync("message", NotificationPriority.Critical);
        await night.NotifyAsync("security");
        await night.NotifyAsync("review");
        await night.NotifyAsync("marketing");
        await FireAsync(night);
        Assert.Equal(new NotificationCounts("1 message=1", ""), night.Told());
    }

    [Fact]
    public async Task Each_device_is_told_its_own_numbers_where_they_differ()
    {
        var night = new QuietNight(database);
        await night.WantNightAsync(
            ""","devices":{"phone":{"level":"all"},"desk":{"level":"critical"},"tv":{"types":{"review":"silent"}},"watch":{"types":{"message":"interrupt"}}}""");
        night.GoTo(Night);
        await night.NotifyAsync("message");
        await night.NotifyAsync("message");
        await night.NotifyAsync("review");
        await FireAsync(night);
        Assert.Equal(new NotificationCounts("3 message=2 review=1", "desk: 0; tv: 2 message=2; watch: 1 review=1"), night.Told());
    }

    [Fact]
    public async Task A_device_that_is_muted_when_they_end_is_told_nothing()
    {
        var night = new QuietNight(database);
        await night.WantNightAsync(""","devices":{"desk":{"muted_until":"2026-01-21T09:00:00Z"}}""");
        night.GoTo(Night);
        await night.NotifyAsync();
        await FireAsync(night);
        Assert.Equal(new NotificationCounts("1 message=1", "desk: 0"), night.Told());
    }

    [Fact]
    public async Task When_no_device_is_to_be_called_nothing_is_sent()
    {
        var night = new QuietNight(database);
        await night.WantNightAsync();
        night.GoTo(Night);
        await night.NotifyAsync();
        await night.WantAsync("""{"muted_until":"2026-01-21T09:00:00Z"}""");
        await FireAsync(night);
        Assert.Empty(night.Summaries);
    }

    [Fact]
    public async Task Of_very_many_the_newest_are_counted_and_it_is_said_that_there_are_more()
    {
        var night = new QuietNight(database);
        await night.WantNightAsync();
        night.GoTo(Night);
        await night.NotifyAsync("review");
        night.GoTo(Night.AddHours(1));
        await Parallel.ForAsync(0, SummaryCounter.Limit, Token, async (_, _) => await night.CreateAsync());
        await FireAsync(night);
        Assert.Equal($"{SummaryCounter.Limit} message={SummaryCounter.Limit}", night.Told().User);
        Assert.True(night.Summaries.Single().GetProperty("more").GetBoolean());
    }

    [Fact]
    public async Task Announcements_of_the_night_are_told_too_unless_they_were_read()
    {
        // They are everybody's.
        await using var own = new CosmosDatabase();
        await own.InitializeAsync();
        var night = new QuietNight(own);
        await night.WantNightAsync(""","types":{"outage":"interrupt"}""");
        night.GoTo(Night);
        await night.NotifyAsync();
        night.GoTo(Night.AddHours(1));
        foreach (var type in (string[])["system", "outage", "news"])
        {
            var announced = await night.Product.Publisher.AnnounceAsync(
                new AnnouncementRequest { Type = type, Title = "t", Message = "m", ExpiresAt = QuietNight.Morning.AddHours(1) }, idempotencyKey: null, Token);
            if (type == "news")
            {
                await night.Product.Marks.MarkReadAsync(night.User, [announced.Announcement.Id], Token);
            }
        }

        await FireAsync(night);
        Assert.Equal("2 message=1 system=1", night.Told().User);
    }

    private static async Task FireAsync(QuietNight night)
    {
        var message = await night.TakeAsync();
        night.GoTo(QuietNight.Morning.AddMinutes(1));
        await night.FireAsync(message);
    }
}
