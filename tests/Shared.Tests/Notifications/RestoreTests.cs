using Fixia.Shared.Data;
using Fixia.Shared.Events;
using Fixia.Shared.Inboxes;
using Fixia.Shared.Notifications;
using Fixia.Tests.Support;

namespace Fixia.Shared.Tests.Notifications;

/// <summary>What a user did by accident can be taken back, and what the user did on purpose last is what holds.</summary>
public sealed class RestoreTests(CosmosDatabase database)
{
    private static readonly DateTimeOffset Start = new(2026, 5, 1, 12, 0, 0, TimeSpan.Zero);
    private readonly string user = Guid.NewGuid().ToString();
    private readonly Product product = new(database.Client, TimeProvider.System);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private InboxMarks Marks => product.Marks;

    [Fact]
    public async Task What_is_marked_unread_is_unread_although_everything_was_marked_read_and_until_it_is_again()
    {
        await CreateAsync("a", "b", "c");
        await Marks.MarkAllReadAsync(user, before: null, Token);
        await Marks.MarkUnreadAsync(user, ["b"], Token);
        await AssertUnreadAsync("b");
        await Marks.MarkAllReadAsync(user, before: null, Token);
        await AssertUnreadAsync();
    }

    [Fact]
    public async Task Mark_all_read_up_to_what_was_shown_leaves_unread_what_was_marked_so_above_it()
    {
        await CreateAsync("a", "b", "c");
        await Marks.MarkAllReadAsync(user, before: null, Token);
        await Marks.MarkUnreadAsync(user, ["a", "c"], Token);
        await Marks.MarkAllReadAsync(user, before: Start, Token);
        await AssertUnreadAsync("c");
    }

    [Fact]
    public async Task What_was_read_by_itself_is_unread_and_read_again()
    {
        await CreateAsync("a", "b");
        await Marks.MarkReadAsync(user, ["a", "b"], Token);
        await Marks.MarkUnreadAsync(user, ["a"], Token);
        await AssertUnreadAsync("a");
        await Marks.MarkReadAsync(user, ["a"], Token);
        await AssertUnreadAsync();
    }

    [Fact]
    public async Task Repeating_changes_nothing()
    {
        await CreateAsync("a", "b");
        await Marks.MarkReadAsync(user, ["a"], Token);
        await Marks.MarkUnreadAsync(user, ["a", "b", "unknown", "not/an/id"], Token);
        await Marks.RemoveAsync(user, ["b"], NotificationRemoval.Archived, Token);
        await Marks.RestoreAsync(user, ["b"], asUnread: false, Token);
        var before = await FeedAsync(new FeedFilter());
        await Marks.MarkUnreadAsync(user, ["a"], Token);
        await Marks.RestoreAsync(user, ["a", "b", "unknown", "not/an/id"], asUnread: true, Token);
        Assert.Equal(before, await FeedAsync(new FeedFilter()));
        Assert.Equal([1, 1], before.Select(notification => notification.Restores));
    }

    [Theory]
    [InlineData(NotificationRemoval.Archived, false)]
    [InlineData(NotificationRemoval.Archived, true)]
    [InlineData(NotificationRemoval.Deleted, false)]
    [InlineData(NotificationRemoval.Deleted, true)]
    public async Task What_was_put_away_comes_back_as_it_was(string removal, bool asUnread)
    {
        await CreateAsync("a");
        await Marks.RemoveAsync(user, ["a"], removal, Token);
        await Marks.RestoreAsync(user, ["a"], asUnread, Token);
        var restored = Assert.Single(await FeedAsync(new FeedFilter()));
        Assert.Equal((null, !asUnread), (restored.Removed, restored.Read));
        await AssertUnreadAsync(asUnread ? ["a"] : []);
        Assert.Empty(await FeedAsync(new FeedFilter(Removed: NotificationRemoval.Archived)));
        Assert.Null((await product.Editor.FindAsync(user, "a", Token))!.TimeToLive);

        // And goes again.
        await Marks.RemoveAsync(user, ["a"], removal, Token);
        Assert.Empty(await FeedAsync(new FeedFilter()));
        await AssertUnreadAsync();
    }

