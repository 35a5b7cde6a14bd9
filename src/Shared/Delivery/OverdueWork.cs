using Fixia.Shared.Data;
using Fixia.Shared.Diagnostics;
using Fixia.Shared.Schedule;
using Microsoft.Extensions.Logging;

namespace Fixia.Shared.Delivery;

/// <summary>
/// Finds scheduled work that no message woke, and sends one. The document is the truth, so a queue that lost something, or put it
/// aside because an instance died over it five times, makes work late and loses none.
/// </summary>
public sealed partial class OverdueWork(ScheduleStore store, ScheduleQueue queue, FixiaMetrics metrics, TimeProvider time, ILogger<OverdueWork> logger)
{
    /// <summary>How late work has to be: later than one that failed and waits for its next attempt.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromMinutes(30);

    /// <summary>Sends a message for each document that is overdue.</summary>
    /// <exception cref="QueueFailedException">The queue did not take one; the next run sends the rest.</exception>
    public async Task EnqueueAsync(CancellationToken cancellationToken)
    {
        var overdue = await store.FindDueBeforeAsync(time.GetUtcNow() - Patience, cancellationToken);
        if (overdue.Count > 0)
        {
            LogOverdue(overdue.Count);
            metrics.FoundOverdue(overdue.Count);
        }

        foreach (var message in overdue)
        {
            await queue.SendAsync(message, TimeSpan.Zero, cancellationToken);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Count} documents of scheduled are overdue and are woken again")]
    private partial void LogOverdue(int count);
}
