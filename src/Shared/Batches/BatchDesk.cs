using Fixia.Shared.Data;
using Fixia.Shared.Delivery;
using Fixia.Shared.Diagnostics;
using Fixia.Shared.Producers;
using Microsoft.Azure.Cosmos;
using Microsoft.Extensions.Logging;

namespace Fixia.Shared.Batches;

/// <summary>Looks after batches that were accepted: tells how far they are, stops them, and wakes those that stand still.</summary>
public sealed partial class BatchDesk(BatchStore store, BatchQueue queue, DeadLetterStore deadLetters, FixiaMetrics metrics, TimeProvider time, ILogger<BatchDesk> logger)
{
    /// <summary>How long nothing may be done of what is due before a batch counts as standing still: longer than a chunk is tried at a time.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    /// <summary>How many batches are read side by side.</summary>
    private const int Parallelism = 4;

    /// <summary>How far a batch is; null when there is none that the producer may see.</summary>
    public async Task<BatchStatus?> FindAsync(Producer producer, string batchId, CancellationToken cancellationToken) =>
        await store.FindAsync(batchId, cancellationToken) is { } batch && producer.MaySee(batch.Producer) ? await ReadAsync(batch, cancellationToken) : null;

    /// <summary>How far the batches are that the producer may see, the newest first.</summary>
    /// <param name="producer">Who asks.</param>
    /// <param name="cursor">Where the page before ended; null for the first.</param>
    /// <param name="limit">How many at most.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    public async Task<BatchPage> ListAsync(Producer producer, string? cursor, int limit, CancellationToken cancellationToken)
    {
        var found = await store.ReadAsync(producer.MaySee(other: null) ? null : producer.Name, cursor, limit + 1, cancellationToken);
        var page = new BatchStatus[Math.Min(found.Count, limit)];
        var options = new ParallelOptions { MaxDegreeOfParallelism = Parallelism, CancellationToken = cancellationToken };
        await Parallel.ForAsync(0, page.Length, options, async (i, token) => page[i] = await ReadAsync(found[i], token));
        return new BatchPage(page, found.Count > limit ? page[^1].Id : null);
    }

    /// <summary>How far a batch is that was accepted. What can't be read for now does not make it any less so.</summary>
    public async Task<BatchStatus> BeginAsync(Batch batch, CancellationToken cancellationToken)
    {
        try
        {
            return await ReadAsync(batch, cancellationToken);
        }
        catch (Exception e) when (StoreFailures.IsTransient(e) && !cancellationToken.IsCancellationRequested)
        {
            return BatchStatus.Of(batch, [], time.GetUtcNow());
        }
    }

    private async Task<BatchStatus> ReadAsync(Batch batch, CancellationToken cancellationToken) =>
        BatchStatus.Of(batch, await store.ReadResultsAsync(batch, cancellationToken), time.GetUtcNow());

    /// <summary>Stops what is left of a batch. Idempotent; one that is done stays so.</summary>
    /// <returns>How far it came; null when there is none that the producer may see.</returns>
    public async Task<BatchStatus?> StopAsync(Producer producer, string batchId, CancellationToken cancellationToken)
    {
        if (await store.FindAsync(batchId, cancellationToken) is not { } batch || !producer.MaySee(batch.Producer))
        {
            return null;
        }

        await store.EndAsync(batchId, BatchState.Stopped, cancellationToken);
        return await ReadAsync(batch with { State = batch.State == BatchState.Running ? BatchState.Stopped : batch.State }, cancellationToken);
    }

    /// <summary>Ends the batches that are done, and wakes what should have been done by now: the documents are the truth, not the queue.</summary>
    /// <exception cref="QueueFailedException">The queue did not take all messages; the next run sends the rest.</exception>
    public async Task SweepAsync(CancellationToken cancellationToken)
    {
        foreach (var batch in await store.FindRunningAsync(cancellationToken))
        {
            await SweepAsync(batch, cancellationToken);
        }
    }

    private async Task SweepAsync(Batch batch, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var results = await store.ReadResultsAsync(batch, cancellationToken);
        var done = results.Select(result => result.Id).ToHashSet(StringComparer.Ordinal);
        var waiting = batch.Chunks.Where(chunk => !done.Contains(chunk.ToString())).ToList();
        if (waiting.Count == 0)
        {
            await store.EndAsync(batch.BatchId, BatchState.Done, cancellationToken);
            return;
        }

        var last = results.Select(result => result.DoneAt).Append(batch.CreatedAt).Max();
        var overdue = waiting.Where(chunk => batch.DueAt(chunk) + Patience < now).ToList();
        if (overdue.Count == 0 || last + Patience >= now)
        {
            return;
        }

        metrics.BatchStalled();
        var wakable = new List<ChunkId>();
        foreach (var chunk in overdue)
        {
            if (!await deadLetters.HoldsAsync(LostChunk.Letter(batch, chunk), cancellationToken))
            {
                wakable.Add(chunk);
            }
        }

        LogStalled(batch.BatchId, wakable.Count);
        await queue.SendAsync(batch, wakable, cancellationToken);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Batch {BatchId} stands still: {Count} of its chunks are woken again")]
    private partial void LogStalled(string batchId, int count);
}
