using System.Diagnostics.Metrics;
using System.Text.Json;
using Azure.Messaging.WebPubSub;
using Azure.Storage.Queues;
using Fixia.Local.Cosmos;
using Fixia.Local.WebPubSub;
using Fixia.Shared.Announcements;
using Fixia.Shared.Batches;
using Fixia.Shared.Data;
using Fixia.Shared.Delivery;
using Fixia.Shared.Diagnostics;
using Fixia.Shared.Events;
using Fixia.Shared.Inboxes;
using Fixia.Shared.Journal;
using Fixia.Shared.Json;
using Fixia.Shared.Notifications;
using Fixia.Shared.Preferences;
using Fixia.Shared.Producers;
using Fixia.Shared.Realtime;
using Fixia.Shared.Receipts;
using Fixia.Shared.Schedule;
using Fixia.Shared.Users;
using Microsoft.Azure.Cosmos;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Fixia.Costs;

/// <summary>The domain on a Cosmos DB endpoint, behind a client that adds up what every operation is charged.</summary>
public sealed class MeteredProduct : IAsyncDisposable
{
    private const int SeedParallelism = 64;
    private readonly ChargeMeter meter = new();
    private readonly ChargeMeter bulkMeter = new();
    private readonly CosmosEndpoint cosmos;
    private readonly WebPubSubEndpoint webPubSub;
    private readonly Meters meters = new();
    private readonly CosmosClient client;
    private readonly CosmosClient bulk;
    private readonly NotificationStore notifications;
    private readonly NotificationPublisher publisher;
    private readonly Inbox inbox;
    private readonly InboxMarks marks;
    private readonly NotificationPusher pusher;
    private readonly UserStateStore users;
    private readonly PreferencesStore preferences;
    private readonly ScheduleStore schedule;
    private readonly SnoozeFiring waking;
    private readonly SummaryFiring firing;
    private readonly NotificationFiring sending;
    private readonly KeyedNotifications keyed;
    private readonly ReceiptStore receipts;
    private readonly PushJournal journal;
    private readonly BatchIntake intake;
    private readonly BatchWork batches;

