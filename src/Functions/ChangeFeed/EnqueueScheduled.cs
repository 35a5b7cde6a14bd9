using Fixia.Shared.Data;
using Fixia.Shared.Delivery;
using Microsoft.Azure.Functions.Worker;

namespace Fixia.Functions.ChangeFeed;

/// <summary>The change feed of <c>scheduled</c>: what is due later gets a message that comes then.</summary>
public sealed class EnqueueScheduled(ScheduleEnqueuer enqueuer)
{
    /// <summary>Enqueues one batch, under the same rules as <see cref="PushNotificationChanges"/>.</summary>
    [Function(nameof(EnqueueScheduled))]
    [ExponentialBackoffRetry(-1, "00:00:01", "00:01:00")]
    public Task RunAsync(
        [CosmosDBTrigger(
            FixiaDatabase.Name,
            FixiaDatabase.Scheduled,
            Connection = FixiaDatabase.Connection,
            LeaseContainerName = FixiaDatabase.Leases,
            LeaseContainerPrefix = "scheduled-",
            FeedPollDelay = ChangeFeedSettings.RarePollDelayMs,
            LeaseExpirationInterval = ChangeFeedSettings.LeaseExpirationMs,
            LeaseRenewInterval = ChangeFeedSettings.LeaseRenewMs,
            LeaseAcquireInterval = ChangeFeedSettings.LeaseAcquireMs,
            MaxItemsPerInvocation = ChangeFeedSettings.MaxItems,
            StartFromBeginning = true)]
        string changes,
        CancellationToken cancellationToken) => enqueuer.EnqueueAsync(changes, cancellationToken);
}
