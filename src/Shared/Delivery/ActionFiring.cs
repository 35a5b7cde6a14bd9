using Fixia.Shared.Data;
using Fixia.Shared.Notifications;
using Fixia.Shared.Schedule;
using Fixia.Shared.Webhooks;

namespace Fixia.Shared.Delivery;

/// <summary>
/// Tells a producer which button of its notification was pressed: again and again, ever more seldom, for two days; then it is a dead
/// letter. A producer may hear the same twice, and knows it by its id.
/// </summary>
public sealed class ActionFiring(
    ScheduleStore schedule, DueWork work, NotificationStore notifications, WebhookSender webhooks, DeadLetterStore deadLetters, TimeProvider time)
{
    /// <summary>Longer than a press can be under way.</summary>
    private static readonly TimeSpan PressLifetime = TimeSpan.FromHours(1);

    private static readonly TimeSpan LongestWait = TimeSpan.FromDays(1);

    /// <summary>After how long the next attempt is made.</summary>
    private static readonly TimeSpan[] Waits =
    [
        TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(30), TimeSpan.FromMinutes(2), TimeSpan.FromMinutes(10), TimeSpan.FromMinutes(30),
        TimeSpan.FromHours(2), TimeSpan.FromHours(6), TimeSpan.FromHours(12), TimeSpan.FromHours(24),
    ];

    /// <summary>Does what a queue message asks for, if it is still to be done.</summary>
    /// <exception cref="QueueFailedException">The queue did not take a message for later.</exception>
    /// <exception cref="Microsoft.Azure.Cosmos.CosmosException">The store failed: look again when the claim has run out.</exception>
    public async Task FireAsync(ScheduledMessage message, CancellationToken cancellationToken)
    {
        var call = await work.ClaimAsync(
            message,
            () => schedule.FindCallAsync(message.UserId, message.Id, cancellationToken),
            tryPutOff: (_, _) => Task.FromResult(false),
            cancellationToken);
        if (call is null)
        {
            return;
        }

        var notification = await notifications.FindAsync(call.UserId, call.NotificationId, cancellationToken);
        if (notification?.Outcome is { } outcome)
        {
            await TellAsync(call, notification, outcome, cancellationToken);
        }
        else if (notification is not null && time.GetUtcNow() - call.AskedAt < PressLifetime)
        {
            await PutOffAsync(call, Waits[2], call.Attempts, cancellationToken);
        }
        else
        {
            // Whoever was about to press never did.
            await schedule.TryDeleteAsync(call, cancellationToken);
        }
    }

    private async Task TellAsync(ActionCall call, NotificationDocument notification, NotificationOutcome outcome, CancellationToken cancellationToken)
    {
        var acted = new ActedData(notification.Id, notification.UserId, notification.Type, outcome.Action, outcome.At);
        if (await webhooks.SendAsync(notification.Producer, call.Id, WebhookEvent.Acted(acted), cancellationToken) is { } failure)
        {
            if (call.Attempts < Waits.Length)
            {
                var wait = failure.RetryAfter > Waits[call.Attempts] ? failure.RetryAfter.Value : Waits[call.Attempts];
                await PutOffAsync(call, wait < LongestWait ? wait : LongestWait, call.Attempts + 1, cancellationToken);
                return;
            }

            var letter = new DeadLetter
            {
                Kind = DeadLetterKind.Webhook,
                Container = FixiaDatabase.Scheduled,
                DocumentId = notification.Id,
                UserId = notification.UserId,
                Producer = notification.Producer,
                Attempts = call.Attempts + 1,
                Reason = failure.Reason,
            };
            await deadLetters.SetAsideAsync(letter, failure: null, cancellationToken);
        }

        await schedule.TryDeleteAsync(call, cancellationToken);
    }

    /// <summary>Its change then sends a message for the new time.</summary>
    private Task<ActionCall?> PutOffAsync(ActionCall call, TimeSpan wait, int attempts, CancellationToken cancellationToken) => schedule.TryWriteAsync(
        call with { DueAt = UtcMillisecondsConverter.Truncate(time.GetUtcNow() + wait), Attempts = attempts, ClaimedAt = null }, cancellationToken);
}