    private MeteredProduct(CosmosEndpoint cosmos, WebPubSubEndpoint webPubSub)
    {
        (this.cosmos, this.webPubSub) = (cosmos, webPubSub);
        (client, bulk) = (Client(meter, isBulk: false), Client(bulkMeter, isBulk: true));
        var time = TimeProvider.System;
        var options = Options.Create(new RealtimeOptions());
        var metrics = new FixiaMetrics(meters);
        receipts = new ReceiptStore(client, Options.Create(new ReceiptOptions()), time);
        var links = new LinkRules(Options.Create(new LinkOptions()));
        var documents = new NotificationReader(links);

        // Read once, and then known: in production as well, others have paid for nearly every look at them.
        var announcing = Options.Create(new AnnouncementOptions { CacheFor = TimeSpan.FromHours(1), Hold = TimeSpan.FromHours(1) });
        var announcements = new AnnouncementStore(client, new AnnouncementReader(links), announcing);
        var active = new ActiveAnnouncements(announcements, announcing, time);
        users = new UserStateStore(client, time);
        preferences = new PreferencesStore(client);
        var resolver = new AttentionResolver(Options.Create(new PreferenceOptions()));
        var attention = new AttentionReader(preferences, resolver);
        schedule = new ScheduleStore(client, documents, time);
        var summaries = new QuietSummaries(schedule, time);
        notifications = new NotificationStore(client, documents, time);
        var channel = new UserChannel(
            new WebPubSubServiceClient(webPubSub.ConnectionString, Hub.Name), options, metrics, time, NullLogger<UserChannel>.Instance);
        var keys = new NotificationKeyStore(client, time);

        // It is written down when that is measured, and a sample asks nothing of the store.
        journal = new PushJournal(new PushStore(client), metrics, new NoTimers(), NullLogger<PushJournal>.Instance);
        var sample = new PresenceSample(channel, journal, Options.Create(new AnalyticsOptions { PresencePerSecond = 0 }), time, NullLogger<PresenceSample>.Instance);
        var notes = new PushNotes(journal, sample, time);
        var fastLane = new FastLane(channel, preferences, attention, notes, time, NullLogger<FastLane>.Instance);
        var editor = new NotificationEditor(notifications, time);
        keyed = new KeyedNotifications(keys, schedule, editor, new ContentRules(links, time), time);
        var rules = new ContentRules(links, time);
        var writer = new NotificationWriter(notifications, schedule, fastLane, time);
        var idempotency = new IdempotencyStore(client, time);
        publisher = new NotificationPublisher(rules, writer, announcements, active, idempotency, keys, schedule, editor, time);
        var unread = new UnreadReader(client);
        inbox = new Inbox(notifications, unread, active, users, attention, time);
        var restorer = new NotificationRestorer(notifications, time);
        marks = new InboxMarks(notifications, unread, restorer, active, users, time);
        var deadLetters = new DeadLetterStore(client, metrics, time, NullLogger<DeadLetterStore>.Instance);
        var originals = new OriginalDocuments(client);
        pusher = new NotificationPusher(
            new ChangeReader(originals, deadLetters, metrics, time), documents, new NotificationMending(client, originals, time),
            new UserFanOut(deadLetters, options), inbox,
            new ManyInboxes(users, unread, active, NullLogger<ManyInboxes>.Instance), notifications, users, attention, summaries, new Snoozes(schedule), channel, notes, metrics, options, time);

        // What a queue would wake is done here, and nothing is sent again.
        var noQueues = new QueueServiceClient(new Uri("http://127.0.0.1:1/account"), new QueueClientOptions { Retry = { MaxRetries = 0 } });
        var store = new BatchStore(client);
        var batchQueue = new BatchQueue(noQueues);
        intake = new BatchIntake(rules, idempotency, store, batchQueue, Options.Create(new BatchOptions()), time, NullLogger<BatchIntake>.Instance);
        batches = new BatchWork(store, batchQueue, writer, new BulkNotificationStore(bulk), deadLetters, metrics, time, NullLogger<BatchWork>.Instance);
        var queue = new ScheduleQueue(new QueueClient(new Uri("http://127.0.0.1:1/account/scheduled")));
        var due = new DueWork(schedule, queue, time);
        sending = new NotificationFiring(schedule, due, keys, notifications, fastLane, time);
        waking = new SnoozeFiring(schedule, due, restorer, users);
        firing = new SummaryFiring(
            schedule, due, summaries, preferences, new SummaryCounter(unread, active, users, resolver), channel);
    }

    /// <summary>Starts an empty product.</summary>
    public static async Task<MeteredProduct> StartAsync(CancellationToken cancellationToken)
    {
        var cosmos = await CosmosEndpoint.StartAsync(
            new CosmosEndpointOptions { Consistency = ReadConsistency.Strong }, cancellationToken);
        var webPubSub = await WebPubSubEndpoint.StartAsync(new WebPubSubEndpointOptions(), cancellationToken);
        var product = new MeteredProduct(cosmos, webPubSub);
        Database database = await product.client.CreateDatabaseAsync(FixiaDatabase.Name, cancellationToken: cancellationToken);
        foreach (var container in FixiaDatabase.DescribeContainers())
        {
            await database.CreateContainerAsync(container, cancellationToken: cancellationToken);
        }

        return product;
    }

    /// <summary>Gives a user a history, a part of it unread: the newest.</summary>
    public Task SeedAsync(string user, int total, int unread, CancellationToken cancellationToken)
    {
        var now = UtcMillisecondsConverter.Truncate(TimeProvider.System.GetUtcNow());
        var options = new ParallelOptions { MaxDegreeOfParallelism = SeedParallelism, CancellationToken = cancellationToken };
        return Parallel.ForAsync(0, total, options, async (age, token) =>
        {
            var createdAt = now - TimeSpan.FromMinutes(1 + age);
            await notifications.CreateAsync(
                new NotificationDocument
                {
                    Id = NotificationId.Create(createdAt),
                    UserId = user,
                    Type = "message",
                    Priority = NotificationPriority.Normal,
                    Title = "Nuevo mensaje de Ana",
                    Message = new string('m', 200),
                    ActionUrl = "/messages/0192f0c1",
                    Read = age >= unread,
                    ReadAt = age >= unread ? createdAt : null,
                    CreatedAt = createdAt,
                },
                token);
        });
    }

