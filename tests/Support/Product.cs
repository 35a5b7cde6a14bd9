using System.Diagnostics.Metrics;
using Azure.Messaging.WebPubSub;
using Fixia.Shared.Announcements;
using Fixia.Shared.Batches;
using Fixia.Shared.Delivery;
using Fixia.Shared.Diagnostics;
using Fixia.Shared.Inboxes;
using Fixia.Shared.Journal;
using Fixia.Shared.Notifications;
using Fixia.Shared.Preferences;
using Fixia.Shared.Producers;
using Fixia.Shared.Realtime;
using Fixia.Shared.Schedule;
using Fixia.Shared.Users;
using Fixia.Shared.Webhooks;
using Microsoft.Azure.Cosmos;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Moq;

namespace Fixia.Tests.Support;

/// <summary>The domain, composed by hand on a database: what tests of single parts start from.</summary>
public sealed class Product(CosmosClient client, TimeProvider time)
{
    /// <summary>The database.</summary>
    public CosmosClient Client => client;

    /// <summary>Links lead to paths, and to one host.</summary>
    public static readonly LinkRules Links = new(Options.Create(new LinkOptions { ActionHosts = ["fixia.test"] }));

    /// <inheritdoc cref="NotificationStore"/>
    public NotificationStore Notifications { get; } = new(client, new NotificationReader(Links), time);

    /// <summary>Nothing is kept for later, and nothing held back.</summary>
    public static readonly IOptions<AnnouncementOptions> AtOnce =
        Options.Create(new AnnouncementOptions { CacheFor = TimeSpan.Zero, Hold = TimeSpan.Zero });

    /// <inheritdoc cref="UnreadReader"/>
    public UnreadReader Unread { get; } = new(client);

    /// <inheritdoc cref="AnnouncementStore"/>
    public AnnouncementStore Announcements { get; } = new(client, new AnnouncementReader(Links), AtOnce);

    /// <inheritdoc cref="ActiveAnnouncements"/>
    public ActiveAnnouncements Active => new(Announcements, AtOnce, time);

    /// <inheritdoc cref="UserStateStore"/>
    public UserStateStore Users { get; } = new(client, time);

    /// <inheritdoc cref="IdempotencyStore"/>
    public IdempotencyStore Idempotency { get; } = new(client, time);

    /// <inheritdoc cref="NotificationKeyStore"/>
    public NotificationKeyStore Keys { get; } = new(client, time);

    /// <inheritdoc cref="NotificationEditor"/>
    public NotificationEditor Editor => new(Notifications, time);

    /// <inheritdoc cref="KeyedNotifications"/>
    public KeyedNotifications Keyed => new(Keys, Schedule, Editor, new ContentRules(Links, time), time);

    /// <inheritdoc cref="PreferencesStore"/>
    public PreferencesStore Preferences { get; } = new(client);

    /// <inheritdoc cref="PreferencesEditor"/>
    public PreferencesEditor PreferencesEditor => new(Preferences, Users, time);

    /// <inheritdoc cref="ScheduleStore"/>
    public ScheduleStore Schedule { get; } = new(client, new NotificationReader(Links), time);

    /// <inheritdoc cref="QuietSummaries"/>
    public QuietSummaries Summaries => new(Schedule, time);

    /// <summary>The types that interrupt whatever a user wants.</summary>
    public IList<string> RequiredTypes { get; init; } = [];

    /// <inheritdoc cref="AttentionResolver"/>
    public AttentionResolver Resolver => new(Options.Create(new PreferenceOptions { RequiredTypes = RequiredTypes }));

    /// <summary>Decides by the preferences and the required types: none is silent by default.</summary>
    public AttentionReader Attention => new(Preferences, Resolver);

    /// <inheritdoc cref="SummaryCounter"/>
    public SummaryCounter Summary => new(Unread, Active, Users, Resolver);

    /// <inheritdoc cref="Fixia.Shared.Inboxes.Inbox"/>
    public Inbox Inbox => new(Notifications, Unread, Active, Users, Attention, time);

    /// <inheritdoc cref="ManyInboxes"/>
    public ManyInboxes Inboxes => new(Users, Unread, Active, NullLogger<ManyInboxes>.Instance);

    /// <inheritdoc cref="InboxMarks"/>
    public InboxMarks Marks => new(Notifications, Unread, Restorer, Active, Users, time);

    /// <inheritdoc cref="NotificationRestorer"/>
    public NotificationRestorer Restorer => new(Notifications, time);

    /// <summary>Where producers are told; nobody unless set.</summary>
    public WebhookSender Webhooks { get; init; } = new(new HttpClient(), Options.Create(new WebhookOptions()), time);

    /// <inheritdoc cref="ActionCalls"/>
    public ActionCalls Calls => new(Schedule, Webhooks, time);

    /// <inheritdoc cref="InboxActions"/>
    public InboxActions Actions => new(Notifications, Calls, time);

    /// <inheritdoc cref="NotificationPublisher"/>
    public NotificationPublisher Publisher => PublisherTo(new Mock<WebPubSubServiceClient>().Object);

    /// <inheritdoc cref="NotificationWriter"/>
    public NotificationWriter Writer => WriterTo(new Mock<WebPubSubServiceClient>().Object);

    /// <inheritdoc cref="BatchStore"/>
    public BatchStore Batches { get; } = new(client);

    /// <summary>Publishes; what is critical at once to a service.</summary>
    public NotificationPublisher PublisherTo(WebPubSubServiceClient service) =>
        new(new ContentRules(Links, time), WriterTo(service), Announcements, Active, Idempotency, Keys, Schedule, Editor, time);

    /// <summary>Of how many pushes a second it is asked whether their user is connected; of none unless set.</summary>
    public int PresencePerSecond { get; init; }

    /// <inheritdoc cref="PushStore"/>
    public PushStore Pushes { get; } = new(client);

    /// <inheritdoc cref="PushJournal"/>
    public PushJournal Journal => journal.Value;

    private readonly Lazy<PushJournal> journal = new(() => new PushJournal(new PushStore(client), NewMetrics(), time, NullLogger<PushJournal>.Instance));

    /// <summary>Notes in <see cref="Journal"/> what a channel pushed.</summary>
    public PushNotes NotesOf(UserChannel channel) => new(
        Journal,
        new PresenceSample(channel, Journal, Options.Create(new AnalyticsOptions { PresencePerSecond = PresencePerSecond }), time, NullLogger<PresenceSample>.Instance),
        time);

    /// <summary>A fast lane to a service.</summary>
    public FastLane FastLaneTo(WebPubSubServiceClient service)
    {
        var channel = new UserChannel(service, Options.Create(new RealtimeOptions()), NewMetrics(), time, NullLogger<UserChannel>.Instance);
        return new FastLane(channel, Preferences, Attention, NotesOf(channel), time, NullLogger<FastLane>.Instance);
    }

    private static FixiaMetrics NewMetrics() => new(new ServiceCollection().AddMetrics().BuildServiceProvider().GetRequiredService<IMeterFactory>());

    private NotificationWriter WriterTo(WebPubSubServiceClient service) => new(Notifications, Schedule, FastLaneTo(service), time);
}
