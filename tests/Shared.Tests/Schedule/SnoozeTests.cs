using System.Text.Json;
using Fixia.Shared.Inboxes;
using Fixia.Shared.Notifications;
using Fixia.Shared.Schedule;
using Fixia.Tests.Support;

namespace Fixia.Shared.Tests.Schedule;

/// <summary>What a user snoozes is gone until its time, and comes back as if it were new, whatever happened meanwhile.</summary>
public sealed class SnoozeTests(CosmosDatabase database)
{
    private static readonly DateTimeOffset Tomorrow = LaterNotifications.Start.AddDays(1);
    private readonly LaterNotifications later = new(database);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private InboxMarks Marks => later.Product.Marks;

    [Fact]
    public async Task It_leaves_the_list_and_the_counts_and_comes_back_on_top_unread_and_unseen()
    {
        var id = await CreateAsync();
        var other = await CreateAsync();
        await Marks.MarkSeenAsync(later.Ana, before: null, Token);
        await SnoozeAsync(id, Tomorrow);

        Assert.Equal([other], await IdsAsync());
        Assert.Equal(1, await later.CountUnreadAsync(later.Ana));
        var asleep = Assert.Single(await FeedAsync(new FeedFilter(Removed: NotificationRemoval.Snoozed)));
        Assert.Equal((id, Tomorrow), (asleep.Id, asleep.SnoozedUntil));

        await later.GoToAsync(Tomorrow.AddMinutes(-1));
        Assert.Equal([other], await IdsAsync());
        await later.GoToAsync(Tomorrow);

        Assert.Equal([id, other], await IdsAsync());
        var woken = (await FeedAsync(new FeedFilter(UnreadOnly: true)))[0];
        Assert.Equal((id, Tomorrow, LaterNotifications.Start, null, 1), (woken.Id, woken.CreatedAt, woken.SentAt, woken.SnoozedUntil, woken.Restores));
        var counted = await later.Product.Inbox.CountUnreadAsync(later.Ana, Token);
        Assert.Equal((2, 1), (counted.Count, counted.Unseen));
        Assert.Null(await FindEndAsync(id));
    }

    [Fact]
    public async Task The_devices_hear_until_when_it_sleeps_and_are_called_when_it_wakes()
    {
        var id = await CreateAsync();
        await SnoozeAsync(id, Tomorrow);
        var removed = Data("notification:removed");
        Assert.Equal(Tomorrow, removed.GetProperty("snoozed").GetProperty(id).GetDateTimeOffset());

        await later.GoToAsync(Tomorrow);
        await later.PushAsync(later.Ana, id);
        var restored = Data("notification:restored");
        Assert.Equal(("interrupt", id), (restored.GetProperty("attention").GetString(), restored.GetProperty("notification").GetProperty("id").GetString()));

    }

    [Theory]
    [InlineData("archived and brought back")]
    [InlineData("marked read and unread")]
    public async Task What_the_user_does_with_it_when_it_is_back_calls_nobody(string what)
    {
        var id = await CreateAsync();
        await SnoozeAsync(id, Tomorrow);
        await later.GoToAsync(Tomorrow);
        if (what[0] == 'a')
        {
            await Marks.RemoveAsync(later.Ana, [id], NotificationRemoval.Archived, Token);
            await Marks.RestoreAsync(later.Ana, [id], asUnread: true, Token);
        }
        else
        {
            await Marks.MarkReadAsync(later.Ana, [id], Token);
            await Marks.MarkUnreadAsync(later.Ana, [id], Token);
        }

        later.Pushed.Clear();
        await later.PushAsync(later.Ana, id);
        Assert.False(Data("notification:restored").TryGetProperty("attention", out _));
    }

    [Fact]
    public async Task Of_many_that_wake_at_once_only_the_newest_call()
    {
        var ids = new List<string>();
        for (var i = 0; i < 25; i++)
        {
            ids.Add(await CreateAsync());
        }

        await Marks.SnoozeAsync(later.Ana, ids, Tomorrow, Token);
        later.Time.SetUtcNow(Tomorrow);
        foreach (var id in ids)
        {
            await later.Product.Restorer.WakeAsync(later.Ana, id, Tomorrow, Token);
        }

        await later.PushAllAsync(later.Ana);
        var told = later.Pushed.Where(pushed => pushed.GetProperty("event").ValueEquals("notification:restored")).ToList();
        Assert.Equal((25, 20), (told.Count, told.Count(pushed => pushed.GetProperty("data").TryGetProperty("attention", out _))));
    }

