using System.Security.Cryptography;
using System.Text.Json;
using Fixia.Shared.Data;
using Fixia.Shared.Notifications;
using Fixia.Shared.Producers;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Fixia.Shared.Batches;

/// <summary>Accepts large sends. What it has accepted is stored, and will be sent.</summary>
public sealed partial class BatchIntake(
    ContentRules rules, IdempotencyStore idempotency, BatchStore store, BatchQueue queue, IOptions<BatchOptions> options, TimeProvider time, ILogger<BatchIntake> logger)
{
    /// <summary>Most notifications of a batch.</summary>
    public const int MaxUsers = 100_000;

    /// <summary>Stores a batch while it comes in, and has it sent.</summary>
    /// <param name="requests">Its sends, in order; each is checked here.</param>
    /// <param name="producer">The name of who sends it; null without one.</param>
    /// <param name="idempotencyKey">Repeating a key finds the batch that the first request made.</param>
    /// <param name="cancellationToken">Stops before the next chunk; then nothing is sent.</param>
    /// <exception cref="InvalidRequestException">A member of a send breaks a rule, or there are too many users; nothing is sent.</exception>
    /// <exception cref="IdempotencyConflictException">The key was used before, with another batch.</exception>
    public async Task<Batch> AcceptAsync(IAsyncEnumerable<NotificationRequest> requests, string? producer, string? idempotencyKey, CancellationToken cancellationToken)
    {
        idempotencyKey = IdempotencyStore.Scope(producer, idempotencyKey);

        // Until there is a batch that names them, chunks are of no matter, and expire.
        var writer = new ChunkWriter(store, NotificationId.Create(time.GetUtcNow()));
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var number = 0;
        await foreach (var request in requests.WithCancellation(cancellationToken))
        {
            Check(request, writer.Users);
            hash.AppendData(JsonSerializer.SerializeToUtf8Bytes(request, ProducerJson.Default.NotificationRequest));
            await writer.AddAsync(number++, request, cancellationToken);
        }

        if (writer.Users == 0)
        {
            throw new InvalidRequestException("The batch holds no notification.");
        }

        await writer.FinishAsync(cancellationToken);
        var claimedAt = await idempotency.ClaimAsync("batches", idempotencyKey, Convert.ToHexStringLower(hash.GetHashAndReset()), cancellationToken);
        var batch = await store.AcceptAsync(
            new Batch
            {
                BatchId = idempotencyKey is null ? NotificationId.Create(claimedAt) : NotificationId.Derive("batch", idempotencyKey, claimedAt),
                State = BatchState.Running,
                CreatedAt = UtcMillisecondsConverter.Truncate(time.GetUtcNow()),
                Accepted = writer.Users,
                PartsId = writer.PartsId,
                CriticalChunks = writer.CriticalChunks,
                NormalChunks = writer.NormalChunks,
                UsersPerSecond = options.Value.UsersPerSecond,
                Producer = producer,
            },
            cancellationToken);
        await WakeAsync(batch, cancellationToken);
        return batch;
    }

    private void Check(NotificationRequest request, int before)
    {
        rules.Check(request, MaxUsers);
        if (request.Key is not null)
        {
            throw new InvalidRequestException($"'key' is for what POST notifications sends, to at most {NotificationRequest.MaxUsers} users.", "key");
        }

        if (before + request.UserIds!.Distinct(StringComparer.Ordinal).Count() > MaxUsers)
        {
            throw new InvalidRequestException($"A batch holds at most {MaxUsers} users.", "user_ids");
        }
    }

    /// <summary>A batch that is stored goes out whatever the queue does: who looks for batches that stand still finds it.</summary>
    private async Task WakeAsync(Batch batch, CancellationToken cancellationToken)
    {
        try
        {
            await queue.SendAsync(batch, batch.Chunks, cancellationToken);
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            LogNotWoken(e, batch.BatchId);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Batch {BatchId} is stored, but was not woken; it is found within minutes")]
    private partial void LogNotWoken(Exception exception, string batchId);
}
