using Fixia.Shared.Data;
using Fixia.Shared.Notifications;
using Fixia.Shared.Schedule;
using Fixia.Shared.Webhooks;

namespace Fixia.Shared.Inboxes;

/// <summary>What a user does with the buttons of the own notifications: one of them, once, on whichever device.</summary>
public sealed class InboxActions(NotificationStore notifications, ActionCalls calls, TimeProvider time)
{
    /// <summary>Presses a button, which also reads the notification. Its producer is told. Idempotent.</summary>
    /// <param name="userId">The owner.</param>
    /// <param name="id">The notification, which is in the list: what was put away has to come back first.</param>
    /// <param name="action">The id of the button.</param>
    /// <param name="cancellationToken">Stops between two attempts.</param>
    /// <returns>What was pressed first, which may be another button; null when there is no such notification or button.</returns>
    /// <exception cref="Microsoft.Azure.Cosmos.CosmosException">The store failed; repeating the call completes it.</exception>
    public async Task<NotificationOutcome?> PressAsync(string userId, string id, string action, CancellationToken cancellationToken)
    {
        var known = await notifications.FindAsync(userId, id, cancellationToken);
        if (known is null || known.Outcome is not null || !CanPress(known, action))
        {
            return known?.Outcome;
        }

        var call = await calls.AskAsync(known, cancellationToken);
        var now = UtcMillisecondsConverter.Truncate(time.GetUtcNow());
        if (await notifications.ChangeAsync(userId, id, Press, cancellationToken) is not { Outcome: { } outcome } stored)
        {
            return null;
        }

        if (call is not null)
        {
            await calls.TellAsync(call, ActedData.Of(stored, outcome), cancellationToken);
        }

        return outcome;

        NotificationDocument? Press(NotificationDocument latest) => latest.Outcome is null && CanPress(latest, action)
            ? latest with { Outcome = new NotificationOutcome(action, now), Read = true, ReadAt = latest.ReadAt ?? now }
            : null;
    }

    private static bool CanPress(NotificationDocument document, string action) =>
        document.Removed is null && document.Actions?.Any(one => one.Id == action) is true;
}
