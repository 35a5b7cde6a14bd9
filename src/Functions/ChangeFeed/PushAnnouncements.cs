using Fixia.Shared.Delivery;
using Fixia.Shared.Data;
using Microsoft.Azure.Functions.Worker;

namespace Fixia.Functions.ChangeFeed;

/// <summary>The change feed of <c>announcements</c>: one broadcast reaches everybody who is connected.</summary>
public sealed class PushAnnouncements(AnnouncementPusher pusher)
{
    /// <summary>Pushes one batch, under the same rules as <see cref="PushNotificationChanges"/>.</summary>
    [Function(nameof(PushAnnouncements))]
    [ExponentialBackoffRetry(-1, "00:00:01", "00:01:00")]
    public Task RunAsync(
        [CosmosDBTrigger(
            FixiaDatabase.Name,
            FixiaDatabase.Announcements,
            Connection = FixiaDatabase.Connection,
            LeaseContainerName = FixiaDatabase.Leases,
            LeaseContainerPrefix = "announcements-",
            FeedPollDelay = ChangeFeedSettings.RarePollDelayMs,
            LeaseExpirationInterval = ChangeFeedSettings.LeaseExpirationMs,
            LeaseRenewInterval = ChangeFeedSettings.LeaseRenewMs,
            LeaseAcquireInterval = ChangeFeedSettings.LeaseAcquireMs,
            MaxItemsPerInvocation = ChangeFeedSettings.MaxItems,
            StartFromBeginning = true)]
        string changes,
        CancellationToken cancellationToken) => pusher.PushAsync(changes, cancellationToken);
}
