using Fixia.Shared.Inboxes;
using Fixia.Shared.Notifications;
using Fixia.Shared.Producers;
using Fixia.Tests.Support;
using Microsoft.Extensions.Time.Testing;

namespace Fixia.Shared.Tests.Notifications;

/// <summary>
/// What can be done with a notification can be done with an announcement. Those are everybody's, so these tests have a database of
/// their own.
/// </summary>
public sealed class MarkingTests : IAsyncLifetime
{
    private const string User = "ana";
    private static readonly DateTimeOffset Start = new(2026, 5, 1, 12, 0, 0, TimeSpan.Zero);
    private readonly CosmosDatabase database = new();
    private readonly FakeTimeProvider time = new(Start);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private Product Product => new(database.Client, time);

    private InboxMarks Marks => Product.Marks;

    public ValueTask InitializeAsync() => database.InitializeAsync();

    public ValueTask DisposeAsync() => database.DisposeAsync();

    [Fact]
    public async Task Each_action_does_what_its_name_says_to_both()
    {
        var ids = new[] { await NotifyAsync(), await AnnounceAsync() };
        await DoAsync("read", ids);
        await AssertAsync(ids, read: 2, listed: 2, archived: 0);
        await DoAsync("unread", ids);
        await AssertAsync(ids, read: 0, listed: 2, archived: 0);
        await DoAsync("archive", ids);
        await AssertAsync(ids, read: 0, listed: 0, archived: 2);
        await DoAsync("restore", ids);
        await AssertAsync(ids, read: 2, listed: 2, archived: 0);
        await DoAsync("delete", ids);
        await AssertAsync(ids, read: 0, listed: 0, archived: 0);
        await DoAsync("restore", ids, unread: true);
        await AssertAsync(ids, read: 0, listed: 2, archived: 0);
        await DoAsync("snooze", ids[..1]);
        await AssertAsync(ids, read: 0, listed: 1, archived: 0);
    }

    [Theory]
    [InlineData("read", "ids")]
    [InlineData("burn", "action", "a")]
    [InlineData("snooze", "until", "a")]
    public async Task What_can_not_be_meant_is_refused_by_the_name_of_the_member(string action, string member, params string[] ids)
    {
        var request = new MarksRequest { Ids = ids, Action = action };
        Assert.Equal(member, (await Assert.ThrowsAsync<InvalidRequestException>(() => Marks.MarkAsync(User, request, Token))).Member);
    }

    [Fact]
    public async Task What_changes_nothing_about_an_announcement_writes_nothing()
    {
        var (archived, unread) = (await AnnounceAsync(), await AnnounceAsync());
        await Marks.MarkUnreadAsync(User, [unread], Token);
        await Marks.RemoveAsync(User, [archived], NotificationRemoval.Archived, Token);
        var before = await VersionAsync();
        await Marks.MarkUnreadAsync(User, [archived, unread], Token);
        await Marks.RestoreAsync(User, [unread], asUnread: false, Token);
        await Marks.ArchiveReadAsync(User, before: null, Token);
        Assert.Equal(before, await VersionAsync());
    }

    [Fact]
    public async Task An_announcement_that_comes_back_is_read_when_it_was_and_unread_as_is_wanted()
    {
        var id = await AnnounceAsync();
        await Marks.MarkReadAsync(User, [id], Token);
        var readAt = (await FindAsync(id)).ReadAt;
        time.Advance(TimeSpan.FromHours(1));
        await Marks.RemoveAsync(User, [id], NotificationRemoval.Archived, Token);
        await Marks.RestoreAsync(User, [id], asUnread: false, Token);
        Assert.Equal((readAt, 1), ((await FindAsync(id)).ReadAt, (await FindAsync(id)).Restores));
        await Marks.RemoveAsync(User, [id], NotificationRemoval.Archived, Token);
        await Marks.RestoreAsync(User, [id], asUnread: true, Token);
        Assert.Equal((false, null, 2), ((await FindAsync(id)).Read, (await FindAsync(id)).ReadAt, (await FindAsync(id)).Restores));

        // No watermark covers it any more.
        await Marks.MarkAllReadAsync(User, before: Start.AddMilliseconds(-1), Token);
        Assert.False((await FindAsync(id)).Read);
    }