    [Fact]
    public async Task What_marks_or_archives_everything_leaves_it_alone()
    {
        var (asleep, woken) = (await CreateAsync(), await CreateAsync());
        await SnoozeAsync(asleep, Tomorrow.AddHours(2));
        await SnoozeAsync(woken, Tomorrow);
        await Marks.MarkAllReadAsync(later.Ana, before: null, Token);
        await Marks.ArchiveReadAsync(later.Ana, before: null, Token);
        await later.GoToAsync(Tomorrow);
        Assert.Equal([woken], await IdsAsync());
        Assert.Equal(1, await later.CountUnreadAsync(later.Ana));

        // Also where the watermark has passed what came back.
        await later.GoToAsync(Tomorrow.AddHours(1));
        await CreateAsync();
        await Marks.MarkAllReadAsync(later.Ana, before: null, Token);
        Assert.Equal(0, await later.CountUnreadAsync(later.Ana));
        Assert.All(await FeedAsync(new FeedFilter()), notification => Assert.True(notification.Read));
        await later.GoToAsync(Tomorrow.AddHours(2));
        Assert.Equal(1, await later.CountUnreadAsync(later.Ana));
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(1)]
    public async Task It_can_be_snoozed_anew_for_shorter_and_for_longer(int hours)
    {
        var id = await CreateAsync();
        await SnoozeAsync(id, Tomorrow);
        var again = Tomorrow.AddHours(hours);
        await SnoozeAsync(id, again);
        await later.GoToAsync(again.AddMinutes(-1));
        Assert.Empty(await IdsAsync());
        await later.GoToAsync(again);
        Assert.Equal([id], await IdsAsync());
        await later.GoToAsync(Tomorrow.AddHours(2));
        Assert.Equal(again, (await FeedAsync(new FeedFilter()))[0].CreatedAt);
    }

    [Fact]
    public async Task A_change_that_comes_twice_writes_once_when_it_is_woken()
    {
        var id = await CreateAsync();
        await SnoozeAsync(id, Tomorrow);
        var end = await FindEndAsync(id);
        await later.PushAsync(later.Ana, id);
        Assert.Equal(end, await FindEndAsync(id));
    }

    [Fact]
    public async Task However_often_it_sleeps_it_remembers_when_it_was_sent()
    {
        var id = await CreateAsync();
        await SnoozeAsync(id, Tomorrow);
        await later.GoToAsync(Tomorrow);
        await SnoozeAsync(id, Tomorrow.AddDays(20));
        await later.GoToAsync(Tomorrow.AddDays(20));
        var woken = Assert.Single(await FeedAsync(new FeedFilter()));
        Assert.Equal((LaterNotifications.Start, Tomorrow.AddDays(20), 2), (woken.SentAt, woken.CreatedAt, woken.Restores));
    }

    [Theory]
    [InlineData(NotificationRemoval.Archived)]
    [InlineData(NotificationRemoval.Deleted)]
    [InlineData(NotificationRemoval.Retracted)]
    public async Task What_is_put_away_in_its_sleep_stays_so(string removal)
    {
        var id = await CreateAsync();
        await SnoozeAsync(id, Tomorrow);
        await Marks.RemoveAsync(later.Ana, [id], removal, Token);
        Assert.Empty(await FeedAsync(new FeedFilter(Removed: NotificationRemoval.Snoozed)));
        await later.GoToAsync(Tomorrow);
        Assert.Empty(await IdsAsync());
        Assert.Equal((removal, null), await later.FindAsync(later.Ana, id) is { } found ? (found.Removed, found.SnoozedUntil) : default);
    }

    [Theory]
    [InlineData(NotificationRemoval.Archived)]
    [InlineData(NotificationRemoval.Deleted)]
    public async Task What_was_put_away_can_not_be_snoozed(string removal)
    {
        var id = await CreateAsync();
        await Marks.RemoveAsync(later.Ana, [id], removal, Token);
        await SnoozeAsync(id, Tomorrow);
        await later.PushAsync(later.Ana, id);
        Assert.Equal(removal, (await later.FindAsync(later.Ana, id))!.Removed);
        Assert.Null(await FindEndAsync(id));
    }

