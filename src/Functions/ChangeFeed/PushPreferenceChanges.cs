using Fixia.Shared.Data;
using Fixia.Shared.Delivery;
using Microsoft.Azure.Functions.Worker;

namespace Fixia.Functions.ChangeFeed;

/// <summary>The change feed of <c>preferences</c>: what is changed on one device holds on the others.</summary>
public sealed class PushPreferenceChanges(PreferencesPusher pusher)
{
    /// <summary>Pushes one batch, under the same rules as <see cref="PushNotificationChanges"/>.</summary>
    [Function(nameof(PushPreferenceChanges))]
    [ExponentialBackoffRetry(-1, "00:00:01", "00:01:00")]
    public Task RunAsync(
        [CosmosDBTrigger(
            FixiaDatabase.Name,
            FixiaDatabase.Preferences,
            Connection = FixiaDatabase.Connection,
            LeaseContainerName = FixiaDatabase.Leases,
            LeaseContainerPrefix = "preferences-",
            FeedPollDelay = ChangeFeedSettings.RarePollDelayMs,
            LeaseExpirationInterval = ChangeFeedSettings.LeaseExpirationMs,
            LeaseRenewInterval = ChangeFeedSettings.LeaseRenewMs,
            LeaseAcquireInterval = ChangeFeedSettings.LeaseAcquireMs,
            MaxItemsPerInvocation = ChangeFeedSettings.MaxItems,
            StartFromBeginning = true)]
        string changes,
        CancellationToken cancellationToken) => pusher.PushAsync(changes, cancellationToken);
}
