using System.Text.Json;
using Fixia.Shared.Data;
using Fixia.Shared.Diagnostics;
using Fixia.Shared.Realtime;
using Fixia.Shared.Schedule;
using Microsoft.Extensions.Logging;

namespace Fixia.Shared.Delivery;

/// <summary>
/// Does what the messages of the queue ask for. What fails and passes is put into the queue again for later, so that an outage
/// makes summaries late and fills no poison queue; what does not pass is set aside.
/// </summary>
public sealed partial class ScheduledWork(
    SummaryFiring summaries, SnoozeFiring snoozes, ActionFiring actions, NotificationFiring notifications, ScheduleQueue queue, DeadLetterStore deadLetters, FixiaMetrics metrics, TimeProvider time, ILogger<ScheduledWork> logger)
{
    /// <summary>Does what one message asks for.</summary>
    /// <param name="text">The message, decoded.</param>
    /// <param name="cancellationToken">Stops it; the message comes again.</param>
    /// <exception cref="QueueFailedException">The work failed, and so did the queue: the message must come again.</exception>
    public async Task RunAsync(string text, CancellationToken cancellationToken)
    {
        if (ScheduledMessage.Read(text) is not { } message)
        {
            LogUnreadable();
            return;
        }

        metrics.WorkReceived(ScheduleQueue.Name, time.GetUtcNow() - message.DueAt);
        try
        {
            await (IsSummary(message) ? summaries.FireAsync(message, cancellationToken)
                : ActionCall.IsId(message.Id) ? actions.FireAsync(message, cancellationToken)
                : SnoozeEnd.IsId(message.Id) ? snoozes.FireAsync(message, cancellationToken)
                : notifications.FireAsync(message, cancellationToken));
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            await RecoverAsync(message, e, cancellationToken);
        }
    }

    private async Task RecoverAsync(ScheduledMessage message, Exception failure, CancellationToken cancellationToken)
    {
        if (failure is not PushFailedException && !StoreFailures.IsTransient(failure))
        {
            await SetAsideAsync(message, failure, cancellationToken);
        }
        else if (time.GetUtcNow() - message.DueAt <= (IsSummary(message) ? QuietSummary.Lifetime : ScheduledNotification.Lifetime))
        {
            LogAgain(failure);
            await queue.SendAsync(message, ScheduledDocument.ClaimLifetime, cancellationToken);
        }
        else if (IsSummary(message))
        {
            LogGivenUp(failure);
        }
        else
        {
            await SetAsideAsync(message, failure, cancellationToken);
        }
    }

    private Task SetAsideAsync(ScheduledMessage message, Exception failure, CancellationToken cancellationToken)
    {
        var letter = new DeadLetter
        {
            Kind = DeadLetterKind.Message,
            Container = ScheduleQueue.Name,
            DocumentId = message.Id,
            UserId = message.UserId,
            Reason = $"It could not be done: {DeadLetterStore.ReasonOf(failure)}.",
            Document = JsonSerializer.SerializeToElement(message.ToString(), ScheduleJson.Default.String),
        };
        return deadLetters.SetAsideAsync(letter, failure, cancellationToken);
    }

    private static bool IsSummary(ScheduledMessage message) => message.Id == QuietSummary.DocumentId;

    [LoggerMessage(Level = LogLevel.Error, Message = "Passed over a message of the queue scheduled that is none of ours")]
    private partial void LogUnreadable();

    [LoggerMessage(Level = LogLevel.Warning, Message = "Scheduled work failed and is tried again")]
    private partial void LogAgain(Exception exception);

    [LoggerMessage(Level = LogLevel.Error, Message = "Scheduled work failed for a day and is given up; the notifications are in the list")]
    private partial void LogGivenUp(Exception exception);
}
