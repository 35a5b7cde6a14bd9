using Fixia.Shared.Batches;
using Fixia.Shared.Data;
using Microsoft.Azure.Functions.Worker;

namespace Fixia.Functions.Schedule;

/// <summary>The chunks of large sends, from a queue for what is critical and one for the rest; and what looks after them.</summary>
public sealed class RunBatches(BatchWork work, BatchDesk desk)
{
    private const string EveryFiveMinutes = "0 */5 * * * *";

    /// <summary>Does the chunk that one message asks for.</summary>
    [Function(nameof(RunBatch))]
    public Task RunBatch(
        [QueueTrigger(BatchQueue.Name, Connection = WorkQueues.Connection)] string message,
        CancellationToken cancellationToken) => work.RunAsync(message, cancellationToken);

    /// <summary>The same for what is critical.</summary>
    [Function(nameof(RunCriticalBatch))]
    public Task RunCriticalBatch(
        [QueueTrigger(BatchQueue.CriticalName, Connection = WorkQueues.Connection)] string message,
        CancellationToken cancellationToken) => work.RunAsync(message, cancellationToken);

    /// <summary>Ends the batches that are done, and wakes those that stand still.</summary>
    [Function(nameof(SweepBatches))]
    public Task SweepBatches([TimerTrigger(EveryFiveMinutes)] TimerInfo timer, CancellationToken cancellationToken) => desk.SweepAsync(cancellationToken);
}