    /// <summary>What each operation of the product costs for this user, in the order of the document.</summary>
    public async Task<IReadOnlyList<Measured>> MeasureAsync(string user, CancellationToken cancellationToken)
    {
        var ids = new Queue<string>((await inbox.ReadAsync(user, new FeedFilter(UnreadOnly: true), null, 5, cancellationToken)).Notifications.Select(n => n.Id));
        var cursor = (await inbox.SyncAsync(user, new SyncRequestPayload(), cancellationToken)).Cursor;
        var charges = new List<Measured>();

        var created = "";
        await MeterAsync(Operations.Create, async () =>
            created = (await publisher.PublishAsync(Request(user), null, cancellationToken)).Notifications.Single().Id);
        await MeterAsync(Operations.CreateWithKey, () => publisher.PublishAsync(Request(user), Guid.NewGuid().ToString(), cancellationToken));
        var change = await ReadAsync(user, created, cancellationToken);
        await MeterAsync(Operations.Push, () => pusher.PushAsync($"[{change}]", cancellationToken));
        await MeterAsync(Operations.UnreadCount, () => inbox.CountUnreadAsync(user, cancellationToken));
        await MeterAsync(Operations.FeedPage, () => inbox.ReadAsync(user, new FeedFilter(), null, Inbox.DefaultPageSize, cancellationToken));
        FeedVersion? version = null;
        await MeterAsync(Operations.FirstPoll, async () =>
            (_, version) = await inbox.ReadFirstAsync(user, new FeedFilter(), Inbox.DefaultPageSize, cancellationToken));
        await MeterAsync(Operations.IdlePoll, async () =>
        {
            if (!await inbox.IsCurrentAsync(user, version!, cancellationToken))
            {
                throw new InvalidOperationException("Something changed.");
            }
        });
        await MeterAsync(Operations.TypePage, () => inbox.ReadAsync(user, new FeedFilter(Type: "message"), null, Inbox.DefaultPageSize, cancellationToken));
        await MeterAsync(Operations.UnreadPage, () => inbox.ReadAsync(user, new FeedFilter(UnreadOnly: true), null, Inbox.DefaultPageSize, cancellationToken));
        await MeterAsync(Operations.Sync, () => inbox.SyncAsync(user, new SyncRequestPayload(), cancellationToken));
        await MeterAsync(Operations.SyncFromCursor, () => inbox.SyncAsync(user, new SyncRequestPayload { Cursor = cursor }, cancellationToken));
        await MeterAsync(Operations.MarkRead, () => marks.MarkReadAsync(user, [ids.Dequeue()], cancellationToken));
        await MeterAsync(Operations.Archive, () => marks.RemoveAsync(user, [ids.Dequeue()], NotificationRemoval.Archived, cancellationToken));
        await MeterAsync(Operations.Delete, () => marks.RemoveAsync(user, [ids.Dequeue()], NotificationRemoval.Deleted, cancellationToken));
        await MeterAsync(Operations.Seen, () => marks.MarkSeenAsync(user, before: null, cancellationToken));
        await publisher.PublishAsync(Request(user), null, cancellationToken);
        await MeterAsync(Operations.MarkAllRead, () => marks.MarkAllReadAsync(user, before: null, cancellationToken));
        await MeterAsync(Operations.Announce, () => publisher.AnnounceAsync(Announcement(), null, cancellationToken));
        await WantQuietAsync(user, TimeSpan.FromHours(1), cancellationToken);
        foreach (var operation in (string[])[Operations.FirstSilencedPush, Operations.SilencedPush])
        {
            var silenced = (await publisher.PublishAsync(Request(user), null, cancellationToken)).Notifications.Single().Id;
            var arrived = await ReadAsync(user, silenced, cancellationToken);
            await MeterAsync(operation, () => pusher.PushAsync($"[{arrived}]", cancellationToken));
        }

        await WantQuietAsync(user, TimeSpan.FromMinutes(-1), cancellationToken);
        var scheduled = await schedule.FindAsync(user, cancellationToken)
            ?? throw new InvalidOperationException("Nothing was scheduled.");
        scheduled = await schedule.TryWriteAsync(scheduled with { DueAt = UtcMillisecondsConverter.Truncate(TimeProvider.System.GetUtcNow()) }, cancellationToken);
        await MeterAsync(Operations.Summary, () => firing.FireAsync(ScheduledMessage.Of(scheduled!), cancellationToken));
        await MeasureKeyedAsync();
        await MeterAsync(Operations.MarkUnread, () => marks.MarkUnreadAsync(user, [created], cancellationToken));
        await MeasureSnoozeAsync();
        var received = new ReceivedPayload { Ids = [.. Enumerable.Range(0, 20).Select(_ => Guid.CreateVersion7().ToString())], DeviceId = "device", DeviceKind = DeviceKind.Phone };
        await MeterAsync(Operations.Receipt, () => receipts.KeepAsync(user, received, cancellationToken));
        await MeasureJournalAsync();
        string[] many = [.. Enumerable.Range(0, Chunk.MaxUsers).Select(_ => Guid.NewGuid().ToString())];
        await MeterAsync(
            Operations.BatchUser,
            async () =>
            {
                var request = new[] { Request(user) with { UserIds = many } };
                var batch = await intake.AcceptAsync(request.ToAsyncEnumerable(), producer: null, idempotencyKey: null, cancellationToken);
                await batches.RunAsync(new BatchMessage(batch.BatchId, batch.Chunks.Single()).ToString(), cancellationToken);
            },
            many.Length);
        var changes = await ReadOnlyAsync(many.Take(50), cancellationToken);
        await MeterAsync(Operations.GatheredPush, () => pusher.PushAsync($"[{string.Join(',', changes)}]", cancellationToken), changes.Count);
        return charges;

        async Task MeasureKeyedAsync()
        {
            var request = Request(user) with { Key = $"key-{Guid.NewGuid():N}", SendAt = TimeProvider.System.GetUtcNow().AddHours(1) };
            var id = "";
            await MeterAsync(Operations.Schedule, async () =>
                id = (await publisher.PublishAsync(request, null, cancellationToken)).Scheduled!.Single().Id);
            var waiting = await schedule.FindNotificationAsync(user, id, cancellationToken);
            waiting = await schedule.TryWriteAsync(waiting! with { DueAt = UtcMillisecondsConverter.Truncate(TimeProvider.System.GetUtcNow()) }, cancellationToken);
            await MeterAsync(Operations.SendScheduled, () => sending.FireAsync(ScheduledMessage.Of(waiting!), cancellationToken));
            var update = new NotificationUpdate { Type = request.Type, Title = "Cancelado", Message = request.Message };
            await MeterAsync(Operations.Change, () => keyed.UpdateAsync(producer: null, request.Key, update, cancellationToken));
            await MeterAsync(Operations.Retract, () => keyed.CancelAsync(producer: null, request.Key, retract: true, cancellationToken));
        }

        // What came before is written first: it is none of these.
        async Task MeasureJournalAsync()
        {
            await journal.FlushAsync(cancellationToken);
            foreach (var _ in Enumerable.Range(0, 100))
            {
                var now = TimeProvider.System.GetUtcNow();
                journal.Note(new PushEntry { Id = NotificationId.Create(now), UserId = Guid.NewGuid().ToString(), Type = "message", CreatedAt = now, At = now, Push = PushEntry.Accepted });
            }

            await MeterAsync(Operations.Journal, () => journal.FlushAsync(cancellationToken));
        }

        // One whose time comes at once.
        async Task MeasureSnoozeAsync()
        {
            var until = UtcMillisecondsConverter.Truncate(TimeProvider.System.GetUtcNow()).AddMilliseconds(200);
            await MeterAsync(Operations.Snooze, () => marks.SnoozeAsync(user, [created], until, cancellationToken));
            var asleep = await ReadAsync(user, created, cancellationToken);
            await MeterAsync(Operations.SnoozedPush, () => pusher.PushAsync($"[{asleep}]", cancellationToken));
            await Task.Delay(400, cancellationToken);
            await MeterAsync(Operations.Wake, () => waking.FireAsync(new ScheduledMessage(user, SnoozeEnd.IdOf(created), until), cancellationToken));
        }

        async Task MeterAsync(string operation, Func<Task> run, int times = 1)
        {
            var (charge, requests) = (Charge, Requests);
            await run();
            charges.Add(new Measured(operation, Math.Round((Charge - charge) / times, 2), (Requests - requests) / times));
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        journal.Dispose();
        client.Dispose();
        bulk.Dispose();
        meters.Dispose();
        await webPubSub.DisposeAsync();
        await cosmos.DisposeAsync();
    }

    /// <summary>Gives a user quiet hours that began two hours ago.</summary>
    /// <param name="user">The user.</param>
    /// <param name="end">When they end, from now on.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    private async Task WantQuietAsync(string user, TimeSpan end, CancellationToken cancellationToken)
    {
        var now = TimeProvider.System.GetUtcNow();
        var wanted = $$"""
            {"time_zone":"Etc/UTC","quiet_hours":[{"days":["mon","tue","wed","thu","fri","sat","sun"],"from":"{{now.AddHours(-2):HH:mm}}","to":"{{now + end:HH:mm}}"}]}
            """;
        await new PreferencesEditor(preferences, users, TimeProvider.System).PatchAsync(user, JsonElement.Parse(wanted), version: null, cancellationToken);
    }

    private double Charge => meter.Total + bulkMeter.Total;

    private int Requests => meter.Requests + bulkMeter.Requests;

    private CosmosClient Client(ChargeMeter handler, bool isBulk) => new(cosmos.ConnectionString, new CosmosClientOptions
    {
        ConnectionMode = ConnectionMode.Gateway,
        LimitToEndpoint = true,
        AllowBulkExecution = isBulk,
        EnableContentResponseOnWrite = false,
        UseSystemTextJsonSerializerWithOptions = new JsonSerializerOptions(FixiaJsonContext.Default.Options),
        CustomHandlers = { handler },
    });

    private static NotificationRequest Request(string user) => new()
    {
        UserIds = [user],
        Type = "message",
        Title = "Nuevo mensaje de Ana",
        Message = new string('m', 200),
        ActionUrl = "/messages/0192f0c1",
    };

    private static AnnouncementRequest Announcement() =>
        new() { Type = "system", Title = "Mantenimiento", Message = new string('m', 200) };

    private async Task<JsonElement> ReadAsync(string user, string id, CancellationToken cancellationToken) =>
        await client.GetContainer(FixiaDatabase.Name, FixiaDatabase.Notifications)
            .ReadItemAsync<JsonElement>(id, new PartitionKey(user), cancellationToken: cancellationToken);

    /// <summary>The notifications of users who have one each.</summary>
    private async Task<IReadOnlyList<JsonElement>> ReadOnlyAsync(IEnumerable<string> users, CancellationToken cancellationToken)
    {
        var documents = new List<JsonElement>();
        foreach (var user in users)
        {
            var id = (await inbox.ReadAsync(user, new FeedFilter(), null, 1, cancellationToken)).Notifications.Single().Id;
            documents.Add(await ReadAsync(user, id, cancellationToken));
        }

        return documents;
    }

    /// <summary>The time of the system, in which nothing happens by itself.</summary>
    private sealed class NoTimers : TimeProvider, ITimer
    {
        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) => this;

        public bool Change(TimeSpan dueTime, TimeSpan period) => true;

        public void Dispose()
        {
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }

    private sealed class Meters : IMeterFactory
    {
        private readonly List<Meter> made = [];

        public Meter Create(MeterOptions options)
        {
            var meter = new Meter(options);
            made.Add(meter);
            return meter;
        }

        public void Dispose() => made.ForEach(meter => meter.Dispose());
    }
}
