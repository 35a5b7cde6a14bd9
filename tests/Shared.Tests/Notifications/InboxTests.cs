using System.Text;
using Fixia.Shared.Data;
using Fixia.Shared.Events;
using Fixia.Shared.Inboxes;
using Fixia.Shared.Notifications;
using Fixia.Tests.Support;
using Microsoft.Azure.Cosmos;
using Microsoft.Extensions.Time.Testing;

[assembly: AssemblyFixture(typeof(CosmosDatabase))]

namespace Fixia.Shared.Tests.Notifications;

/// <summary>The user's side of the store, through the real Cosmos SDK. Every test has a user of its own.</summary>
public sealed class InboxTests(CosmosDatabase database)
{
    private static readonly DateTimeOffset Start = new(2026, 5, 1, 12, 0, 0, TimeSpan.Zero);
    private readonly string user = Guid.NewGuid().ToString();
    private readonly Product product = new(database.Client, TimeProvider.System);

    private Inbox Inbox => product.Inbox;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_new_user_has_an_empty_inbox()
    {
        var page = await Inbox.ReadAsync(user, new FeedFilter(), null, 10, Token);
        Assert.Equivalent(new FeedPage([], null, false, 0, 0, null, user, null, ByType: new Dictionary<string, int>()), page, strict: true);
        var sync = await Inbox.SyncAsync(user, new SyncRequestPayload(), Token);
        Assert.Empty(sync.Notifications);
        Assert.NotEmpty(sync.Cursor);
        await product.Marks.MarkAllReadAsync(user, before: null, Token);
        Assert.Equal(0, (await Inbox.CountUnreadAsync(user, Token)).Count);
    }

    [Fact]
    public async Task The_feed_pages_newest_first_and_stays_stable_while_new_ones_arrive()
    {
        var ids = await CreateAsync(7);
        var first = await Inbox.ReadAsync(user, new FeedFilter(), null, 3, Token);
        await CreateAsync(2, minute: 30);
        var second = await Inbox.ReadAsync(user, new FeedFilter(), FeedCursor.Parse(first.Cursor!), 3, Token);
        var third = await Inbox.ReadAsync(user, new FeedFilter(), FeedCursor.Parse(second.Cursor!), 3, Token);
        Assert.Equal(ids.AsEnumerable().Reverse(), Ids(first.Notifications).Concat(Ids(second.Notifications)).Concat(Ids(third.Notifications)));
        Assert.Equal((true, true, false), (first.HasMore, second.HasMore, third.HasMore));
        Assert.Null(third.Cursor);
        Assert.Equal(7, first.UnreadCount);
        Assert.Equal(9, third.UnreadCount);
    }

    [Fact]
    public async Task Notifications_of_the_same_millisecond_are_neither_skipped_nor_repeated()
    {
        foreach (var id in (string[])["c", "a", "b"])
        {
            await product.Notifications.CreateAsync(Document(id, Start), Token);
        }

        var first = await Inbox.ReadAsync(user, new FeedFilter(), null, 2, Token);
        var second = await Inbox.ReadAsync(user, new FeedFilter(), FeedCursor.Parse(first.Cursor!), 2, Token);
        Assert.Equal(["c", "b", "a"], Ids(first.Notifications).Concat(Ids(second.Notifications)));
    }

    [Fact]
    public async Task Marking_read_counts_down_once()
    {
        var ids = await CreateAsync(3);
        await product.Marks.MarkReadAsync(user, [ids[1]], Token);
        var marked = (await Inbox.ReadAsync(user, new FeedFilter(), null, 10, Token)).Notifications.Single(n => n.Read);
        await product.Marks.MarkReadAsync(user, [ids[1]], Token);
        var page = await Inbox.ReadAsync(user, new FeedFilter(), null, 10, Token);
        Assert.Equal(2, page.UnreadCount);
        Assert.Equal(marked, page.Notifications.Single(n => n.Read));
        Assert.NotNull(marked.ReadAt);
    }

