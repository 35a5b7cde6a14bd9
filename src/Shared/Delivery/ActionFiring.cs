using Fixia.Shared.Data;
using Fixia.Shared.Notifications;
using Fixia.Shared.Schedule;
using Fixia.Shared.Webhooks;

namespace Fixia.Shared.Delivery;

/// <summary>
/// Tells a producer which button of its notification was pressed: ten times at most, ever more seldom, over some two days, and later where
/// its endpoint asks for that; then it is a dead letter. A producer may hear the same twice, and knows it by its id.
/// </summary>
public sealed class ActionFiring(
    ScheduleStore schedule, DueWork work, NotificationStore notifications, WebhookSender webhooks, DeadLetterStore deadLetters, TimeProvider time)
{
    /// <summary>Longer than a press can be under way.</summary>
    private static readonly TimeSpan PressLifetime = TimeSpan.FromHours(1);

    /// <summary>The longest that an endpoint's wish to be left alone is heeded.</summary>
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

        var acted = call.Acted ?? await FindAsync(call, cancellationToken);
        if (acted is not null)
        {
            await TellAsync(call with { Acted = acted }, acted, cancellationToken);
        }
        else if (time.GetUtcNow() - call.AskedAt < PressLifetime)
        {
            await PutOffAsync(call, Waits[2], cancellationToken);
        }
        else
        {
            // Whoever was about to press never did.
            await schedule.TryDeleteAsync(call, cancellationToken);
        }
    }

    private async Task<ActedData?> FindAsync(ActionCall call, CancellationToken cancellationToken) =>
        await notifications.FindAsync(call.UserId, call.NotificationId, cancellationToken) is { Outcome: { } outcome } notification
            ? ActedData.Of(notification, outcome)
            : null;

    private async Task TellAsync(ActionCall call, ActedData acted, CancellationToken cancellationToken)
    {
        // Another outcome, of a notification that was written anew under its id, is another event.
        var id = $"{call.Id}-{acted.ActedAt.ToUnixTimeMilliseconds()}";
        if (await webhooks.SendAsync(call.Producer, id, WebhookEvent.Acted(acted), cancellationToken) is { } failure)
        {
            if (!failure.WasTried)
            {
                await PutOffAsync(call, failure.RetryAfter!.Value, cancellationToken);
                return;
            }

            if (call.Attempts < Waits.Length)
            {
                var wait = failure.RetryAfter > Waits[call.Attempts] ? failure.RetryAfter.Value : Waits[call.Attempts];
                await PutOffAsync(call with { Attempts = call.Attempts + 1 }, wait < LongestWait ? wait : LongestWait, cancellationToken);
                return;
            }

            var letter = new DeadLetter
            {
                Kind = DeadLetterKind.Webhook,
                Container = FixiaDatabase.Scheduled,
                DocumentId = acted.NotificationId,
                UserId = acted.UserId,
                Producer = call.Producer,
                Attempts = call.Attempts + 1,
                Reason = failure.Reason,
                Document = acted.ToJson(),
            };
            await deadLetters.SetAsideAsync(letter, failure: null, cancellationToken);
        }

        await schedule.TryDeleteAsync(call, cancellationToken);
    }

    /// <summary>Its change then sends a message for the new time.</summary>
    private Task<ActionCall?> PutOffAsync(ActionCall call, TimeSpan wait, CancellationToken cancellationToken) => schedule.TryWriteAsync(
        call with { DueAt = UtcMillisecondsConverter.Truncate(time.GetUtcNow() + wait), ClaimedAt = null }, cancellationToken);
}
