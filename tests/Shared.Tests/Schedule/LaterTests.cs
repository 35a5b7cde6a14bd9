using Fixia.Shared.Producers;
using Fixia.Shared.Schedule;
using Fixia.Tests.Support;

namespace Fixia.Shared.Tests.Schedule;

/// <summary>Notifications that are sent later: once each, when they are due, and never before.</summary>
public sealed class LaterTests(CosmosDatabase database)
{
    private static readonly DateTimeOffset Due = LaterNotifications.Start.AddHours(1);
    private readonly LaterNotifications later = new(database);

    [Fact]
    public async Task It_is_in_nobodys_list_before_it_is_due_and_in_everybodys_then()
    {
        var created = await later.ScheduleAsync(later.Request);
        Assert.Empty(created.Notifications);
        Assert.Equal([(later.Ana, Due), (later.Bruno, Due)], created.Scheduled!.Select(send => (send.UserId, send.SendAt)));
        await later.GoToAsync(Due.AddSeconds(-1));
        Assert.Equal(0, await later.CountUnreadAsync(later.Ana));

        await later.GoToAsync(Due.AddSeconds(5));
        foreach (var send in created.Scheduled!)
        {
            var sent = await later.FindAsync(send.UserId, send.Id);
            Assert.Equal(("Nueva propuesta", Due, false), (sent!.Title, sent.CreatedAt, sent.Read));
            Assert.Equal(1, await later.CountUnreadAsync(send.UserId));
            Assert.Null(await later.FindScheduledAsync(send.UserId, send.Id));
        }
    }

    [Fact]
    public async Task A_year_passes_hop_by_hop()
    {
        var due = LaterNotifications.Start.AddDays(365);
        var created = await later.ScheduleAsync(later.Request with { UserIds = [later.Ana], SendAt = due });
        var hops = await later.GoToAsync(due.AddSeconds(-1));
        Assert.Equal(0, await later.CountUnreadAsync(later.Ana));
        Assert.InRange(hops, 365 / 7, (365 / 7) + 1);
        await later.GoToAsync(due.AddSeconds(5));
        Assert.Equal(due, (await later.FindAsync(later.Ana, created.Scheduled![0].Id))!.CreatedAt);
    }

    [Fact]
    public async Task A_time_that_has_passed_means_now()
    {
        var created = await later.PublishAsync(later.Request with { SendAt = LaterNotifications.Start.AddDays(-1) });
        Assert.Null(created.Scheduled);
        Assert.All(created.Notifications, notification => Assert.Equal(LaterNotifications.Start, notification.CreatedAt));
    }

    [Fact]
    public async Task A_message_that_comes_twice_or_side_by_side_sends_once()
    {
        var created = await later.ScheduleAsync(later.Request with { UserIds = [later.Ana] });
        var message = Assert.Single(later.Queue).Text;
        later.Time.SetUtcNow(Due);
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => later.FireAsync(message), LaterNotifications.Token)));
        await later.GoToAsync(Due.AddMinutes(10));
        await later.FireAsync(message);
        Assert.Equal(1, await later.CountUnreadAsync(later.Ana));
        Assert.Equal(Due, (await later.FindAsync(later.Ana, created.Scheduled![0].Id))!.CreatedAt);
    }

    [Fact]
    public async Task What_an_instance_left_behind_that_died_is_sent_once_by_the_next()
    {
        var created = await later.ScheduleAsync(later.Request with { UserIds = [later.Ana] });
        var id = created.Scheduled![0].Id;
        later.Time.SetUtcNow(Due);

        // It has claimed the document and stored the notification, and then died.
        var scheduled = (await later.FindScheduledAsync(later.Ana, id))!;
        await later.Product.Schedule.TryWriteAsync(scheduled with { ClaimedAt = Due }, LaterNotifications.Token);
        await later.Product.Notifications.CreateAsync(scheduled.Notification with { CreatedAt = Due }, LaterNotifications.Token);

        await later.GoToAsync(Due.AddMinutes(1));
        Assert.NotNull(await later.FindScheduledAsync(later.Ana, id));
        await later.GoToAsync(Due + ScheduledDocument.ClaimLifetime + TimeSpan.FromMinutes(1));
        Assert.Null(await later.FindScheduledAsync(later.Ana, id));
        Assert.Equal(1, await later.CountUnreadAsync(later.Ana));
        Assert.Equal(Due, (await later.FindAsync(later.Ana, id))!.CreatedAt);
    }

    [Fact]
    public async Task What_the_queue_lost_is_found_by_its_time_and_sent()
    {
        var created = await later.ScheduleAsync(later.Request with { UserIds = [later.Ana] });
        later.Queue.Clear();
        later.Time.SetUtcNow(Due.AddMinutes(29));
        await later.SweepAsync();
        Assert.DoesNotContain(later.Queue, message => message.Text.Contains(later.Ana, StringComparison.Ordinal));
        later.Time.SetUtcNow(Due.AddMinutes(31));
        await later.SweepAsync();
        await later.FireAsync(later.Queue.Single(message => message.Text.Contains(later.Ana, StringComparison.Ordinal)).Text);
        Assert.Equal(Due.AddMinutes(31), (await later.FindAsync(later.Ana, created.Scheduled![0].Id))!.CreatedAt);
    }

    [Fact]
    public async Task A_repeated_request_schedules_nothing_twice_and_another_one_is_refused()
    {
        var first = await later.ScheduleAsync(later.Request);
        var second = await later.ScheduleAsync(later.Request);
        Assert.Equal(first.Scheduled, second.Scheduled);
        var refused = await Assert.ThrowsAsync<IdempotencyConflictException>(() => later.PublishAsync(later.Request with { Title = "Otra" }));
        Assert.Contains("'key'", refused.Message, StringComparison.Ordinal);

        // Repeated once more after it was sent, as by a producer that never saw an answer.
        await later.GoToAsync(Due.AddMinutes(10));
        var third = await later.PublishAsync(later.Request);
        Assert.Equal(first.Scheduled!.Select(send => send.Id), third.Notifications.Select(notification => notification.Id));
        Assert.Equal(1, await later.CountUnreadAsync(later.Ana));
    }

    [Fact]
    public async Task What_expires_before_it_can_be_sent_is_not_sent()
    {
        var created = await later.ScheduleAsync(later.Request with { UserIds = [later.Ana], ExpiresAt = Due.AddSeconds(30) });
        var message = Assert.Single(later.Queue).Text;
        later.Time.SetUtcNow(Due.AddMinutes(1));
        await later.FireAsync(message);
        Assert.Null(await later.FindAsync(later.Ana, created.Scheduled![0].Id));
        Assert.Null(await later.FindScheduledAsync(later.Ana, created.Scheduled[0].Id));
    }

    [Theory]
    [InlineData("send_at", 367, null, "")]
    [InlineData("expires_at", 2, 1, "")]
    [InlineData("key", 1, null, "no blanks please")]
    [InlineData("key", 1, null, "a/b")]
    [InlineData("key", 1, null, "..")]
    [InlineData("key", 1, null, "é")]
    public async Task What_breaks_a_rule_is_refused_by_name(string member, int sendInDays, int? expiresInDays, string key)
    {
        var refused = await Assert.ThrowsAsync<InvalidRequestException>(() => later.PublishAsync(later.Request with
        {
            SendAt = LaterNotifications.Start.AddDays(sendInDays),
            ExpiresAt = expiresInDays is { } days ? LaterNotifications.Start.AddDays(days) : null,
            Key = key.Length == 0 ? null : key,
        }));
        Assert.Equal(member, refused.Member);
    }
}