    [Fact]
    public async Task What_expires_does_so_after_it_came_back()
    {
        var expiresAt = DateTimeOffset.UtcNow.AddSeconds(500);
        await product.Notifications.CreateAsync(Document("a", Start) with { ExpiresAt = expiresAt, TimeToLive = 500 }, Token);
        await Marks.RemoveAsync(user, ["a"], NotificationRemoval.Deleted, Token);
        await Marks.RestoreAsync(user, ["a"], asUnread: false, Token);
        Assert.InRange((await product.Editor.FindAsync(user, "a", Token))!.TimeToLive!.Value, 400, 500);
    }

    [Fact]
    public async Task What_its_producer_took_back_does_not_come_back_even_where_the_user_had_deleted_it()
    {
        await CreateAsync("a");
        await Marks.RemoveAsync(user, ["a"], NotificationRemoval.Deleted, Token);
        await product.Editor.RetractAsync(user, "a", Token);
        await Marks.RestoreAsync(user, ["a"], asUnread: true, Token);
        Assert.Empty(await FeedAsync(new FeedFilter()));
        await AssertUnreadAsync();
        Assert.Equal("", (await product.Editor.FindAsync(user, "a", Token))!.Title);
    }

    [Fact]
    public async Task What_its_producer_changed_while_it_was_deleted_comes_back_changed()
    {
        await CreateAsync("a");
        await Marks.RemoveAsync(user, ["a"], NotificationRemoval.Deleted, Token);
        Assert.False(await product.Editor.TryReviseAsync(Document("a", Start) with { Title = "Otro" }, Token));
        await Marks.RestoreAsync(user, ["a"], asUnread: false, Token);
        Assert.Equal("Otro", Assert.Single(await FeedAsync(new FeedFilter())).Title);
    }

    [Fact]
    public async Task What_comes_back_unread_counts_although_everything_was_marked_read()
    {
        await CreateAsync("a", "b");
        await Marks.MarkAllReadAsync(user, before: null, Token);
        await Marks.RemoveAsync(user, ["a"], NotificationRemoval.Archived, Token);
        await Marks.RestoreAsync(user, ["a"], asUnread: true, Token);
        await AssertUnreadAsync("a");
    }

    [Fact]
    public async Task What_is_marked_unread_was_seen_before()
    {
        await CreateAsync("a", "b");
        await Marks.MarkAllReadAsync(user, before: null, Token);
        await Marks.MarkUnreadAsync(user, ["a"], Token);
        var count = await product.Inbox.CountUnreadAsync(user, Token);
        Assert.Equal((1, 0), (count.Count, count.Unseen));
    }

    [Fact]
    public async Task A_sync_by_time_goes_back_to_what_was_unread_first_although_something_older_was_marked_unread_since()
    {
        await CreateAsync("a", "b");
        await Marks.MarkReadAsync(user, ["a"], Token);
        var later = new Product(database.Client, new Microsoft.Extensions.Time.Testing.FakeTimeProvider(DateTimeOffset.UtcNow.AddDays(40)));
        await Marks.MarkUnreadAsync(user, ["a"], Token);
        var sync = await later.Inbox.SyncAsync(user, new SyncRequestPayload { LastSyncTime = DateTimeOffset.UtcNow.AddDays(40) }, Token);
        Assert.Equal(["a", "b"], sync.Notifications.Select(notification => notification.Id).Order());
    }

