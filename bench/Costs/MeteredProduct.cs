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
public sealed partial class MeteredProduct : IAsyncDisposable
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
