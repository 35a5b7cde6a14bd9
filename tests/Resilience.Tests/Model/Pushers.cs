using System.Diagnostics.Metrics;
using Azure.Messaging.WebPubSub;
using Fixia.Shared.ChangeFeed;
using Fixia.Shared.Diagnostics;
using Fixia.Shared.Realtime;
using Fixia.Tests.Support;
using Microsoft.Azure.Cosmos;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Fixia.Resilience.Tests.Model;

/// <summary>What the three change-feed triggers call, composed by hand.</summary>
internal sealed class Pushers
{
    public Pushers(CosmosClient client, Product product, WebPubSubServiceClient service, TimeProvider time)
    {
        var metrics = new FixiaMetrics(new ServiceCollection().AddMetrics().BuildServiceProvider().GetRequiredService<IMeterFactory>());
        var options = Options.Create(new RealtimeOptions());
        var channel = new UserChannel(service, options, metrics, time, NullLogger<UserChannel>.Instance);
        var reader = new ChangeReader(
            new UnreadableDocumentStore(client, time, NullLogger<UnreadableDocumentStore>.Instance), metrics, time);
        var fanOut = new UserFanOut(options);
        Notifications = new(reader, fanOut, product.Inbox, product.Notifications, product.Users, channel, metrics, options, time);
        Users = new(reader, fanOut, product.Inbox, channel, time);
        Announcements = new(reader, channel, time);
    }

    public NotificationPusher Notifications { get; }

    public UserStatePusher Users { get; }

    public AnnouncementPusher Announcements { get; }
}
