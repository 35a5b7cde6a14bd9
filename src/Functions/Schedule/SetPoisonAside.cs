using System.Text.Json;
using Fixia.Shared.Batches;
using Fixia.Shared.Data;
using Fixia.Shared.Delivery;
using Fixia.Shared.Json;
using Fixia.Shared.Schedule;
using Microsoft.Azure.Functions.Worker;

namespace Fixia.Functions.Schedule;

/// <summary>The poison queues, into which the host puts a message that failed too often: each becomes a dead letter.</summary>
public sealed class SetPoisonAside(DeadLetterStore letters)
{
    private const string Suffix = "-poison";

    /// <summary>What was to wake scheduled work.</summary>
    [Function(nameof(SetScheduledAside))]
    public Task SetScheduledAside(
        [QueueTrigger(ScheduleQueue.Name + Suffix, Connection = WorkQueues.Connection)] string message,
        CancellationToken cancellationToken) => SetAsideAsync(ScheduleQueue.Name, message, cancellationToken);

    /// <summary>What was to wake a chunk of a batch.</summary>
    [Function(nameof(SetBatchAside))]
    public Task SetBatchAside(
        [QueueTrigger(BatchQueue.Name + Suffix, Connection = WorkQueues.Connection)] string message,
        CancellationToken cancellationToken) => SetAsideAsync(BatchQueue.Name, message, cancellationToken);

    /// <summary>What was to wake a critical chunk of a batch.</summary>
    [Function(nameof(SetCriticalBatchAside))]
    public Task SetCriticalBatchAside(
        [QueueTrigger(BatchQueue.CriticalName + Suffix, Connection = WorkQueues.Connection)] string message,
        CancellationToken cancellationToken) => SetAsideAsync(BatchQueue.CriticalName, message, cancellationToken);

    private Task SetAsideAsync(string queue, string message, CancellationToken cancellationToken) => letters.SetAsideAsync(
        new DeadLetter
        {
            Kind = DeadLetterKind.Message,
            Container = queue,
            Reason = "The function ended without an answer each time.",
            Attempts = WorkQueues.MaxDequeueCount,
            Document = JsonSerializer.SerializeToElement(message, FixiaJsonContext.Default.String),
        },
        failure: null,
        cancellationToken);
}