    [Fact]
    public async Task All_that_is_read_is_archived_up_to_what_was_shown_and_announcements_too()
    {
        var (first, shown, newer, unread) = (await AnnounceAsync(), await AnnounceAsync(), await AnnounceAsync(), await AnnounceAsync());
        await Marks.MarkReadAsync(User, [first, shown, newer], Token);
        var upToShown = await Marks.ArchiveReadAsync(User, (await FindAsync(shown)).CreatedAt, Token);
        Assert.Equal([first, shown], upToShown.Ids.Order());
        Assert.Equal([unread, newer], await IdsAsync(new FeedFilter()));
        var rest = await Marks.ArchiveReadAsync(User, before: null, Token);
        Assert.Equal([newer], rest.Ids);
        Assert.Equal([unread], await IdsAsync(new FeedFilter()));

        // By what it tells, it is taken back.
        await Marks.RestoreAsync(User, [.. upToShown.Ids, .. rest.Ids], asUnread: false, Token);
        Assert.Equal([unread, newer, shown, first], await IdsAsync(new FeedFilter()));
        await Assert.AllAsync([first, shown, newer], async id => Assert.True((await FindAsync(id)).Read));
    }

    [Fact]
    public async Task A_hundred_are_archived_at_a_time()
    {
        var ids = new List<string>();
        for (var i = 0; i < InboxMarks.ArchivedAtOnce; i++)
        {
            ids.Add(await NotifyAsync());
        }

        await Marks.MarkAllReadAsync(User, before: null, Token);
        var archived = await Marks.ArchiveReadAsync(User, before: null, Token);
        Assert.False(archived.HasMore);
        Assert.Equal(ids.Order(), archived.Ids.Order());
        Assert.Empty(await IdsAsync(new FeedFilter()));
        await Marks.RestoreAsync(User, ids, asUnread: false, Token);
        await Marks.MarkReadAsync(User, [await NotifyAsync()], Token);
        archived = await Marks.ArchiveReadAsync(User, before: null, Token);
        Assert.Equal((true, InboxMarks.ArchivedAtOnce), (archived.HasMore, archived.Ids.Count));
        Assert.Single(await IdsAsync(new FeedFilter()));
    }

    [Fact]
    public async Task Mark_all_read_covers_the_announcements_that_were_marked_unread_and_shown()
    {
        var (shown, newer) = (await AnnounceAsync(), await AnnounceAsync());
        await Marks.MarkAllReadAsync(User, before: null, Token);
        await Marks.MarkUnreadAsync(User, [shown, newer], Token);
        await Marks.MarkAllReadAsync(User, (await FindAsync(shown)).CreatedAt, Token);
        Assert.Equal([newer], await IdsAsync(new FeedFilter(UnreadOnly: true)));
        await Marks.MarkAllReadAsync(User, before: null, Token);
        Assert.Empty(await IdsAsync(new FeedFilter(UnreadOnly: true)));
        var version = await VersionAsync();
        time.Advance(TimeSpan.FromHours(1));
        await Marks.MarkAllReadAsync(User, before: null, Token);
        Assert.Equal(version, await VersionAsync());
    }

    [Fact]
    public async Task Unseen_are_the_unread_that_are_newer_than_the_look()
    {
        await NotifyAsync();
        var looked = await AnnounceAsync();
        await Marks.MarkSeenAsync(User, before: null, Token);
        Assert.Equal((2, 0), await CountAsync());
        await NotifyAsync();
        var (read, _) = (await AnnounceAsync(), await AnnounceAsync());
        Assert.Equal((5, 3), await CountAsync());
        await Marks.MarkReadAsync(User, [read, looked], Token);
        Assert.Equal((3, 2), await CountAsync());
    }

    [Fact]
    public async Task The_feed_of_a_type_has_the_announcements_of_that_type()
    {
        var (notification, announcement) = (await NotifyAsync(), await AnnounceAsync());
        Assert.Equal([notification], await IdsAsync(new FeedFilter(Type: "message")));
        Assert.Equal([announcement], await IdsAsync(new FeedFilter(Type: "system")));
    }