    [Fact]
    public async Task What_the_user_woke_stays_where_it_was_and_is_not_woken_again()
    {
        var id = await CreateAsync();
        await SnoozeAsync(id, Tomorrow);
        await Marks.RestoreAsync(later.Ana, [id], asUnread: false, Token);
        await later.GoToAsync(Tomorrow);
        var restored = Assert.Single(await FeedAsync(new FeedFilter()));
        Assert.Equal((true, LaterNotifications.Start, null, 1), (restored.Read, restored.CreatedAt, restored.SnoozedUntil, restored.Restores));
    }

    [Fact]
    public async Task A_message_that_comes_twice_or_side_by_side_wakes_once()
    {
        var id = await CreateAsync();
        await SnoozeAsync(id, Tomorrow);
        var message = later.Queue.Single().Text;
        later.Time.SetUtcNow(Tomorrow);
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => later.FireAsync(message), Token)));
        later.Time.SetUtcNow(Tomorrow.AddHours(1));
        await later.FireAsync(message);
        var woken = Assert.Single(await FeedAsync(new FeedFilter()));
        Assert.Equal((Tomorrow, 1), (woken.CreatedAt, woken.Restores));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task One_that_is_snoozed_anew_while_it_is_woken_sleeps_on_and_is_woken(bool isClaimed)
    {
        var id = await CreateAsync();
        await SnoozeAsync(id, Tomorrow);
        var message = later.Queue.Single().Text;
        later.Time.SetUtcNow(Tomorrow);
        await Marks.SnoozeAsync(later.Ana, [id], Tomorrow.AddHours(1), Token);
        if (isClaimed)
        {
            // By an instance that died over it.
            await later.Product.Schedule.TryWriteAsync((await FindEndAsync(id))! with { ClaimedAt = Tomorrow }, Token);
        }
        else
        {
            await later.FireAsync(message);
        }

        Assert.Empty(await IdsAsync());
        await later.PushAsync(later.Ana, id);
        await EnqueueAsync(id);
        await later.GoToAsync(Tomorrow.AddMinutes(59));
        Assert.Empty(await IdsAsync());
        await later.GoToAsync(Tomorrow.AddHours(1));
        Assert.Equal([id], await IdsAsync());
    }

    [Theory]
    [InlineData("")]
    [InlineData(",\"snoozed_until\":17")]
    [InlineData(",\"snoozed_until\":\"2026-03-03T09:00:00.000Z\",\"sent_at\":17,\"woken\":true")]
    public async Task What_somebody_wrote_asleep_is_woken_too(string members)
    {
        await later.StoreAsync($$"""{"id":"n","user_id":"{{later.Ana}}","type":"message","title":"t","created_at":"2026-03-02T08:00:00.000Z","read":true,"removed":"snoozed"{{members}}}""");
        await later.PushAsync(later.Ana, "n");
        await EnqueueAsync("n");
        await later.GoToAsync(Tomorrow);
        Assert.Equal(["n"], await IdsAsync());
        Assert.Equal(1, await later.CountUnreadAsync(later.Ana));
    }

    [Fact]
    public async Task An_id_may_be_as_long_as_it_can_be()
    {
        var id = new string('n', 255);
        await later.StoreAsync($$"""{"id":"{{id}}","user_id":"{{later.Ana}}","type":"message","title":"t","created_at":"2026-03-02T08:00:00.000Z"}""");
        await SnoozeAsync(id, Tomorrow);
        await later.GoToAsync(Tomorrow);
        Assert.Equal([id], await IdsAsync());
    }

    [Fact]
    public async Task What_its_producer_changes_in_its_sleep_is_what_wakes()
    {
        var created = await later.PublishAsync(later.Request with { SendAt = null });
        var id = created.Notifications.Single(notification => notification.UserId == later.Ana).Id;
        await SnoozeAsync(id, Tomorrow);
        await later.Product.Keyed.UpdateAsync(producer: null, later.Key, LaterNotifications.Update, Token);
        await later.GoToAsync(Tomorrow);
        Assert.Equal((id, "Propuesta retirada"), ((await FeedAsync(new FeedFilter()))[0].Id, (await FeedAsync(new FeedFilter()))[0].Title));
    }

    [Fact]
    public async Task In_quiet_hours_it_comes_back_silent_and_is_in_their_summary()
    {
        await later.Product.PreferencesEditor.PatchAsync(
            later.Ana,
            JsonElement.Parse("""{"time_zone":"Etc/UTC","quiet_hours":[{"days":["mon","tue","wed","thu","fri","sat","sun"],"from":"08:30","to":"10:00"}]}"""),
            version: null,
            Token);
        var id = await CreateAsync();
        await SnoozeAsync(id, Tomorrow);
        await later.GoToAsync(Tomorrow);
        await later.PushAsync(later.Ana, id);
        Assert.Equal("silent", Data("notification:restored").GetProperty("attention").GetString());
        Assert.Equal((Tomorrow, Tomorrow.AddHours(1)), await later.Product.Schedule.FindAsync(later.Ana, Token) is { } summary ? (summary.Since, summary.DueAt) : default);
    }

    [Fact]
    public async Task One_that_expires_keeps_its_end()
    {
        var created = await later.PublishAsync(new()
        {
            UserIds = [later.Ana], Type = "message", Title = "t", Message = "m", ExpiresAt = Tomorrow.AddHours(5),
        });
        var id = created.Notifications.Single().Id;
        await later.GoToAsync(LaterNotifications.Start.AddHours(1));
        await SnoozeAsync(id, Tomorrow);
        Assert.Equal((int)TimeSpan.FromHours(28).TotalSeconds, (await later.Product.Editor.FindAsync(later.Ana, id, Token))!.TimeToLive);
        await later.GoToAsync(Tomorrow);
        Assert.Equal((int)TimeSpan.FromHours(5).TotalSeconds, (await later.Product.Editor.FindAsync(later.Ana, id, Token))!.TimeToLive);
        Assert.Equal([id], await IdsAsync());
    }

    [Fact]
    public async Task What_nobody_has_is_passed_over()
    {
        await SnoozeAsync("unknown", Tomorrow);
        await Marks.SnoozeAsync(later.Ana, ["not/an/id", "%20", ".."], Tomorrow, Token);
        Assert.Empty(await later.Product.Schedule.ReadOfUserAsync(later.Ana, Token));
    }

    [Fact]
    public async Task What_can_not_be_is_refused()
    {
        foreach (var until in (DateTimeOffset?[])[null, LaterNotifications.Start, LaterNotifications.Start.AddMilliseconds(0.5), LaterNotifications.Start + InboxMarks.MaxSnooze + TimeSpan.FromSeconds(1)])
        {
            Assert.Equal("until", (await Assert.ThrowsAsync<InvalidRequestException>(() => Marks.SnoozeAsync(later.Ana, ["a"], until, Token))).Member);
        }

        Assert.Equal("ids", (await Assert.ThrowsAsync<InvalidRequestException>(() => Marks.SnoozeAsync(later.Ana, ["a", "announcement-a"], Tomorrow, Token))).Member);
    }

    private async Task<string> CreateAsync()
    {
        var created = await later.PublishAsync(new() { UserIds = [later.Ana], Type = "message", Title = "t", Message = "m" });
        return created.Notifications.Single().Id;
    }

    /// <summary>Snoozes, and lets the change feeds see to it that it is woken.</summary>
    private async Task SnoozeAsync(string id, DateTimeOffset until)
    {
        await Marks.SnoozeAsync(later.Ana, [id], until, Token);
        if (await later.FindAsync(later.Ana, id) is not null)
        {
            await later.PushAsync(later.Ana, id);
            await EnqueueAsync(id);
        }
    }

    private Task EnqueueAsync(string id) => later.EnqueueAsync(later.Ana, SnoozeEnd.IdOf(id));

    private Task<SnoozeEnd?> FindEndAsync(string id) => later.Product.Schedule.FindSnoozeAsync(later.Ana, SnoozeEnd.IdOf(id), Token);

    private async Task<IReadOnlyList<Notification>> FeedAsync(FeedFilter filter) =>
        (await later.Product.Inbox.ReadAsync(later.Ana, filter, cursor: null, limit: 10, Token)).Notifications;

    private async Task<IReadOnlyList<string>> IdsAsync() => [.. (await FeedAsync(new FeedFilter())).Select(notification => notification.Id)];

    private JsonElement Data(string name) => later.Pushed.Last(pushed => pushed.GetProperty("event").ValueEquals(name)).GetProperty("data");
}