    [Fact]
    public async Task Counts_are_told_by_type()
    {
        await CreateAsync("a", "b", "c");
        await product.Notifications.CreateAsync(Document("p", Start) with { Type = "payment" }, Token);
        await Marks.MarkReadAsync(user, ["a"], Token);
        var expected = new Dictionary<string, int> { ["message"] = 2, ["payment"] = 1 };
        Assert.Equal(expected, (await product.Inbox.CountUnreadAsync(user, Token)).ByType);
        Assert.Equal(expected, (await product.Inbox.ReadAsync(user, new FeedFilter(), null, 1, Token)).ByType);
        Assert.Equal(expected, (await product.Inbox.SyncAsync(user, new SyncRequestPayload(), Token)).ByType);
    }

    [Fact]
    public async Task The_feed_of_a_type_pages_through_that_type_alone()
    {
        for (var i = 0; i < 5; i++)
        {
            await product.Notifications.CreateAsync(Document($"m{i}", Start.AddSeconds(i)), Token);
            await product.Notifications.CreateAsync(Document($"p{i}", Start.AddSeconds(i)) with { Type = "payment" }, Token);
        }

        var filter = new FeedFilter(Type: "payment");
        var first = await product.Inbox.ReadAsync(user, filter, null, 3, Token);
        var second = await product.Inbox.ReadAsync(user, filter, FeedCursor.Parse(first.Cursor!), 3, Token);
        Assert.Equal(["p4", "p3", "p2", "p1", "p0"], first.Notifications.Concat(second.Notifications).Select(notification => notification.Id));
        Assert.False(second.HasMore);
        await Marks.RemoveAsync(user, ["p1", "m1"], NotificationRemoval.Archived, Token);
        await Marks.MarkReadAsync(user, ["p2"], Token);
        Assert.Equal(["p1"], (await FeedAsync(filter with { Removed = NotificationRemoval.Archived })).Select(notification => notification.Id));
        Assert.Equal(["p4", "p3", "p0"], (await FeedAsync(filter with { UnreadOnly = true })).Select(notification => notification.Id));
    }

    [Fact]
    public async Task Archiving_all_that_is_read_leaves_what_is_unread_and_what_was_not_shown()
    {
        await CreateAsync("a", "b", "c", "d");
        await Marks.MarkReadAsync(user, ["d"], Token);
        await Marks.MarkAllReadAsync(user, before: Start.AddMilliseconds(1), Token);
        await Marks.MarkUnreadAsync(user, ["b"], Token);
        Assert.Equal(["a"], (await Marks.ArchiveReadAsync(user, before: Start.AddMilliseconds(2), Token)).Ids);
        Assert.Equal(["d", "c", "b"], (await FeedAsync(new FeedFilter())).Select(notification => notification.Id));
        await AssertUnreadAsync("c", "b");
        Assert.Equal(["d"], (await Marks.ArchiveReadAsync(user, before: null, Token)).Ids);
        Assert.Equal(["d", "a"], (await FeedAsync(new FeedFilter(Removed: NotificationRemoval.Archived))).Select(notification => notification.Id));
    }

    private async Task AssertUnreadAsync(params string[] ids)
    {
        Assert.Equal(ids, (await FeedAsync(new FeedFilter(UnreadOnly: true))).Select(notification => notification.Id));
        Assert.Equal(ids, (await FeedAsync(new FeedFilter())).Where(notification => !notification.Read).Select(notification => notification.Id));
        Assert.Equal(ids.Length, (await product.Inbox.CountUnreadAsync(user, Token)).Count);
    }

    private async Task<IReadOnlyList<Notification>> FeedAsync(FeedFilter filter) =>
        (await product.Inbox.ReadAsync(user, filter, null, 20, Token)).Notifications;

    private async Task CreateAsync(params string[] ids)
    {
        for (var i = 0; i < ids.Length; i++)
        {
            await product.Notifications.CreateAsync(Document(ids[i], Start.AddMilliseconds(i)), Token);
        }
    }

    private NotificationDocument Document(string id, DateTimeOffset createdAt) =>
        new() { Id = id, UserId = user, Type = "message", Title = "Hola", CreatedAt = createdAt };
}