    [Fact]
    public async Task Only_the_first_page_says_what_does_not_interrupt()
    {
        await Product.PreferencesEditor.PatchAsync(User, System.Text.Json.JsonElement.Parse("""{"types":{"message":"silent"}}"""), version: null, Token);
        var (older, newer) = (await NotifyAsync(), await NotifyAsync());
        var first = await Product.Inbox.ReadAsync(User, new FeedFilter(), cursor: null, limit: 1, Token);
        Assert.Equal([newer], first.Attention!.Keys);
        var second = await Product.Inbox.ReadAsync(User, new FeedFilter(), FeedCursor.Parse(first.Cursor!), limit: 1, Token);
        Assert.Equal((older, null), (second.Notifications.Single().Id, second.Attention));
    }

    [Fact]
    public async Task A_first_page_is_current_until_anything_in_it_changes()
    {
        var id = await NotifyAsync();
        await AssertOutdatedByAsync(() => NotifyAsync());
        await AssertOutdatedByAsync(() => Marks.MarkReadAsync(User, [id], Token));
        await AssertOutdatedByAsync(() => Marks.MarkSeenAsync(User, before: null, Token));
        await AssertOutdatedByAsync(() => AnnounceAsync());
        await AssertOutdatedByAsync(() => AnnounceAsync());

        async Task AssertOutdatedByAsync(Func<Task> change)
        {
            var (_, version) = await Product.Inbox.ReadFirstAsync(User, new FeedFilter(), 10, Token);
            Assert.True(await Product.Inbox.IsCurrentAsync(User, version, Token));
            await change();
            Assert.False(await Product.Inbox.IsCurrentAsync(User, version, Token));
        }
    }

    private async Task DoAsync(string action, string[] ids, bool unread = false)
    {
        time.Advance(TimeSpan.FromSeconds(1));
        await Marks.MarkAsync(User, new MarksRequest { Ids = ids, Action = action, Unread = unread, Until = time.GetUtcNow().AddHours(1) }, Token);
    }

    private async Task AssertAsync(string[] ids, int read, int listed, int archived)
    {
        var feed = (await Product.Inbox.ReadAsync(User, new FeedFilter(), cursor: null, limit: 10, Token)).Notifications;
        Assert.Equal((listed, read), (feed.Count, feed.Count(notification => notification.Read)));
        Assert.All(feed, notification => Assert.Contains(notification.Id, ids));
        Assert.Equal(archived, (await IdsAsync(new FeedFilter(Removed: NotificationRemoval.Archived))).Count);
        Assert.Equal((listed - read, feed.Count(notification => !notification.Read)), ((await CountAsync()).Count, listed - read));
    }

    private async Task<IReadOnlyList<string>> IdsAsync(FeedFilter filter) =>
        [.. (await Product.Inbox.ReadAsync(User, filter, cursor: null, limit: 10, Token)).Notifications.Select(notification => notification.Id)];

    private async Task<Notification> FindAsync(string id) =>
        (await Product.Inbox.ReadAsync(User, new FeedFilter(), cursor: null, limit: 10, Token)).Notifications.Single(notification => notification.Id == id);

    private async Task<(int Count, int Unseen)> CountAsync() =>
        await Product.Inbox.CountUnreadAsync(User, Token) is var counted ? (counted.Count, counted.Unseen) : default;

    private async Task<string?> VersionAsync() => (await Product.Users.ReadAsync(User, Token)).ETag;

    /// <summary>The newest of all so far.</summary>
    private async Task<string> NotifyAsync()
    {
        time.Advance(TimeSpan.FromMilliseconds(1));
        var request = new NotificationRequest { UserIds = [User], Type = "message", Title = "Hola", Message = "Hola" };
        return (await Product.Publisher.PublishAsync(request, idempotencyKey: null, Token)).Notifications[0].Id;
    }

    private async Task<string> AnnounceAsync()
    {
        time.Advance(TimeSpan.FromMilliseconds(1));
        var request = new AnnouncementRequest { Type = "system", Title = "Mantenimiento", Message = "Hoy" };
        return (await Product.Publisher.AnnounceAsync(request, idempotencyKey: null, Token)).Announcement.Id;
    }
}
