using Fixia.Shared.Data;
using Fixia.Shared.Notifications;
using Fixia.Shared.Schedule;

namespace Fixia.Shared.Inboxes;

/// <summary>What a user does with the buttons of the own notifications: one of them, once, on whichever device.</summary>
public sealed class InboxActions(NotificationStore notifications, ActionCalls calls, TimeProvider time)
{
    /// <summary>Presses a button, which also reads the notification. Its producer is told. Idempotent.</summary>
    /// <param name="userId">The owner.</param>
    /// <param name="id">The notification.</param>
    /// <param name="action">The id of the button.</param>
    /// <param name="cancellationToken">Stops between two attempts.</param>
    /// <returns>What was pressed first, which may be another button; null when there is no such notification or button.</returns>
    /// <exception cref="Microsoft.Azure.Cosmos.CosmosException">The store failed; repeating the call completes it.</exception>
    public async Task<NotificationOutcome?> PressAsync(string userId, string id, string action, CancellationToken cancellationToken)
    {
        if (await notifications.FindAsync(userId, id, cancellationToken) is not { } known || !Has(known, action))
        {
            return null;
        }

        if (known.Outcome is { } earlier)
        {
            return earlier;
        }

        await calls.EnsureAsync(known.Producer, userId, id, cancellationToken);
        var now = UtcMillisecondsConverter.Truncate(time.GetUtcNow());
        var stored = await notifications.ChangeAsync(userId, id, Press, cancellationToken);
        return stored?.Outcome;

        NotificationDocument? Press(NotificationDocument latest) => latest.Outcome is null && Has(latest, action)
            ? latest with { Outcome = new NotificationOutcome(action, now), Read = true, ReadAt = now }
            : null;
    }

    private static bool Has(NotificationDocument document, string action) =>
        !NotificationRemoval.IsFinal(document.Removed) && document.Actions?.Any(one => one.Id == action) is true;
}
