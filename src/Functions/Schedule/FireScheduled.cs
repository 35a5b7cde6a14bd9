using Fixia.Shared.Data;
using Fixia.Shared.Delivery;
using Fixia.Shared.Schedule;
using Microsoft.Azure.Functions.Worker;

namespace Fixia.Functions.Schedule;

/// <summary>The queue <c>scheduled</c>: work that is due now.</summary>
public sealed class FireScheduled(ScheduledWork work)
{
    /// <summary>Does what one message asks for.</summary>
    [Function(nameof(FireScheduled))]
    public Task RunAsync(
        [QueueTrigger(ScheduleQueue.Name, Connection = WorkQueues.Connection)] string message,
        CancellationToken cancellationToken) => work.RunAsync(message, cancellationToken);
}
