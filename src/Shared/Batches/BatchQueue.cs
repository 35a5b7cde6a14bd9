using Azure.Storage.Queues;
using Fixia.Shared.Data;

namespace Fixia.Shared.Batches;

/// <summary>The queues that wake the chunks of batches. They decide nothing: what they hold may be late, or there twice.</summary>
public sealed class BatchQueue(QueueServiceClient queues)
{
    /// <summary>The queue of everything else.</summary>
    public const string Name = "batches";

    /// <summary>The queue of what is critical, which therefore waits behind nothing else.</summary>
    public const string CriticalName = "batches-critical";

    /// <summary>How many messages are sent side by side.</summary>
    private const int Parallelism = 16;

    private readonly QueueClient normal = queues.GetQueueClient(Name);
    private readonly QueueClient critical = queues.GetQueueClient(CriticalName);

    /// <summary>Has a chunk looked at after a time.</summary>
    /// <exception cref="QueueFailedException">The queue did not take the message.</exception>
    public Task SendAsync(BatchMessage message, TimeSpan delay, CancellationToken cancellationToken) =>
        (message.Chunk.IsCritical ? critical : normal).SendAsync(message.ToString(), delay, cancellationToken);

    /// <summary>Has some chunks of a batch looked at, one after the other at its rate.</summary>
    /// <exception cref="QueueFailedException">The queue did not take all messages.</exception>
    public Task SendAsync(Batch batch, IEnumerable<ChunkId> chunks, CancellationToken cancellationToken)
    {
        var options = new ParallelOptions { MaxDegreeOfParallelism = Parallelism, CancellationToken = cancellationToken };
        return Parallel.ForEachAsync(chunks.Index(), options, async (chunk, token) =>
            await SendAsync(new BatchMessage(batch.BatchId, chunk.Item), batch.DelayOf(chunk.Index), token));
    }
}
