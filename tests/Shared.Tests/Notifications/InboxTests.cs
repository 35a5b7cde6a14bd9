using System.Text.Json;
using Fixia.Shared.Data;
using Fixia.Shared.Events;
using Fixia.Shared.Notifications;
using Fixia.Shared.Users;
using Fixia.Tests.Support;
using Microsoft.Azure.Cosmos;

[assembly: AssemblyFixture(typeof(CosmosDatabase))]

namespace Fixia.Shared.Tests.Notifications;

/// <summary>The user's side of the store, through the real Cosmos SDK. Every test has a user of its own.</summary>
public sealed class InboxTests(CosmosDatabase database)
{
    private static readonly DateTimeOffset Start = new(2026, 5, 1, 12, 0, 0, TimeSpan.Zero);
    private readonly string user = Guid.NewGuid().ToString();
    private readonly NotificationStore store = new(database.Client);
    private readonly Inbox inbox = new(new NotificationStore(database.Client), new UserStateStore(database.Client), TimeProvider.System);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_new_user_has_an_empty_inbox()
    {
        var page = await inbox.ReadAsync(user, null, 10, Token);
        Assert.Equivalent(new FeedPage([], null, false, 0, null), page, strict: true);
        var sync = await inbox.SyncAsync(user, new SyncRequestPayload(), Token);
        Assert.Empty(sync.Notifications);
        Assert.Null(sync.Cursor);
        await inbox.MarkAllReadAsync(user, Token);
        Assert.Equal(0, (await inbox.CountUnreadAsync(user, Token)).Count);
    }

    [Fact]
    public async Task The_feed_pages_newest_first_and_stays_stable_while_new_ones_arrive()
    {
        var ids = await CreateAsync(7);
        var first = await inbox.ReadAsync(user, null, 3, Token);
        await CreateAsync(2, minute: 30);
        var second = await inbox.ReadAsync(user, FeedCursor.Parse(first.Cursor!), 3, Token);
        var third = await inbox.ReadAsync(user, FeedCursor.Parse(second.Cursor!), 3, Token);
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
            await store.CreateAsync(Document(id, Start), Token);
        }

        var first = await inbox.ReadAsync(user, null, 2, Token);
        var second = await inbox.ReadAsync(user, FeedCursor.Parse(first.Cursor!), 2, Token);
        Assert.Equal(["c", "b", "a"], Ids(first.Notifications).Concat(Ids(second.Notifications)));
    }

    [Fact]
    public async Task Marking_read_counts_down_once()
    {
        var ids = await CreateAsync(3);
        await inbox.MarkReadAsync(user, [ids[1]], Token);
        var marked = (await inbox.ReadAsync(user, null, 10, Token)).Notifications.Single(n => n.Read);
        await inbox.MarkReadAsync(user, [ids[1]], Token);
        var page = await inbox.ReadAsync(user, null, 10, Token);
        Assert.Equal(2, page.UnreadCount);
        Assert.Equal(marked, page.Notifications.Single(n => n.Read));
        Assert.NotNull(marked.ReadAt);
    }

    [Theory]
    [InlineData("unknown")]
    [InlineData("not/an/id")]
    [InlineData("")]
    public async Task Marking_an_unknown_id_does_nothing(string id)
    {
        await CreateAsync(1);
        await inbox.MarkReadAsync(user, [id], Token);
        Assert.Equal(1, (await inbox.CountUnreadAsync(user, Token)).Count);
    }

    [Fact]
    public async Task Another_users_notification_can_not_be_marked()
    {
        var ids = await CreateAsync(1);
        await inbox.MarkReadAsync("somebody else", ids, Token);
        Assert.Equal(1, (await inbox.CountUnreadAsync(user, Token)).Count);
    }

    [Fact]
    public async Task Mark_all_read_covers_what_exists_and_nothing_later()
    {
        await CreateAsync(5);
        await inbox.MarkAllReadAsync(user, Token);
        var page = await inbox.ReadAsync(user, null, 10, Token);
        Assert.Equal(0, page.UnreadCount);
        Assert.All(page.Notifications, n => Assert.True(n is { Read: true, ReadAt: not null }));
        Assert.Equal(page.Notifications[0].CreatedAt, page.ReadBefore);

        await CreateAsync(1, minute: 30);
        Assert.Equal(1, (await inbox.CountUnreadAsync(user, Token)).Count);
    }

    [Fact]
    public async Task The_watermark_never_moves_back()
    {
        var users = new UserStateStore(database.Client);
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
        var json = JsonSerializer.SerializeToUtf8Bytes(new
        {
            id = "foreign",
            user_id = user,
            type = "review",
            title = "Nueva reseña",
            created_at = "2026-05-01T12:00:00Z",
        });
        using var response = await container.CreateItemStreamAsync(new MemoryStream(json), new PartitionKey(user), cancellationToken: Token);
        response.EnsureSuccessStatusCode();

        var page = await inbox.ReadAsync(user, null, 10, Token);
        Assert.Equal(1, page.UnreadCount);
        var notification = Assert.Single(page.Notifications);
        Assert.Equal(("", "normal", false), (notification.Message, notification.Priority, notification.Read));
        await inbox.MarkReadAsync(user, ["foreign"], Token);
        Assert.Equal(0, (await inbox.CountUnreadAsync(user, Token)).Count);
    }

    [Fact]
    public async Task A_sync_returns_what_is_new_and_what_was_read_elsewhere()
    {
        var ids = await CreateAsync(3);
        var first = await inbox.SyncAsync(user, new SyncRequestPayload(), Token);
        Assert.Equal(ids.Order(StringComparer.Ordinal), Ids(first.Notifications).Order(StringComparer.Ordinal));

        await inbox.MarkReadAsync(user, [ids[0]], Token);
        var added = await CreateAsync(1, minute: 30);
        var second = await inbox.SyncAsync(user, new SyncRequestPayload { Cursor = first.Cursor }, Token);
        var changes = second.Notifications.ToDictionary(n => n.Id);
        Assert.True(changes[ids[0]].Read);
        Assert.False(changes[added[0]].Read);
        Assert.Equal(3, second.UnreadCount);
    }

    [Fact]
    public async Task A_sync_by_cursor_pages_through_everything()
    {
        var before = await inbox.SyncAsync(user, new SyncRequestPayload { LastSyncTime = DateTimeOffset.UtcNow.AddMinutes(-1) }, Token);
        var ids = await CreateAsync(Inbox.SyncPageSize * 2 + 5);
        var seen = new List<string>();
        var cursor = before.Cursor;
        SyncResponse page;
        do
        {
            page = await inbox.SyncAsync(user, new SyncRequestPayload { Cursor = cursor }, Token);
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
        var request = new SyncRequestPayload { LastSyncTime = DateTimeOffset.UtcNow.AddMinutes(-1) };
        var last = false;
        while (true)
        {
            var page = await inbox.SyncAsync(user, request, Token);
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

    private static IEnumerable<string> Ids(IEnumerable<Notification> notifications) => notifications.Select(n => n.Id);

    private async Task<List<string>> CreateAsync(int count, int minute = 0)
    {
        var documents = Enumerable.Range(0, count)
            .Select(i => Document(Guid.NewGuid().ToString(), Start.AddMinutes(minute).AddMilliseconds(i)))
            .ToList();
        await Parallel.ForEachAsync(documents, Token, async (document, token) => await store.CreateAsync(document, token));
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
