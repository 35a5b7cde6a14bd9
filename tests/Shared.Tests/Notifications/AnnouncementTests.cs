using System.Text;
using System.Text.Json.Nodes;
using Fixia.Shared.Announcements;
using Fixia.Shared.Data;
using Fixia.Shared.Events;
using Fixia.Shared.Inboxes;
using Fixia.Shared.Notifications;
using Fixia.Shared.Producers;
using Fixia.Shared.Users;
using Fixia.Tests.Support;
using Microsoft.Azure.Cosmos;
using Microsoft.Extensions.Time.Testing;

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
        await Product.Marks.MarkSeenAsync("ana", before: null, Token);
        Assert.Equal((1, 0), ((await FeedAsync("ana")).UnreadCount, (await FeedAsync("ana")).UnseenCount));
        await Product.Marks.MarkAllReadAsync("ana", before: null, Token);
        Assert.Equal(0, (await FeedAsync("ana")).UnreadCount);
    }

    [Fact]
    public async Task An_announcement_can_be_put_away_by_one_user_only()
    {
        var id = await AnnounceAsync();
        await Product.Marks.RemoveAsync("ana", [id], NotificationRemoval.Deleted, Token);
        await Product.Marks.RemoveAsync("ana", [id], NotificationRemoval.Archived, Token);
        Assert.Empty((await FeedAsync("ana")).Notifications);
        Assert.Empty((await Product.Inbox.ReadAsync("ana", new FeedFilter(Removed: NotificationRemoval.Archived), null, 10, Token)).Notifications);
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

    [Fact]
    public async Task Announcements_of_full_length_come_in_pages_that_the_service_takes()
    {
        var expected = new List<string>();
        for (var i = 0; i < 45; i++)
        {
            var request = Request with { Message = new string('ñ', 4000) };
            expected.Add((await Product.Publisher.AnnounceAsync(request, null, Token)).Announcement.Id);
        }

        // Where only announcements are left, no change of the second at which the sync began may be passed over.
        var bruno = await Product.Inbox.SyncAsync("bruno", new SyncRequestPayload(), Token);
        Assert.Equal((true, ""), (bruno.HasMore, SyncCursor.Parse(bruno.Cursor).Id));

        expected.Add(await NotifyAsync("ana"));
        var seen = new List<string>();
        var payload = new SyncRequestPayload();
        SyncResponse page;
        do
        {
            page = await Product.Inbox.SyncAsync("ana", payload, Token);
            Assert.InRange(page.ToMessage().ToMemory().Length, 1, 512 * 1024);
            seen.AddRange(page.Notifications.Select(n => n.Id));
            payload = new SyncRequestPayload { Cursor = page.Cursor };
        }
        while (page.HasMore);
        Assert.Equal(expected.Order(StringComparer.Ordinal), seen.Order(StringComparer.Ordinal));
        Assert.Equal(46, page.UnreadCount);
    }

    [Fact]
    public async Task A_hundred_announcements_may_be_alive_and_no_more()
    {
        for (var i = 0; i < 99; i++)
        {
            await AnnounceAsync();
        }

        var last = await Product.Publisher.AnnounceAsync(Request, run, Token);
        var refusal = await Assert.ThrowsAsync<TooManyAnnouncementsException>(AnnounceAsync);
        Assert.Contains("100", refusal.Message, StringComparison.Ordinal);
        Assert.Equal(last.Announcement.Id, (await Product.Publisher.AnnounceAsync(Request, run, Token)).Announcement.Id);
        Assert.Equal(100, (await FeedAsync("ana")).UnreadCount);
    }

    [Theory]
    [InlineData("""{"title":5}""")]
    [InlineData("""{"created_at":null}""")]
    [InlineData("""{"expires_at":"soon"}""")]
    [InlineData("""{"id":"none-of-an-announcement"}""")]
    public async Task An_announcement_that_can_not_be_read_is_nobodys(string oddity)
    {
        var id = await AnnounceAsync();
        await WriteAsync(oddity);
        Assert.Equal(id, Assert.Single((await FeedAsync("ana")).Notifications).Id);
        Assert.Equal(1, (await FeedAsync("ana")).UnreadCount);
        await Product.Marks.MarkAllReadAsync("ana", before: null, Token);
        Assert.Equal(0, (await FeedAsync("ana")).UnreadCount);
        Assert.Equal(id, Assert.Single((await Product.Inbox.SyncAsync("ana", new SyncRequestPayload(), Token)).Notifications).Id);
    }

    [Fact]
    public async Task An_announcement_that_was_written_directly_loses_an_unsafe_link_and_a_time_ahead_of_the_clock()
    {
        await WriteAsync("""{"action_url":"javascript:alert(1)","created_at":"2999-01-01T00:00:00Z","priority":null,"message":null}""");
        var shown = Assert.Single((await FeedAsync("ana")).Notifications);
        Assert.Null(shown.ActionUrl);
        await Product.Marks.MarkAllReadAsync("ana", before: null, Token);
        Assert.Equal(0, (await FeedAsync("ana")).UnreadCount);
        await NotifyAsync("ana");
        Assert.Equal(1, (await FeedAsync("ana")).UnreadCount);
    }

    [Fact]
    public async Task Announcements_of_the_same_millisecond_are_neither_skipped_nor_repeated()
    {
        foreach (var letter in "cab")
        {
            await WriteAsync($$"""{"id":"announcement-{{letter}}"}""");
        }

        var seen = new List<string>();
        FeedPage page;
        FeedCursor? cursor = null;
        do
        {
            page = await Product.Inbox.ReadAsync("ana", new FeedFilter(), cursor, 1, Token);
            seen.Add(Assert.Single(page.Notifications).Id);
            cursor = page.Cursor is null ? null : FeedCursor.Parse(page.Cursor);
        }
        while (page.HasMore);
        Assert.Equal(["announcement-c", "announcement-b", "announcement-a"], seen);
    }

    [Fact]
    public async Task What_was_read_or_put_away_is_listed_where_it_belongs_and_nowhere_else()
    {
        var (unread, read, archived) = (await AnnounceAsync(), await AnnounceAsync(), await AnnounceAsync());
        await Product.Marks.MarkReadAsync("ana", [read], Token);
        await Product.Marks.RemoveAsync("ana", [archived], NotificationRemoval.Archived, Token);
        Assert.Equal(new[] { unread, read }.Order(StringComparer.Ordinal), await IdsAsync(new FeedFilter()));
        Assert.Equal([unread], await IdsAsync(new FeedFilter(UnreadOnly: true)));
        Assert.Equal([archived], await IdsAsync(new FeedFilter(Removed: NotificationRemoval.Archived)));

        async Task<IEnumerable<string>> IdsAsync(FeedFilter filter) =>
            (await Product.Inbox.ReadAsync("ana", filter, null, 10, Token)).Notifications.Select(n => n.Id).Order(StringComparer.Ordinal);
    }

    [Fact]
    public async Task A_mark_keeps_its_time_of_reading_and_is_written_only_when_it_changes()
    {
        var id = await AnnounceAsync();
        await Product.Marks.MarkReadAsync("ana", [id], Token);
        var read = await MarkAsync();
        await After(TimeSpan.FromDays(1)).RemoveAsync("ana", [id], NotificationRemoval.Archived, Token);
        var archived = await MarkAsync();
        Assert.Equal(read with { Removed = "archived" }, archived);
        var version = (await Product.Users.ReadAsync("ana", Token)).ETag;
        await After(TimeSpan.FromDays(2)).MarkReadAsync("ana", [id], Token);
        await After(TimeSpan.FromDays(2)).RemoveAsync("ana", [id], NotificationRemoval.Archived, Token);
        Assert.Equal(version, (await Product.Users.ReadAsync("ana", Token)).ETag);

        await Product.Marks.RemoveAsync("ana", [id], NotificationRemoval.Deleted, Token);
        Assert.Equal(read with { Removed = "deleted" }, await MarkAsync());

        async Task<AnnouncementMark> MarkAsync() => (await Product.Users.ReadAsync("ana", Token)).MarkOf(id)!;
    }

    [Fact]
    public async Task Mark_all_read_reaches_the_newest_of_both_and_never_beyond_the_clock()
    {
        await NotifyAsync("ana");
        await Task.Delay(2, Token);
        var announced = (await Product.Publisher.AnnounceAsync(Request, null, Token)).Announcement;
        await After(TimeSpan.FromHours(-1)).MarkAllReadAsync("ana", before: null, Token);
        Assert.InRange((await ReadBeforeAsync())!.Value, DateTimeOffset.UtcNow.AddHours(-2), DateTimeOffset.UtcNow.AddMinutes(-50));
        await Product.Marks.MarkAllReadAsync("ana", before: null, Token);
        Assert.Equal(announced.CreatedAt, await ReadBeforeAsync());

        async Task<DateTimeOffset?> ReadBeforeAsync() => (await Product.Users.ReadAsync("ana", Token)).ReadBefore;
    }

    [Fact]
    public async Task An_announcement_for_which_a_page_has_no_room_comes_with_a_later_one()
    {
        var before = await Product.Inbox.SyncAsync("ana", new SyncRequestPayload(), Token);
        for (var i = 0; i < 15; i++)
        {
            var request = new NotificationRequest { UserIds = ["ana"], Type = "message", Title = "Hola", Message = new string('ñ', 4000) };
            await Product.Publisher.PublishAsync(request, null, Token);
        }

        var id = (await Product.Publisher.AnnounceAsync(Request with { Message = new string('ñ', 4000) }, null, Token)).Announcement.Id;
        var first = await Product.Inbox.SyncAsync("ana", new SyncRequestPayload { Cursor = before.Cursor }, Token);
        Assert.True(first.HasMore);
        Assert.DoesNotContain(first.Notifications, n => n.Id == id);
        var second = await Product.Inbox.SyncAsync("ana", new SyncRequestPayload { Cursor = first.Cursor }, Token);
        Assert.Contains(second.Notifications, n => n.Id == id);
    }

    [Fact]
    public async Task What_passed_the_limit_at_the_same_moment_hides_no_other()
    {
        var limit = new AnnouncementOptions().MaxActive;
        for (var i = 1; i < limit; i++)
        {
            await AnnounceAsync();
        }

        var racing = Enumerable.Range(0, 8).Select(_ => Task.Run(() => AnnounceAsync(), Token)).ToList();
        await Task.WhenAny(racing);
        var passed = 0;
        foreach (var one in racing)
        {
            try
            {
                await one;
                passed++;
            }
            catch (TooManyAnnouncementsException)
            {
                // It came when the others were stored.
            }
        }

        // However many did: nobody misses one.
        Assert.InRange(passed, 1, racing.Count);
        Assert.Equal(limit - 1 + passed, (await Product.Inbox.CountUnreadAsync("ana", Token)).Count);
        await Assert.ThrowsAsync<TooManyAnnouncementsException>(AnnounceAsync);
    }

    [Fact]
    public async Task A_mark_goes_when_its_announcement_has_expired()
    {
        var expiring = await Product.Publisher.AnnounceAsync(Request with { ExpiresAt = DateTimeOffset.UtcNow.AddDays(1) }, null, Token);
        var staying = await AnnounceAsync();
        await Product.Marks.MarkReadAsync("ana", [expiring.Announcement.Id, "announcement-unknown"], Token);
        Assert.Equal([expiring.Announcement.Id], (await Product.Users.ReadAsync("ana", Token)).Announcements!.Keys);
        await After(TimeSpan.FromDays(2)).MarkReadAsync("ana", [staying], Token);
        Assert.Equal([staying], (await Product.Users.ReadAsync("ana", Token)).Announcements!.Keys);
    }

    private InboxMarks After(TimeSpan span) => new Product(database.Client, new FakeTimeProvider(DateTimeOffset.UtcNow + span)).Marks;

    private async Task WriteAsync(string members)
    {
        var document = new JsonObject
        {
            ["id"] = "announcement-written-directly", ["scope"] = Announcement.EverybodyScope, ["type"] = "system", ["title"] = "Hola",
            ["created_at"] = "2026-05-01T12:00:00.000Z", ["expires_at"] = "2999-01-01T00:00:00.000Z",
        };
        foreach (var (name, value) in JsonNode.Parse(members)!.AsObject())
        {
            document[name] = value?.DeepClone();
        }

        using var response = await database.Client.GetContainer(FixiaDatabase.Name, FixiaDatabase.Announcements).CreateItemStreamAsync(
            new MemoryStream(Encoding.UTF8.GetBytes(document.ToJsonString())), new PartitionKey(Announcement.EverybodyScope), cancellationToken: Token);
        response.EnsureSuccessStatusCode();
    }

    private static AnnouncementRequest Request => new() { Type = "system", Title = "Mantenimiento", Message = "Hoy a las 23 h" };

    private async Task<string> AnnounceAsync() => (await Product.Publisher.AnnounceAsync(Request, null, Token)).Announcement.Id;

    private async Task<string> NotifyAsync(string user) =>
        (await Product.Publisher.PublishAsync(
            new NotificationRequest { UserIds = [user], Type = "message", Title = "Hola", Message = "Hola" }, null, Token)).Notifications[0].Id;

    private Task<FeedPage> FeedAsync(string user) => Product.Inbox.ReadAsync(user, new FeedFilter(), null, 10, Token);
}
