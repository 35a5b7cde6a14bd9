using Azure;
using Fixia.Shared.Data;
using Fixia.Shared.Notifications;
using Fixia.Shared.Schedule;
using Fixia.Tests.Support;
using Microsoft.Azure.Cosmos;

namespace Fixia.Shared.Tests.Schedule;

/// <summary>When a summary is scheduled, moved, and woken.</summary>
public sealed class SchedulingTests(CosmosDatabase database)
{
    private readonly QuietNight night = new(database);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_first_notification_that_quiet_hours_silence_schedules_one_summary_for_their_end()
    {
        await night.WantNightAsync();
        await night.NotifyAsync();
        Assert.Null(await night.FindAsync());

        var silenced = QuietNight.Evening.AddHours(2);
        night.GoTo(silenced);
        await night.NotifyAsync();
        var first = await night.FindAsync();
        night.GoTo(silenced.AddHours(1));
        await night.NotifyAsync();

        Assert.Equal((silenced, QuietNight.Morning, null), (first!.Since, first.DueAt, first.ClaimedAt));
        Assert.Equal(first.ETag, (await night.FindAsync())!.ETag);
    }

    [Theory]
    [InlineData("""{"types":{"message":"silent"}}""")]
    [InlineData("""{"devices":{"phone":{"level":"none"}}}""")]
    [InlineData("""{"time_zone":"Etc/UTC","quiet_hours":[{"days":["tue"],"from":"21:00","to":"08:00"}],"muted_until":"2026-01-22T00:00:00Z"}""")]
    [InlineData("""{"time_zone":"Etc/UTC","quiet_hours":[{"days":["tue"],"from":"21:00","to":"08:00"}],"types":{"message":"interrupt"}}""")]
    [InlineData("""{"time_zone":"Etc/UTC","quiet_hours":[{"days":["mon","tue","wed","thu","fri","sat","sun"],"from":"00:00","to":"00:00"}]}""")]
    public async Task What_something_else_silences_or_lets_through_or_what_never_ends_schedules_nothing(string preferences)
    {
        await night.WantAsync(preferences);
        night.GoTo(QuietNight.Evening.AddHours(2));
        await night.NotifyAsync();
        Assert.Null(await night.FindAsync());
    }

    [Fact]
    public async Task What_is_critical_or_was_read_schedules_nothing()
    {
        await night.WantNightAsync();
        night.GoTo(QuietNight.Evening.AddHours(2));
        await night.NotifyAsync(priority: NotificationPriority.Critical);
        var id = await night.CreateAsync();
        await night.Product.Marks.MarkAllReadAsync(night.User, before: null, Token);
        await night.PushAsync(id);
        Assert.Null(await night.FindAsync());
    }

    [Fact]
    public async Task A_batch_is_repeated_when_the_summary_can_not_be_scheduled()
    {
        await using var own = new CosmosDatabase();
        await own.InitializeAsync();
        var away = new QuietNight(own);
        await away.WantNightAsync();
        away.GoTo(QuietNight.Evening.AddHours(2));
        var id = await away.CreateAsync();
        own.Faults.ThrottleAtRandom(1, TimeSpan.FromMinutes(1), FixiaDatabase.Scheduled);
        var failure = await Assert.ThrowsAsync<AggregateException>(() => away.PushAsync(id));
        Assert.IsType<CosmosException>(Assert.Single(failure.InnerExceptions));
        own.Faults.Stop();
        await away.PushAsync(id);
        Assert.NotNull(await away.FindAsync());
    }

    [Fact]
    public async Task An_older_notification_that_comes_late_is_counted_too()
    {
        await night.WantNightAsync();
        night.GoTo(QuietNight.Evening.AddHours(2));
        var late = await night.CreateAsync();
        night.GoTo(QuietNight.Evening.AddHours(3));
        await night.NotifyAsync();
        await night.PushAsync(late);
        var scheduled = await night.FindAsync();
        Assert.Equal((QuietNight.Evening.AddHours(2), QuietNight.Morning), (scheduled!.Since, scheduled.DueAt));
    }

    [Fact]
    public async Task Its_message_holds_ids_alone_and_comes_within_the_minute_after_the_end()
    {
        await night.WantNightAsync();
        night.GoTo(QuietNight.Morning.AddHours(-1));
        await night.NotifyAsync();
        await night.EnqueueAsync();
        var (text, delay) = Assert.Single(night.Messages);
        Assert.Equal($$"""{"user_id":"{{night.User}}","id":"quiet-summary","due_at":"2026-01-21T08:00:00.000Z"}""", text);
        Assert.InRange(delay - TimeSpan.FromHours(1), FixiaDatabase.ClockTolerance, ScheduleQueue.Spread);
    }