    [Theory]
    [InlineData("unknown")]
    [InlineData("not/an/id")]
    [InlineData("")]
    [InlineData("a ")]
    [InlineData("..")]
    [InlineData("\u00A0")]
    [InlineData("a%41b")]
    [InlineData("\0")]
    public async Task Marking_an_unknown_id_does_nothing_and_keeps_no_other_from_being_marked(string id)
    {
        var ids = await CreateAsync(21);
        await product.Marks.MarkReadAsync(user, [id, .. ids[..20]], Token);
        await product.Marks.RemoveAsync(user, [id], NotificationRemoval.Archived, Token);
        Assert.Equal(1, (await Inbox.CountUnreadAsync(user, Token)).Count);
    }

    [Fact]
    public async Task A_mark_that_fails_keeps_no_other_from_being_made()
    {
        await using var own = new CosmosDatabase();
        await own.InitializeAsync();
        var busy = new Product(own.Client, TimeProvider.System);
        for (var i = 0; i < 30; i++)
        {
            await busy.Notifications.CreateAsync(Document($"{i}", Start), Token);
        }

        // Longer than the SDK is willing to wait.
        own.Faults.ThrottleNext(1, TimeSpan.FromMinutes(10));
        await Assert.ThrowsAsync<CosmosException>(() => busy.Marks.MarkReadAsync(user, [.. Enumerable.Range(0, 30).Select(i => $"{i}")], Token));
        Assert.Equal(1, (await busy.Inbox.CountUnreadAsync(user, Token)).Count);
    }

    [Theory]
    [InlineData('m', 4000)]
    [InlineData('ñ', 4000)]
    [InlineData('\'', 4000)]
    public async Task A_sync_of_full_length_stays_far_below_what_the_service_takes_and_brings_everything(char letter, int length)
    {
        var before = await Inbox.SyncAsync(user, new SyncRequestPayload { LastSyncTime = DateTimeOffset.UtcNow }, Token);
        var ids = new List<string>();
        for (var i = 0; i < 60; i++)
        {
            var document = Document($"{i:D2}", Start.AddMilliseconds(i)) with { Message = new string(letter, length) };
            await product.Notifications.CreateAsync(document, Token);
            ids.Add(document.Id);
        }

        var seen = new List<string>();
        var cursor = before.Cursor;
        SyncResponse page;
        do
        {
            page = await Inbox.SyncAsync(user, new SyncRequestPayload { Cursor = cursor }, Token);
            Assert.InRange(page.ToMessage().ToMemory().Length, 1, 512 * 1024);
            seen.AddRange(Ids(page.Notifications));
            cursor = page.Cursor;
        }
        while (page.HasMore);
        Assert.Equal(ids, seen.Order(StringComparer.Ordinal));

        var first = await Inbox.SyncAsync(user, new SyncRequestPayload(), Token);
        Assert.InRange(first.ToMessage().ToMemory().Length, 1, 512 * 1024);
        Assert.Equal("59", first.Notifications[^1].Id);
        Assert.Equal(ids[^first.Notifications.Count..], Ids(first.Notifications));
    }

    [Fact]
    public async Task A_feed_of_full_length_is_paged_by_its_bytes()
    {
        for (var i = 0; i < 30; i++)
        {
            await product.Notifications.CreateAsync(Document($"{i:D2}", Start.AddMilliseconds(i)) with { Message = new string('ñ', 4000) }, Token);
        }

        var seen = new List<string>();
        FeedPage page;
        FeedCursor? cursor = null;
        do
        {
            page = await Inbox.ReadAsync(user, new FeedFilter(), cursor, 30, Token);
            Assert.InRange(System.Text.Json.JsonSerializer.SerializeToUtf8Bytes(page, Json.FixiaJsonContext.Default.FeedPage).Length, 1, 512 * 1024);
            seen.AddRange(Ids(page.Notifications));
            cursor = page.Cursor is null ? null : FeedCursor.Parse(page.Cursor);
        }
        while (page.HasMore);
        Assert.Equal(30, seen.Distinct().Count());
        Assert.Equal(seen.OrderDescending(StringComparer.Ordinal), seen);
    }

