using System.Globalization;
using System.Text.Json;
using Azure.Storage.Queues;
using Fixia.Local.Cosmos;
using Fixia.Resilience.Tests.Devices;
using Fixia.Shared.Data;
using Fixia.Shared.Delivery;
using Fixia.Shared.Inboxes;
using Fixia.Shared.Notifications;
using Fixia.Shared.Producers;
using Fixia.Shared.Schedule;
using Fixia.Tests.Support;
using Microsoft.Azure.Cosmos;
using Microsoft.Extensions.Time.Testing;
using Moq;

namespace Fixia.Resilience.Tests.Model;

/// <summary>One user with three devices, the real store and pushers, and everything between them under control.</summary>
internal sealed class World
{
    private const int Devices = 3;
    private static readonly TimeSpan AnnouncementLifetime = TimeSpan.FromHours(2);
    private readonly string user = Guid.NewGuid().ToString();
    private readonly List<string> ids = [];
    private readonly FakeTimeProvider time;
    private readonly Product product;
    private readonly FaultyChannel channel;
    private readonly ModelConnection[] connections;
    private readonly Feed[] feeds;
    private readonly CosmosFaults faults;
    private readonly PollingDevice poller;
    private readonly Wishes wishes;
    private readonly ScheduledWork work;

    public World(ModelStore store)
    {
        (time, faults) = (store.Time, store.Faults);
        product = new Product(store.Client, time);
        wishes = new Wishes(user, product, time);
        channel = new FaultyChannel(Deliver);
        connections = [.. Enumerable.Range(0, Devices).Select(_ => new ModelConnection(user, product.Inbox, wishes))];
        var elsewhere = new Product(store.Reader, time);
        poller = new PollingDevice(user, elsewhere.Inbox);

        // Triggers of different containers may run on different instances.
        var pushers = new Pushers(store.Client, product, channel.Service, time, queue: Mock.Of<QueueClient>());
        work = pushers.Work;
        var pushersElsewhere = new Pushers(store.Reader, elsewhere, channel.Service, time);
        var own = ChangeFeedStartFrom.Beginning(FeedRange.FromPartitionKey(new PartitionKey(user)));
        feeds =
        [
            new(Container(FixiaDatabase.Notifications), own, pushersElsewhere.Notifications.PushAsync),
            new(Container(FixiaDatabase.Users), own, pushers.Users.PushAsync),
            new(Container(FixiaDatabase.Announcements), ChangeFeedStartFrom.Beginning(), pushers.Announcements.PushAsync),
        ];

        Container Container(string name) => store.Client.GetContainer(FixiaDatabase.Name, name);
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>Lets the steps happen, then everything that is under way arrive, and compares every device with the store.</summary>
    public async Task RunAsync(IEnumerable<Step> steps)
    {
        // The devices sync while the inbox is empty: from then on they owe everything to events and cursors. That there are
        // preferences at all is among the user's marks, whose first look may be stale.
        await wishes.ChangeAsync(3 * Wishes.Devices.Count, Token);
        await SettleAsync();
        foreach (var step in steps)
        {
            time.Advance(TimeSpan.FromMilliseconds(1));
            await TakeAsync(step.Kind, step.Number);
        }

        await SettleAsync();
        await CompareAsync();

        // Nothing sleeps for ever.
        time.Advance(ScheduledDocument.ClaimLifetime);
        await WakeAsync(isRepeated: false);
        await SettleAsync();
        await CompareAsync();
        Assert.Empty((await product.Inbox.ReadAsync(user, new FeedFilter(Removed: NotificationRemoval.Snoozed), cursor: null, limit: 1, Token)).Notifications);

        // Worlds share the store, and announcements are everybody's: the next world must not see these.
        time.Advance(AnnouncementLifetime + TimeSpan.FromMinutes(1));
    }

    /// <summary>Lets something happen in the middle of the next send.</summary>
    public void OvertakeNextSend(Func<Task> action) => channel.Overtake = action;

    /// <summary>Whether everything that was to happen in the middle of a send has happened.</summary>
    public bool HasOvertaken => channel.Overtake is null;

    public async Task TakeAsync(StepKind kind, int number)
    {
        var connection = connections[number % Devices];
        await (kind switch
        {
            StepKind.Create => CreateAsync(1, number % 5 == 0 ? NotificationPriority.Critical : NotificationPriority.Normal),
            StepKind.Want => wishes.ChangeAsync(number, Token),
            StepKind.CreateMany => CreateAsync(Inbox.SyncPageSize + 5),
            StepKind.Announce => AnnounceAsync(),
            StepKind.MarkRead => product.Marks.MarkReadAsync(user, [Pick(number)], Token),
            StepKind.MarkAllRead => product.Marks.MarkAllReadAsync(user, before: null, Token),
            StepKind.MarkShownRead => MarkShownReadAsync(connection.Device.List),
            StepKind.MarkUnread => product.Marks.MarkUnreadAsync(user, [Pick(number)], Token),
            StepKind.Restore => product.Marks.RestoreAsync(user, [Pick(number)], asUnread: number % 2 == 0, Token),
            StepKind.ArchiveRead => product.Marks.ArchiveReadAsync(user, before: null, Token),
            StepKind.Seen => product.Marks.MarkSeenAsync(user, before: null, Token),
            StepKind.Archive => product.Marks.RemoveAsync(user, [Pick(number)], NotificationRemoval.Archived, Token),
            StepKind.Snooze => SnoozeAsync(Pick(number), TimeSpan.FromSeconds(1 + (number % 5))),
            StepKind.Wake => WakeAsync(number % 2 == 0),
            StepKind.Delete => product.Marks.RemoveAsync(user, [Pick(number)], NotificationRemoval.Deleted, Token),
            StepKind.Push => feeds[number % feeds.Length].PushAsync(1 + (number / 6), number % 2 == 0, Token),
            StepKind.Refuse or StepKind.LoseAnswer => Do(() => channel.Fault = kind),
            StepKind.Drop => Do(connection.Drop),
            StepKind.Connect => Do(connection.Open),
            StepKind.AnswerSync => connection.AnswerSyncAsync(Token),
            StepKind.DeliverSync => Do(connection.DeliverSync),
            StepKind.Poll => poller.PollAsync(Token),
            StepKind.Lag => Do(faults.FallBehind),
            StepKind.CatchUp => Do(faults.Stop),
            StepKind.Wait => Do(() => time.Advance(TimeSpan.FromSeconds(number))),
            _ => throw new ArgumentOutOfRangeException(nameof(kind)),
        });
    }

    /// <summary>Everything works and everybody is online, until nothing happens any more.</summary>
    public async Task SettleAsync()
    {
        channel.Fault = null;
        faults.Stop();
        bool moved;
        do
        {
            time.Advance(TimeSpan.FromMilliseconds(1));
            moved = false;
            foreach (var feed in feeds)
            {
                moved |= await feed.PushAsync(limit: 100, restarted: false, Token);
            }

            foreach (var connection in connections)
            {
                connection.DeliverSync();
                connection.Open();
                moved |= connection.Device.NeedsSync;
                await connection.AnswerSyncAsync(Token);
                connection.DeliverSync();
            }

            moved |= await poller.PollAsync(Token);
        }
        while (moved);
    }

    public async Task CompareAsync()
    {
        var (list, unread) = await ReadStoreAsync();
        Assert.Equal(list.Count(item => !item.IsRead), unread);
        var byType = list.Where(item => !item.IsRead).CountBy(item => item.IsAnnouncement ? "system" : "message").ToDictionary();
        foreach (var connection in connections)
        {
            Assert.Equal(list, connection.Device.List);
            Assert.Equal(unread, connection.Device.Count);
            Assert.Equal(byType, connection.Device.ByType);
        }

        // Pages do not tell what was removed: the list of a device that only polls may have more, until it connects.
        await poller.PollAsync(Token);
        Assert.Equal(unread, poller.Count);
        var newest = list.Take(PollingDevice.PageSize).ToList();
        Assert.Equal(newest, newest.Select(item => poller.Find(item.Id)));
    }

    private async Task<(List<DeviceItem> List, int Unread)> ReadStoreAsync()
    {
        var list = new List<DeviceItem>();
        FeedPage page;
        string? cursor = null;
        do
        {
            page = await product.Inbox.ReadAsync(user, new FeedFilter(), cursor is null ? null : FeedCursor.Parse(cursor), Inbox.MaxPageSize, Token);
            list.AddRange(page.Notifications
                .Select(notification => JsonSerializer.SerializeToElement(notification, Shared.Json.FixiaJsonContext.Default.Notification))
                .Select(DeviceItem.Read));
            cursor = page.Cursor;
        }
        while (page.HasMore);

        return (list, page.UnreadCount);
    }

    /// <summary>What came after that the device does not show stays as it is.</summary>
    private async Task MarkShownReadAsync(IReadOnlyList<DeviceItem> shown)
    {
        if (shown is [var newest, ..])
        {
            var (before, _) = await ReadStoreAsync();
            await product.Marks.MarkAllReadAsync(user, DateTimeOffset.Parse(newest.CreatedAt, CultureInfo.InvariantCulture), Token);
            var (after, _) = await ReadStoreAsync();
            Assert.All(after, item => Assert.True(item.IsRead == (before.Find(known => known.Id == item.Id)!.IsRead
                || string.CompareOrdinal(item.CreatedAt, newest.CreatedAt) <= 0)));
        }
    }

    /// <summary>The queue brings the message of all that sleeps, early or late, and perhaps twice.</summary>
    private async Task WakeAsync(bool isRepeated)
    {
        var ends = (await product.Schedule.ReadOfUserAsync(user, Token)).OfType<SnoozeEnd>().Select(end => ScheduledMessage.Of(end).ToString()).ToList();
        foreach (var message in isRepeated ? [.. ends, .. ends] : ends)
        {
            await work.RunAsync(message, Token);
        }
    }

    /// <summary>What is everybody's can't be snoozed.</summary>
    private Task SnoozeAsync(string id, TimeSpan duration) => id.StartsWith("announcement-", StringComparison.Ordinal)
        ? Task.CompletedTask
        : product.Marks.SnoozeAsync(user, [id], time.GetUtcNow() + duration, Token);

    private async Task CreateAsync(int count, string priority = NotificationPriority.Normal)
    {
        for (var i = 0; i < count; i++)
        {
            var request = new NotificationRequest { UserIds = [user], Type = "message", Title = $"{ids.Count}", Message = "Hola", Priority = priority };
            ids.Add((await product.Publisher.PublishAsync(request, idempotencyKey: null, Token)).Notifications.Single().Id);
        }
    }

    private async Task AnnounceAsync()
    {
        var request = new AnnouncementRequest
        {
            Type = "system", Title = "Mantenimiento", Message = "Hoy", ExpiresAt = time.GetUtcNow() + AnnouncementLifetime,
        };
        ids.Add((await product.Publisher.AnnounceAsync(request, idempotencyKey: null, Token)).Announcement.Id);
    }

    /// <summary>Any notification, known to a device or not.</summary>
    private string Pick(int number) => ids.Count == 0 ? "unknown" : ids[number % ids.Count];

    private void Deliver(JsonElement message)
    {
        wishes.Check(message);
        foreach (var connection in connections)
        {
            connection.Deliver(message);
        }
    }

    private static Task Do(Action action)
    {
        action();
        return Task.CompletedTask;
    }
}