    [Fact]
    public void Users_are_spread_over_the_minute_and_each_keeps_the_place()
    {
        var places = Enumerable.Range(0, 1000).Select(i => ScheduleQueue.JitterOf($"user-{i}")).ToList();
        Assert.All(places, place => Assert.InRange(place, FixiaDatabase.ClockTolerance, ScheduleQueue.Spread));
        Assert.InRange(places.Average(place => place.TotalSeconds), 31, 34);
        Assert.Equal(ScheduleQueue.JitterOf("ana"), ScheduleQueue.JitterOf("ana"));
    }

    [Fact]
    public async Task A_batch_is_repeated_when_the_queue_does_not_take_its_message()
    {
        await night.WantNightAsync();
        night.GoTo(QuietNight.Evening.AddHours(2));
        await night.NotifyAsync();
        night.FailNextSend(new RequestFailedException(404, "no such queue"));
        var failure = await Assert.ThrowsAsync<AggregateException>(night.EnqueueAsync);
        Assert.IsType<QueueFailedException>(Assert.Single(failure.InnerExceptions));
        await night.EnqueueAsync();
        Assert.Single(night.Messages);
    }

    [Fact]
    public async Task What_is_further_off_than_the_queue_can_wait_goes_hop_by_hop()
    {
        await night.WantAsync("""{"time_zone":"Etc/UTC","quiet_hours":[{"days":["tue","wed","thu","fri","sat","sun","mon"],"from":"00:00","to":"00:00"}]}""");
        await night.Product.Schedule.TryWriteAsync(
            new QuietSummary { UserId = night.User, Since = QuietNight.Evening, DueAt = QuietNight.Evening.AddDays(9) }, Token);
        await night.EnqueueAsync();
        var (message, delay) = Assert.Single(night.Messages);
        Assert.Equal(TimeSpan.FromDays(7), delay);

        night.Take();
        night.GoTo(QuietNight.Evening.AddDays(7));
        await night.FireAsync(message);
        var (again, rest) = Assert.Single(night.Messages);
        Assert.Equal(message, again);
        Assert.InRange(rest - TimeSpan.FromDays(2), FixiaDatabase.ClockTolerance, ScheduleQueue.Spread);
        Assert.Empty(night.Summaries);
    }

    [Theory]
    [InlineData("""{"time_zone":"Europe/Madrid"}""", "2026-01-21T07:00:00Z")]
    [InlineData("""{"time_zone":"Atlantic/Azores"}""", "2026-01-21T09:00:00Z")]
    [InlineData("""{"quiet_hours":[{"days":["tue"],"from":"20:30","to":"06:15"}]}""", "2026-01-21T06:15:00Z")]
    [InlineData("""{"quiet_hours":null}""", "2026-01-20T22:30:00Z")]
    [InlineData("""{"time_zone":"Pacific/Auckland"}""", "2026-01-20T22:30:00Z")]
    public async Task A_change_of_zone_or_hours_moves_it(string change, string expected)
    {
        await night.WantNightAsync();
        night.GoTo(QuietNight.Evening.AddHours(2));
        await night.NotifyAsync();
        var old = await night.TakeAsync();
        night.GoTo(QuietNight.Evening.AddHours(2.5));
        await night.WantAsync(change);

        var due = DateTimeOffset.Parse(expected, null);
        Assert.Equal(due, (await night.FindAsync())!.DueAt);
        var message = await night.TakeAsync();

        // Whichever comes first, the old message does nothing, and the new one fires once.
        night.GoTo(due.AddMinutes(1));
        await night.FireAsync(old);
        Assert.Empty(night.Summaries);
        await night.FireAsync(message);
        await night.FireAsync(old);
        Assert.Equal("1 message=1", night.Told().User);
        Assert.Equal(due, night.Summaries.Single().GetProperty("until").GetDateTimeOffset());
        Assert.Empty(night.Messages);
    }

    [Fact]
    public async Task One_that_is_due_is_not_moved_any_more()
    {
        await night.WantNightAsync();
        night.GoTo(QuietNight.Evening.AddHours(2));
        await night.NotifyAsync();
        var before = await night.FindAsync();
        night.GoTo(QuietNight.Morning.AddSeconds(1));
        await night.WantAsync("""{"time_zone":"Europe/Madrid"}""");
        Assert.Equal(before!.ETag, (await night.FindAsync())!.ETag);
    }

    [Fact]
    public async Task Quiet_that_has_no_end_any_more_drops_it_and_a_change_of_something_else_leaves_it()
    {
        await night.WantNightAsync();
        night.GoTo(QuietNight.Evening.AddHours(2));
        await night.NotifyAsync();
        var before = await night.FindAsync();
        await night.WantAsync("""{"types":{"review":"silent"}}""");
        Assert.Equal(before!.ETag, (await night.FindAsync())!.ETag);

        await night.WantAsync("""{"quiet_hours":[{"days":["mon","tue","wed","thu","fri","sat","sun"],"from":"00:00","to":"00:00"}]}""");
        Assert.Null(await night.FindAsync());
    }
}
