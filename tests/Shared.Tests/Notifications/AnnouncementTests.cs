using Fixia.Shared.Announcements;
using Fixia.Shared.Events;
using Fixia.Shared.Notifications;
using Fixia.Shared.Producers;
using Fixia.Tests.Support;

namespace Fixia.Shared.Tests.Notifications;

/// <summary>Announcements are everybody's, so these tests have a database of their own.</summary>
public sealed class AnnouncementTests : IAsyncLifetime
{
    private readonly CosmosDatabase database = new();
    private readonly string run = Guid.NewGuid().ToString("N");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private Product Product => new(database.Client, TimeProvider.System);

    public ValueTask InitializeAsync() => database.InitializeAsync();

    public ValueTask DisposeAsync() => database.DisposeAsync();

    [Fact]
    public async Task An_announcement_is_unread_for_everybody_until_each_reads_it()
    {
        var id = await AnnounceAsync();
        await Product.Marks.MarkReadAsync("ana", [id], Token);
        await Product.Marks.MarkReadAsync("ana", [id], Token);
        var ana = await FeedAsync("ana");
        var bruno = await FeedAsync("bruno");
        Assert.Equal((0, 1), (ana.UnreadCount, bruno.UnreadCount));
        Assert.True(Assert.Single(ana.Notifications).Read);
        Assert.False(Assert.Single(bruno.Notifications).Read);
    }

    [Fact]
    public async Task Mark_all_read_and_seen_cover_announcements()
    {
        await AnnounceAsync();
        await Product.Marks.MarkSeenAsync("ana", Token);
        Assert.Equal((1, 0), ((await FeedAsync("ana")).UnreadCount, (await FeedAsync("ana")).UnseenCount));
        await Product.Marks.MarkAllReadAsync("ana", Token);
        Assert.Equal(0, (await FeedAsync("ana")).UnreadCount);
    }

    [Fact]
    public async Task An_announcement_can_be_put_away_by_one_user_only()
    {
        var id = await AnnounceAsync();
        await Product.Marks.RemoveAsync("ana", id, NotificationRemoval.Deleted, Token);
        await Product.Marks.RemoveAsync("ana", id, NotificationRemoval.Archived, Token);
        Assert.Empty((await FeedAsync("ana")).Notifications);
        Assert.Empty((await Product.Inbox.ReadAsync("ana", new FeedFilter(Archived: true), null, 10, Token)).Notifications);
        Assert.Single((await FeedAsync("bruno")).Notifications);
        var sync = await Product.Inbox.SyncAsync("ana", new SyncRequestPayload(), Token);
        Assert.Equal("deleted", Assert.Single(sync.Notifications).Removed);
    }

    [Fact]
    public async Task Announcements_take_their_place_among_the_notifications_of_a_paged_feed()
    {
        var expected = new List<string>();
        for (var i = 0; i < 3; i++)
        {
            expected.Insert(0, (await NotifyAsync("ana")));
            await Task.Delay(2, Token);
            expected.Insert(0, await AnnounceAsync());
            await Task.Delay(2, Token);
        }

        var seen = new List<string>();
        FeedCursor? cursor = null;
        FeedPage page;
        do
        {
            page = await Product.Inbox.ReadAsync("ana", new FeedFilter(), cursor, 2, Token);
            seen.AddRange(page.Notifications.Select(n => n.Id));
            cursor = page.Cursor is null ? null : FeedCursor.Parse(page.Cursor);
        }
        while (page.HasMore);
        Assert.Equal(expected, seen);
        Assert.Equal(6, page.UnreadCount);
    }

    [Fact]
    public async Task A_device_that_was_away_gets_it_by_sync()
    {
        await NotifyAsync("ana");
        var before = await Product.Inbox.SyncAsync("ana", new SyncRequestPayload(), Token);
        var id = await AnnounceAsync();
        var after = await Product.Inbox.SyncAsync("ana", new SyncRequestPayload { Cursor = before.Cursor }, Token);
        Assert.Contains(after.Notifications, n => n.Id == id && !n.Read);
        Assert.Equal(2, after.UnreadCount);
    }

    [Fact]
    public async Task Concurrent_marks_of_one_user_all_hold()
    {
        var ids = new List<string>();
        for (var i = 0; i < 8; i++)
        {
            ids.Add(await AnnounceAsync());
        }

        await Parallel.ForEachAsync(ids, Token, async (id, token) => await Product.Marks.MarkReadAsync("ana", [id], token));
        Assert.Equal(0, (await FeedAsync("ana")).UnreadCount);
    }

    [Fact]
    public async Task A_repeated_key_announces_once()
    {
        var first = await Product.Publisher.AnnounceAsync(Request, run, Token);
        var second = await Product.Publisher.AnnounceAsync(Request, run, Token);
        Assert.Equal(first.Announcement.Id, second.Announcement.Id);
        Assert.Single(await Product.Announcements.ReadActiveAsync(Token));
        await Assert.ThrowsAsync<IdempotencyConflictException>(() => Product.Publisher.AnnounceAsync(Request with { Title = "Otro" }, run, Token));
    }

    private static AnnouncementRequest Request => new() { Type = "system", Title = "Mantenimiento", Message = "Hoy a las 23 h" };

    private async Task<string> AnnounceAsync() => (await Product.Publisher.AnnounceAsync(Request, null, Token)).Announcement.Id;

    private async Task<string> NotifyAsync(string user) =>
        (await Product.Publisher.PublishAsync(
            new NotificationRequest { UserIds = [user], Type = "message", Title = "Hola", Message = "Hola" }, null, Token)).Notifications[0].Id;

    private Task<FeedPage> FeedAsync(string user) => Product.Inbox.ReadAsync(user, new FeedFilter(), null, 10, Token);
}