    [Fact]
    public async Task Another_users_notification_can_not_be_marked()
    {
        var ids = await CreateAsync(1);
        await product.Marks.MarkReadAsync("somebody else", ids, Token);
        Assert.Equal(1, (await Inbox.CountUnreadAsync(user, Token)).Count);
    }

    [Fact]
    public async Task Mark_all_read_covers_what_exists_and_nothing_later()
    {
        await CreateAsync(5);
        await product.Marks.MarkAllReadAsync(user, before: null, Token);
        var page = await Inbox.ReadAsync(user, new FeedFilter(), null, 10, Token);
        Assert.Equal(0, page.UnreadCount);
        Assert.All(page.Notifications, n => Assert.True(n is { Read: true, ReadAt: not null }));
        Assert.Equal(page.Notifications[0].CreatedAt, page.ReadBefore);

        await CreateAsync(1, minute: 30);
        Assert.Equal(1, (await Inbox.CountUnreadAsync(user, Token)).Count);
    }

    [Fact]
    public async Task The_watermark_never_moves_back()
    {
        var users = product.Users;
        var times = Enumerable.Range(0, 16).Select(i => Start.AddMinutes(i)).ToList();
        await Task.WhenAll(times.OrderBy(_ => Guid.NewGuid()).Select(time => users.AdvanceReadBeforeAsync(user, time, Token)));
        Assert.Equal(times.Max(), (await users.ReadAsync(user, Token)).ReadBefore);
        await users.AdvanceReadBeforeAsync(user, Start, Token);
        Assert.Equal(times.Max(), (await users.ReadAsync(user, Token)).ReadBefore);
    }

    [Fact]
    public async Task A_document_without_optional_members_is_unread_and_readable()
    {
        var container = database.Client.GetContainer(FixiaDatabase.Name, FixiaDatabase.Notifications);
        var json = $$"""{"id":"foreign","user_id":"{{user}}","type":"review","title":"Nueva reseña","created_at":"2026-05-01T12:00:00Z"}""";
        using var response = await container.CreateItemStreamAsync(
            new MemoryStream(Encoding.UTF8.GetBytes(json)), new PartitionKey(user), cancellationToken: Token);
        response.EnsureSuccessStatusCode();

        var page = await Inbox.ReadAsync(user, new FeedFilter(), null, 10, Token);
        Assert.Equal(1, page.UnreadCount);
        var notification = Assert.Single(page.Notifications);
        Assert.Equal(("", "normal", false), (notification.Message, notification.Priority, notification.Read));
        await product.Marks.MarkReadAsync(user, ["foreign"], Token);
        Assert.Equal(0, (await Inbox.CountUnreadAsync(user, Token)).Count);
    }

    [Fact]
    public async Task A_sync_returns_what_is_new_and_what_was_read_elsewhere()
    {
        var ids = await CreateAsync(3);
        var first = await Inbox.SyncAsync(user, new SyncRequestPayload(), Token);
        Assert.Equal(ids.Order(StringComparer.Ordinal), Ids(first.Notifications).Order(StringComparer.Ordinal));

        await product.Marks.MarkReadAsync(user, [ids[0]], Token);
        var added = await CreateAsync(1, minute: 30);
        var second = await Inbox.SyncAsync(user, new SyncRequestPayload { Cursor = first.Cursor }, Token);
        var changes = second.Notifications.ToDictionary(n => n.Id);
        Assert.True(changes[ids[0]].Read);
        Assert.False(changes[added[0]].Read);
        Assert.Equal(3, second.UnreadCount);
    }

