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
        await later.PushAsync(later.Ana, id);
        var removed = Data("notification:removed");
        Assert.Equal(Tomorrow, removed.GetProperty("snoozed").GetProperty(id).GetDateTimeOffset());

        await later.GoToAsync(Tomorrow);
        await later.PushAsync(later.Ana, id);
        var restored = Data("notification:restored");
        Assert.Equal(("interrupt", id), (restored.GetProperty("attention").GetString(), restored.GetProperty("notification").GetProperty("id").GetString()));

        // Which the user brings back calls nobody.
        await Marks.RemoveAsync(later.Ana, [id], NotificationRemoval.Archived, Token);
        await later.GoToAsync(Tomorrow.AddHours(1));
        await Marks.RestoreAsync(later.Ana, [id], asUnread: true, Token);
        later.Pushed.Clear();
        await later.PushAsync(later.Ana, id);
        Assert.False(Data("notification:restored").TryGetProperty("attention", out _));
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

    [Fact]
    public async Task One_that_was_snoozed_by_two_devices_at_once_sleeps_as_long_as_it_says_itself()
    {
        var id = await CreateAsync();
        await SnoozeAsync(id, Tomorrow.AddHours(1));

        // What the other device wrote first, and this one did not see.
        var end = (await FindEndAsync(id))!;
        await later.Product.Schedule.TryWriteAsync(end with { DueAt = Tomorrow }, Token);
        await EnqueueAsync(id);
        await later.GoToAsync(Tomorrow);
        Assert.Empty(await IdsAsync());
        await EnqueueAsync(id);
        await later.GoToAsync(Tomorrow.AddHours(1));
        Assert.Equal([id], await IdsAsync());
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

        Assert.Equal("ids", (await Assert.ThrowsAsync<InvalidRequestException>(() => Marks.SnoozeAsync(later.Ana, ["announcement-a"], Tomorrow, Token))).Member);
    }

    private async Task<string> CreateAsync()
    {
        var created = await later.PublishAsync(new() { UserIds = [later.Ana], Type = "message", Title = "t", Message = "m" });
        return created.Notifications.Single().Id;
    }

    /// <summary>Snoozes, and lets the change feed put the end of it into the queue.</summary>
    private async Task SnoozeAsync(string id, DateTimeOffset until)
    {
        await Marks.SnoozeAsync(later.Ana, [id], until, Token);
        await EnqueueAsync(id);
    }

    private Task EnqueueAsync(string id) => later.EnqueueAsync(later.Ana, SnoozeEnd.IdOf(id));

    private Task<SnoozeEnd?> FindEndAsync(string id) => later.Product.Schedule.FindSnoozeAsync(later.Ana, SnoozeEnd.IdOf(id), Token);

    private async Task<IReadOnlyList<Notification>> FeedAsync(FeedFilter filter) =>
        (await later.Product.Inbox.ReadAsync(later.Ana, filter, cursor: null, limit: 10, Token)).Notifications;

    private async Task<IReadOnlyList<string>> IdsAsync() => [.. (await FeedAsync(new FeedFilter())).Select(notification => notification.Id)];

    private JsonElement Data(string name) => later.Pushed.Last(pushed => pushed.GetProperty("event").ValueEquals(name)).GetProperty("data");
}
