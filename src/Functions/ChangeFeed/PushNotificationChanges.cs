using Fixia.Shared.Delivery;
using Fixia.Shared.Data;
using Microsoft.Azure.Functions.Worker;

namespace Fixia.Functions.ChangeFeed;

/// <summary>The change feed of <c>notifications</c>: whatever is created or marked read reaches the user's devices.</summary>
public sealed class PushNotificationChanges(NotificationPusher pusher)
{
    /// <summary>
    /// Pushes one batch. The parameter is raw JSON because a list would fail the whole batch for one bad or deep document;
    /// the retries are unlimited because a batch that is given up is lost.
    /// </summary>
    [Function(nameof(PushNotificationChanges))]
    [ExponentialBackoffRetry(-1, "00:00:01", "00:01:00")]
    public Task RunAsync(
        [CosmosDBTrigger(
            FixiaDatabase.Name,
            FixiaDatabase.Notifications,
            Connection = FixiaDatabase.Connection,
            LeaseContainerName = FixiaDatabase.Leases,
            LeaseContainerPrefix = "notifications-",
            FeedPollDelay = ChangeFeedSettings.PollDelayMs,
            LeaseExpirationInterval = ChangeFeedSettings.LeaseExpirationMs,
            LeaseRenewInterval = ChangeFeedSettings.LeaseRenewMs,
            LeaseAcquireInterval = ChangeFeedSettings.LeaseAcquireMs,
            MaxItemsPerInvocation = ChangeFeedSettings.MaxItems,
            StartFromBeginning = true)]
        string changes,
        CancellationToken cancellationToken) => pusher.PushAsync(changes, cancellationToken);
}
