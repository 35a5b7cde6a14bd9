using System.Diagnostics.Metrics;
using Azure.Messaging.WebPubSub;
using Azure.Storage.Queues;
using Fixia.Shared.Announcements;
using Fixia.Shared.Delivery;
using Fixia.Shared.Diagnostics;
using Fixia.Shared.Inboxes;
using Fixia.Shared.Notifications;
using Fixia.Shared.Realtime;
using Fixia.Shared.Schedule;
using Microsoft.Azure.Cosmos;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Fixia.Tests.Support;

/// <summary>What the triggers of the change feeds and of the queue call, composed by hand.</summary>
public sealed class Pushers
{
    /// <summary>Composes them.</summary>
    public Pushers(
        CosmosClient client, Product product, WebPubSubServiceClient service, TimeProvider time, FixiaMetrics? shared = null, QueueClient? queue = null)
    {
        var metrics = shared ?? new FixiaMetrics(new ServiceCollection().AddMetrics().BuildServiceProvider().GetRequiredService<IMeterFactory>());
        var options = Options.Create(new RealtimeOptions());
        var channel = new UserChannel(service, options, metrics, time, NullLogger<UserChannel>.Instance);
        var deadLetters = new DeadLetterStore(client, metrics, time, NullLogger<DeadLetterStore>.Instance);
        var originals = new OriginalDocuments(client);
        var reader = new ChangeReader(originals, deadLetters, metrics, time);
        var fanOut = new UserFanOut(deadLetters, options);
        var mending = new NotificationMending(client, originals, time);
        Notifications = new(
            reader, new NotificationReader(Product.Links), mending, fanOut, product.Inbox, product.Inboxes, product.Notifications, product.Users, product.Attention, product.Summaries, new Snoozes(product.Schedule), channel, product.NotesOf(channel), metrics, options, time);
        Users = new(reader, fanOut, product.Inbox, channel, time);
        Preferences = new(reader, fanOut, product.Users, product.Summaries, channel, NullLogger<PreferencesPusher>.Instance);
        var messages = new ScheduleQueue(queue ?? new QueueClient(new Uri("http://127.0.0.1:1/account/scheduled")));
        Schedule = new(reader, new NotificationReader(Product.Links), fanOut, messages, time);
        var work = new DueWork(product.Schedule, messages, time);
        var summaries = new SummaryFiring(product.Schedule, work, product.Summaries, product.Preferences, product.Summary, channel);
        var notifications = new NotificationFiring(product.Schedule, work, product.Keys, product.Notifications, product.FastLaneTo(service), time);
        var snoozes = new SnoozeFiring(product.Schedule, work, product.Restorer, product.Users);
        var actions = new ActionFiring(product.Schedule, work, product.Notifications, product.Webhooks, deadLetters, time);
        Work = new(summaries, snoozes, actions, notifications, messages, deadLetters, metrics, time, NullLogger<ScheduledWork>.Instance);
        Overdue = new(product.Schedule, messages, metrics, time, NullLogger<OverdueWork>.Instance);
        Announcements = new(reader, new AnnouncementReader(Product.Links), product.Active, fanOut, channel, Product.AtOnce, time);
    }

    /// <inheritdoc cref="NotificationPusher"/>
    public NotificationPusher Notifications { get; }

    /// <inheritdoc cref="UserStatePusher"/>
    public UserStatePusher Users { get; }

    /// <inheritdoc cref="PreferencesPusher"/>
    public PreferencesPusher Preferences { get; }

    /// <inheritdoc cref="ScheduleEnqueuer"/>
    public ScheduleEnqueuer Schedule { get; }

    /// <inheritdoc cref="ScheduledWork"/>
    public ScheduledWork Work { get; }

    /// <inheritdoc cref="OverdueWork"/>
    public OverdueWork Overdue { get; }

    /// <inheritdoc cref="AnnouncementPusher"/>
    public AnnouncementPusher Announcements { get; }
}
