using Fixia.Shared.Diagnostics;
using Fixia.Shared.Data;
using Fixia.Shared.Preferences;
using Fixia.Shared.Realtime;

namespace Fixia.Shared.Schedule;

/// <summary>
/// Pushes the summary of a user's quiet hours when it is due. The document is the truth: it is claimed, pushed, and deleted. An
/// instance that dies in between leaves the claim, which runs out, so the next message pushes the same summary again; devices
/// show each id once.
/// </summary>
public sealed class SummaryFiring(
    ScheduleStore store,
    DueWork work,
    QuietSummaries summaries,
    PreferencesStore preferences,
    SummaryCounter counter,
    UserChannel channel)
{
    /// <summary>Does what a queue message asks for, if it is still to be done.</summary>
    /// <exception cref="PushFailedException">The service could not be reached: look again when the claim has run out.</exception>
    /// <exception cref="QueueFailedException">The queue did not take a message for later.</exception>
    /// <exception cref="Microsoft.Azure.Cosmos.CosmosException">The store failed.</exception>
    public async Task FireAsync(ScheduledMessage message, CancellationToken cancellationToken)
    {
        UserPreferences? wanted = null;
        var claimed = await work.ClaimAsync(message, () => store.FindAsync(message.UserId, cancellationToken), TryPutOffAsync, cancellationToken);
        if (claimed is not null)
        {
            await FixiaActivities.PushAsync(
                FixiaDatabase.Scheduled, changes: 1, [], () => PushAsync(claimed, wanted!, cancellationToken));
        }

        async Task<bool> TryPutOffAsync(QuietSummary summary, DateTimeOffset now)
        {
            wanted = await preferences.ReadAsync(message.UserId, cancellationToken);
            return await summaries.TryPutOffAsync(summary, wanted, now, cancellationToken);
        }
    }

    private async Task PushAsync(QuietSummary summary, UserPreferences wanted, CancellationToken cancellationToken)
    {
        if (await counter.CountAsync(summary, wanted, cancellationToken) is { } counted)
        {
            await channel.PushAsync(summary.UserId, [counted], cancellationToken);
        }

        // Unless the next quiet hours have begun, and want it for themselves.
        await store.TryDeleteAsync(summary, cancellationToken);
    }
}
