using Fixia.Shared.Delivery;
using Fixia.Shared.Data;
using Microsoft.Azure.Functions.Worker;

namespace Fixia.Functions.ChangeFeed;

/// <summary>The change feed of <c>users</c>: a mark-all-read on one device reaches the others.</summary>
public sealed class PushUserStateChanges(UserStatePusher pusher)
{
    /// <summary>Pushes one batch, under the same rules as <see cref="PushNotificationChanges"/>.</summary>
    [Function(nameof(PushUserStateChanges))]
    [ExponentialBackoffRetry(-1, "00:00:01", "00:01:00")]
    public Task RunAsync(
        [CosmosDBTrigger(
            FixiaDatabase.Name,
            FixiaDatabase.Users,
            Connection = FixiaDatabase.Connection,
            LeaseContainerName = FixiaDatabase.Leases,
            LeaseContainerPrefix = "users-",
            FeedPollDelay = ChangeFeedSettings.PollDelayMs,
            LeaseExpirationInterval = ChangeFeedSettings.LeaseExpirationMs,
            LeaseRenewInterval = ChangeFeedSettings.LeaseRenewMs,
            LeaseAcquireInterval = ChangeFeedSettings.LeaseAcquireMs,
            MaxItemsPerInvocation = ChangeFeedSettings.MaxItems,
            StartFromBeginning = true)]
        string changes,
        CancellationToken cancellationToken) => pusher.PushAsync(changes, cancellationToken);
}