    [Fact]
    public async Task A_sync_by_cursor_pages_through_everything()
    {
        var before = await Inbox.SyncAsync(user, new SyncRequestPayload { LastSyncTime = DateTimeOffset.UtcNow }, Token);
        var ids = await CreateAsync(Fixia.Shared.Inboxes.Inbox.SyncPageSize * 2 + 5);
        var seen = new List<string>();
        var cursor = before.Cursor;
        SyncResponse page;
        do
        {
            page = await Inbox.SyncAsync(user, new SyncRequestPayload { Cursor = cursor }, Token);
            seen.AddRange(Ids(page.Notifications));
            cursor = page.Cursor;
        }
        while (page.HasMore);
        Assert.Equal(ids.Order(StringComparer.Ordinal), seen.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Nothing_is_missed_by_syncs_that_run_while_others_write()
    {
        var writing = CreateAsync(400);
        var seen = new HashSet<string>();
        var request = new SyncRequestPayload { LastSyncTime = DateTimeOffset.UtcNow };
        var last = false;
        while (true)
        {
            var page = await Inbox.SyncAsync(user, request, Token);
            seen.UnionWith(Ids(page.Notifications));
            request = new SyncRequestPayload { Cursor = page.Cursor };
            if (!page.HasMore)
            {
                if (last)
                {
                    break;
                }

                last = writing.IsCompleted;
            }
        }

        Assert.Equal((await writing).Order(StringComparer.Ordinal), seen.Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData(-400)]
    [InlineData(-1)]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(400)]
    [InlineData(36500)]
    public async Task A_client_clock_that_is_days_off_misses_nothing_unread(int days)
    {
        var ids = await CreateAsync(3);
        var page = await Inbox.SyncAsync(user, new SyncRequestPayload { LastSyncTime = DateTimeOffset.UtcNow.AddDays(days) }, Token);
        Assert.Equal(ids.Order(StringComparer.Ordinal), Ids(page.Notifications).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData(10, 10, true, true)]
    [InlineData(72, 0, true, true)]
    [InlineData(10, 72, true, true)]
    [InlineData(72, 72, true, false)]
    [InlineData(72, 72, false, true)]
    public async Task A_sync_by_time_starts_a_day_before_the_earlier_of_two_clocks_and_at_what_is_unread(
        int hoursOnServer, int hoursOnClient, bool read, bool brought)
    {
        var ids = await CreateAsync(2);
        await product.Marks.MarkReadAsync(user, read ? ids : [], Token);
        var page = await After(TimeSpan.FromHours(hoursOnServer))
            .SyncAsync(user, new SyncRequestPayload { LastSyncTime = DateTimeOffset.UtcNow.AddHours(hoursOnClient) }, Token);
        Assert.Equal(brought ? 2 : 0, page.Notifications.Count);
    }

    [Fact]
    public async Task A_client_clock_may_stand_at_the_beginning_of_time()
    {
        await CreateAsync(2);
        Assert.Equal(2, (await Inbox.SyncAsync(user, new SyncRequestPayload { LastSyncTime = DateTimeOffset.MinValue }, Token)).Notifications.Count);
    }

    [Fact]
    public async Task A_sync_ends_before_the_moment_at_which_it_began_however_long_its_pages_take()
    {
        await CreateAsync(Fixia.Shared.Inboxes.Inbox.SyncPageSize + 5);
        var first = await Inbox.SyncAsync(user, new SyncRequestPayload { LastSyncTime = DateTimeOffset.UtcNow.AddDays(-1) }, Token);
        Assert.Equal((Fixia.Shared.Inboxes.Inbox.SyncPageSize, true), (first.Notifications.Count, first.HasMore));
        var startedAt = SyncCursor.Parse(first.Cursor).StartedAt!.Value;
        var last = await After(TimeSpan.FromHours(1)).SyncAsync(user, new SyncRequestPayload { Cursor = first.Cursor }, Token);
        Assert.False(last.HasMore);
        Assert.Equal(new SyncCursor(startedAt - SyncCursor.ClockToleranceSeconds, "", null), SyncCursor.Parse(last.Cursor));
    }

    [Fact]
    public async Task A_sync_that_brings_nothing_leaves_its_cursor_where_it_was()
    {
        var cursor = new SyncCursor(1_767_000_000, "", null);
        var page = await Inbox.SyncAsync(user, new SyncRequestPayload { Cursor = cursor.ToString() }, Token);
        Assert.Equal(cursor, SyncCursor.Parse(page.Cursor));
    }

    [Fact]
    public async Task What_is_read_is_seen_too()
    {
        await CreateAsync(2);
        await product.Marks.MarkAllReadAsync(user, before: null, Token);
        var count = await Inbox.CountUnreadAsync(user, Token);
        Assert.Equal((0, 0), (count.Count, count.Unseen));

        var other = Guid.NewGuid().ToString();
        await product.Notifications.CreateAsync(Document("first", Start) with { UserId = other }, Token);
        await product.Marks.MarkSeenAsync(other, before: null, Token);
        await product.Notifications.CreateAsync(Document("second", Start.AddMinutes(1)) with { UserId = other }, Token);
        await product.Marks.MarkAllReadAsync(other, before: null, Token);
        count = await Inbox.CountUnreadAsync(other, Token);
        Assert.Equal((0, 0), (count.Count, count.Unseen));
    }

    [Fact]
    public async Task The_watermark_is_the_newest_time_that_is_not_ahead_of_the_clock()
    {
        await product.Notifications.CreateAsync(Document("before", Start), Token);
        await product.Notifications.CreateAsync(Document("ahead", DateTimeOffset.UtcNow.AddHours(2)), Token);
        await product.Marks.MarkAllReadAsync(user, before: null, Token);
        Assert.Equal(Start, (await product.Users.ReadAsync(user, Token)).ReadBefore);
        Assert.Equal(0, (await Inbox.CountUnreadAsync(user, Token)).Count);
    }

    [Theory]
    [InlineData("id")]
    [InlineData("user")]
    [InlineData("title")]
    [InlineData("action_url")]
    public async Task A_page_is_bounded_whichever_member_is_long(string member)
    {
        var owner = member == "user" ? user + new string('ñ', 200) : user;
        for (var i = 0; i < 12; i++)
        {
            await product.Notifications.CreateAsync(
                Document($"{i:D2}" + (member == "id" ? new string('ñ', 250) : ""), Start.AddMilliseconds(i)) with
                {
                    UserId = owner,
                    Title = new string('ñ', member == "title" ? ContentLimits.Title : 1),
                    Message = new string('ñ', ContentLimits.Message),
                    ActionUrl = member == "action_url" ? "/" + new string('ñ', ContentLimits.ActionUrl - 1) : null,
                },
                Token);
        }

        var page = await Inbox.ReadAsync(owner, new FeedFilter(), null, 30, Token);
        Assert.InRange(System.Text.Json.JsonSerializer.SerializeToUtf8Bytes(page, Json.FixiaJsonContext.Default.FeedPage).Length, 200 * 1024, Fixia.Shared.Inboxes.Inbox.MaxPageBytes);
        Assert.True(page.HasMore);
    }

    [Fact]
    public async Task The_unread_filter_follows_single_marks_and_the_watermark()
    {
        await CreateAsync(2);
        await product.Marks.MarkAllReadAsync(user, before: null, Token);
        var later = await CreateAsync(3, minute: 30);
        await product.Marks.MarkReadAsync(user, [later[1]], Token);
        var page = await Inbox.ReadAsync(user, new FeedFilter(UnreadOnly: true), null, 10, Token);
        Assert.Equal([later[2], later[0]], Ids(page.Notifications));
    }

    [Fact]
    public async Task What_is_archived_leaves_the_feed_and_the_count_and_can_be_listed()
    {
        var ids = await CreateAsync(2);
        var before = await Inbox.SyncAsync(user, new SyncRequestPayload(), Token);
        await product.Marks.RemoveAsync(user, [ids[0]], NotificationRemoval.Archived, Token);
        Assert.Equal([ids[1]], Ids((await Inbox.ReadAsync(user, new FeedFilter(), null, 10, Token)).Notifications));
        Assert.Equal([ids[0]], Ids((await Inbox.ReadAsync(user, new FeedFilter(Removed: NotificationRemoval.Archived), null, 10, Token)).Notifications));
        Assert.Equal(1, (await Inbox.CountUnreadAsync(user, Token)).Count);
        var after = await Inbox.SyncAsync(user, new SyncRequestPayload { Cursor = before.Cursor }, Token);
        Assert.Equal("archived", after.Notifications.Single(n => n.Id == ids[0]).Removed);
    }

    [Fact]
    public async Task What_is_deleted_stays_deleted_and_other_devices_hear_of_it()
    {
        var ids = await CreateAsync(2);
        var before = await Inbox.SyncAsync(user, new SyncRequestPayload(), Token);
        await product.Marks.RemoveAsync(user, [ids[0]], NotificationRemoval.Archived, Token);
        await product.Marks.RemoveAsync(user, [ids[0]], NotificationRemoval.Deleted, Token);
        await product.Marks.RemoveAsync(user, [ids[0]], NotificationRemoval.Archived, Token);
        await product.Marks.MarkReadAsync(user, [ids[0]], Token);
        Assert.Equal([ids[1]], Ids((await Inbox.ReadAsync(user, new FeedFilter(), null, 10, Token)).Notifications));
        Assert.Empty((await Inbox.ReadAsync(user, new FeedFilter(Removed: NotificationRemoval.Archived), null, 10, Token)).Notifications);
        var after = await Inbox.SyncAsync(user, new SyncRequestPayload { Cursor = before.Cursor }, Token);
        Assert.Equal("deleted", after.Notifications.Single(n => n.Id == ids[0]).Removed);
    }

    [Fact]
    public async Task Opening_the_bell_clears_the_badge_and_reads_nothing()
    {
        await CreateAsync(2);
        await product.Marks.MarkSeenAsync(user, before: null, Token);
        var count = await Inbox.CountUnreadAsync(user, Token);
        Assert.Equal((2, 0), (count.Count, count.Unseen));
        await CreateAsync(1, minute: 30);
        count = await Inbox.CountUnreadAsync(user, Token);
        Assert.Equal((3, 1), (count.Count, count.Unseen));
    }

    [Fact]
    public async Task Reading_does_not_prolong_the_life_of_what_expires()
    {
        var expiresAt = DateTimeOffset.UtcNow.AddSeconds(500);
        var document = Document("expiring", Start) with { ExpiresAt = expiresAt, TimeToLive = 9000 };
        await product.Notifications.CreateAsync(document, Token);
        await product.Marks.MarkReadAsync(user, ["expiring"], Token);
        var stored = Assert.Single(await product.Notifications.ReadFeedAsync(user, new FeedFilter(), null, 1, Token));
        Assert.True(stored.Read);
        Assert.InRange(stored.TimeToLive!.Value, 400, 500);
    }

    private Inbox After(TimeSpan span) => new Product(database.Client, new FakeTimeProvider(DateTimeOffset.UtcNow + span)).Inbox;

    private static IEnumerable<string> Ids(IEnumerable<Notification> notifications) => notifications.Select(n => n.Id);

    private async Task<List<string>> CreateAsync(int count, int minute = 0)
    {
        var documents = Enumerable.Range(0, count)
            .Select(i => Document(Guid.NewGuid().ToString(), Start.AddMinutes(minute).AddMilliseconds(i)))
            .ToList();
        await Parallel.ForEachAsync(documents, Token, async (document, token) => await product.Notifications.CreateAsync(document, token));
        return documents.ConvertAll(document => document.Id);
    }

    private NotificationDocument Document(string id, DateTimeOffset createdAt) => new()
    {
        Id = id,
        UserId = user,
        Type = "message",
        Title = "Nuevo mensaje",
        Message = "Hola",
        CreatedAt = createdAt,
    };
}
