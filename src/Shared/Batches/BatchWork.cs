using System.Text.Json;
using Fixia.Shared.Data;
using Fixia.Shared.Delivery;
using Fixia.Shared.Diagnostics;
using Fixia.Shared.Notifications;
using Fixia.Shared.Producers;
using Microsoft.Azure.Cosmos;
using Microsoft.Extensions.Logging;

namespace Fixia.Shared.Batches;

/// <summary>
/// Does the chunks that queue messages ask for. Every id derives from batch, send and user, so that a chunk may be done twice, or by two
/// instances at a time; what became of it is noted once.
/// </summary>
public sealed partial class BatchWork(
    BatchStore store,
    BatchQueue queue,
    NotificationWriter writer,
    BulkNotificationStore bulk,
    DeadLetterStore deadLetters,
    FixiaMetrics metrics,
    TimeProvider time,
    ILogger<BatchWork> logger)
{
    /// <summary>How often a chunk is tried after a growing pause, up to some minutes; then it waits for <see cref="BatchDesk"/>, so that messages never pile up.</summary>
    private const int MaxAttempts = 9;

    /// <summary>How often it is tried at least before users are given up: a queue that was not read for a day is no attempt.</summary>
    private const int AttemptsBeforeGivingUp = 3;

    /// <summary>Does what one message asks for.</summary>
    /// <param name="text">The message, decoded.</param>
    /// <param name="cancellationToken">Stops it; the message comes again.</param>
    /// <exception cref="QueueFailedException">The work failed, and so did the queue: the message must come again.</exception>
    public async Task RunAsync(string text, CancellationToken cancellationToken)
    {
        if (BatchMessage.Read(text) is not { } message)
        {
            LogUnreadable();
            return;
        }

        try
        {
            await RunAsync(message, cancellationToken);
        }
        catch (Exception e) when (StoreFailures.IsTransient(e) && !cancellationToken.IsCancellationRequested)
        {
            LogAgain(e, message.BatchId, message.Chunk);
            await TryLaterAsync(message, (e as CosmosException)?.RetryAfter, cancellationToken);
        }
    }

    private async Task RunAsync(BatchMessage message, CancellationToken cancellationToken)
    {
        // What was begun when the batch was stopped is counted, but not gone on with.
        if (await store.FindAsync(message.BatchId, cancellationToken) is not { } batch
            || (batch.State != BatchState.Running && message.Attempt == 0)
            || await store.IsDoneAsync(batch, message.Chunk, cancellationToken)
            || await FindAsync(batch, message, cancellationToken) is not { } chunk)
        {
            return;
        }

        var recipients = chunk.Sends.SelectMany(send => send.Notification.UserIds!, (send, user) => (Send: send, User: user)).ToList();
        var late = time.GetUtcNow() - batch.DueAt(message.Chunk);
        metrics.WorkReceived(message.Chunk.IsCritical ? BatchQueue.CriticalName : BatchQueue.Name, late);
        var isLast = late > Batch.Patience && message.Attempt >= AttemptsBeforeGivingUp;
        var (served, failed) = (0, 0);

        // What is critical is pushed by who stores it, and must not wait for others.
        var isBulk = !message.Chunk.IsCritical && batch.State == BatchState.Running && chunk.Sends.All(send => writer.LaterThanNow(send.Notification) is null);
        var interrupted = await PerUser.RunAsync(
            [.. recipients.Select(recipient => recipient.User)], ServeAsync, cancellationToken, isBulk ? Chunk.MaxUsers : PerUser.Parallelism);
        if (interrupted is not null)
        {
            LogIncomplete(message.BatchId, message.Chunk, interrupted.Count);
            await TryLaterAsync(message, retryAfter: null, cancellationToken);
            return;
        }

        await store.RecordAsync(
            new ChunkResult
            {
                Id = chunk.Id,
                BatchId = batch.BatchId,
                Created = served,
                Failed = failed,
                DoneAt = UtcMillisecondsConverter.Truncate(time.GetUtcNow()),
            },
            cancellationToken);

        async Task<bool> ServeAsync(int i, CancellationToken token)
        {
            var (send, user) = recipients[i];
            var id = IdOf(batch, send, user);
            if (batch.State != BatchState.Running)
            {
                Interlocked.Add(ref served, await writer.WasStoredAsync(user, id, token) ? 1 : 0);
                return true;
            }

            if (!writer.IsExpired(send.Notification))
            {
                var draft = writer.Draft(send.Notification with { Producer = batch.Producer }, user, id);
                try
                {
                    await (writer.LaterThanNow(send.Notification) is { } later
                        ? writer.ScheduleAsync(draft, later, keyId: null, token)
                        : isBulk ? bulk.EnsureAsync(draft, token) : writer.StoreAsync(draft, token));
                }
                catch (Exception e) when (!token.IsCancellationRequested && StoreFailures.IsTransient(e) ? isLast : e is CosmosException)
                {
                    await deadLetters.SetAsideAsync(Letter(send, draft, e, message), e, token);
                    Interlocked.Increment(ref failed);
                    return true;
                }
            }

            Interlocked.Increment(ref served);
            return true;
        }
    }

    /// <summary>The chunk; null when it is missing, or none of ours, which is a dead letter then.</summary>
    private async Task<Chunk?> FindAsync(Batch batch, BatchMessage message, CancellationToken cancellationToken)
    {
        Exception? failure = null;
        try
        {
            if (await store.FindAsync(batch, message.Chunk, cancellationToken) is { Sends: not null } chunk
                && chunk.Sends.All(send => send is { Notification: { UserIds: not null, Title: not null, Message: not null, Type: not null } }))
            {
                return chunk;
            }
        }
        catch (Exception e) when (!StoreFailures.IsTransient(e) && !cancellationToken.IsCancellationRequested)
        {
            failure = e;
        }

        await deadLetters.SetAsideAsync(LostChunk.Letter(batch, message.Chunk, message.Attempt + 1), failure, cancellationToken);
        return null;
    }

    /// <summary>The id that a send of a batch gives a user.</summary>
    private static string IdOf(Batch batch, Send send, string user) =>
        NotificationId.Derive($"batch\n{batch.BatchId}\n{send.Number}", user, batch.CreatedAt);

    private static DeadLetter Letter(Send send, NotificationDocument draft, Exception failure, BatchMessage message) => new()
    {
        Kind = DeadLetterKind.Notification,
        Container = FixiaDatabase.Batches,
        DocumentId = draft.Id,
        UserId = draft.UserId,
        Producer = draft.Producer,
        Reason = $"The store refused it: {DeadLetterStore.ReasonOf(failure)}.",
        Attempts = message.Attempt + 1,
        Document = JsonSerializer.SerializeToElement(send.Notification with { UserIds = [draft.UserId] }, ProducerJson.Default.NotificationRequest),
    };

    private Task TryLaterAsync(BatchMessage message, TimeSpan? retryAfter, CancellationToken cancellationToken)
    {
        if (message.Attempt == MaxAttempts)
        {
            return Task.CompletedTask;
        }

        var backoff = TimeSpan.FromSeconds((1 << message.Attempt) * (1 + (Random.Shared.NextDouble() / 4)));
        var delay = retryAfter > backoff ? retryAfter.Value : backoff;
        return queue.SendAsync(message with { Attempt = message.Attempt + 1 }, delay, cancellationToken);
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Passed over a message of the queues of batches that is none of ours")]
    private partial void LogUnreadable();

    [LoggerMessage(Level = LogLevel.Warning, Message = "Chunk {Chunk} of batch {BatchId} failed and is tried again")]
    private partial void LogAgain(Exception exception, string batchId, ChunkId chunk);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Chunk {Chunk} of batch {BatchId} is tried again for {Count} users that could not be served")]
    private partial void LogIncomplete(string batchId, ChunkId chunk, int count);
}
