using System.Text.Json;
using Fixia.Shared.Data;
using Microsoft.Azure.Cosmos;

namespace Fixia.Shared.Batches;

/// <summary>The container <c>batches</c>: a partition a batch, with what became of its chunks, and one for the chunks themselves.</summary>
public sealed class BatchStore(CosmosClient client)
{
    private const string Results = "SELECT c.id, c.batch_id, c.created, c.failed, c.done_at FROM c WHERE IS_DEFINED(c.done_at)";
    private const string Running = $"SELECT * FROM c WHERE c.state = '{BatchState.Running}'";

    private readonly Container container = client.GetContainer(FixiaDatabase.Name, FixiaDatabase.Batches);

    /// <summary>Stores a chunk of a batch that is not accepted yet.</summary>
    public Task AddAsync(Chunk chunk, CancellationToken cancellationToken) =>
        container.CreateOrFindAsync(chunk, chunk.Id, new PartitionKey(chunk.PartsId), cancellationToken);

    /// <summary>Reads a chunk; null when there is none.</summary>
    public async Task<Chunk?> FindAsync(Batch batch, ChunkId id, CancellationToken cancellationToken)
    {
        try
        {
            return await container.ReadItemAsync<Chunk>(id.ToString(), new PartitionKey(batch.PartsId), cancellationToken: cancellationToken);
        }
        catch (CosmosException e) when (e.StatusCode == System.Net.HttpStatusCode.NotFound)
        {
            return null;
        }
    }

    /// <summary>Accepts a batch whose chunks are stored.</summary>
    /// <returns>It, or what an earlier request with its idempotency key made.</returns>
    public async Task<Batch> AcceptAsync(Batch batch, CancellationToken cancellationToken) =>
        await container.CreateOrFindAsync(batch, Batch.DocumentId, new PartitionKey(batch.BatchId), cancellationToken) is { } known
            ? Batch.Read(known)
            : batch;

    /// <summary>A batch; null when there is none. One point read.</summary>
    public async Task<Batch?> FindAsync(string batchId, CancellationToken cancellationToken) =>
        await container.FindAsync(Batch.DocumentId, new PartitionKey(batchId), cancellationToken) is { } known ? Batch.Read(known) : null;

    /// <summary>Batches, the newest first, by when they were asked for: an id begins with that time.</summary>
    /// <param name="producer">Who sent them; null for everybody's.</param>
    /// <param name="before">The batch before which they were accepted; null for the newest.</param>
    /// <param name="limit">How many at most.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    public Task<List<Batch>> ReadAsync(string? producer, string? before, int limit, CancellationToken cancellationToken)
    {
        var conditions = $"{(producer is null ? "" : " AND c.producer = @producer")}{(before is null ? "" : " AND c.batch_id < @before")}";
        var query = new QueryDefinition($"SELECT TOP @limit * FROM c WHERE IS_DEFINED(c.state){conditions} ORDER BY c.batch_id DESC").WithParameter("@limit", limit);
        if (producer is not null)
        {
            query.WithParameter("@producer", producer);
        }

        if (before is not null)
        {
            query.WithParameter("@before", before);
        }

        return container.QueryAsync(query, partition: null, json => Batch.Read(new StoredDocument(json, "")), pageSize: null, cancellationToken);
    }

    /// <summary>The batches that have work left, as far as is known, in every partition.</summary>
    public Task<List<Batch>> FindRunningAsync(CancellationToken cancellationToken) => container.QueryAsync(
        new QueryDefinition(Running), partition: null, json => Batch.Read(new StoredDocument(json, "")), pageSize: null, cancellationToken);

    /// <summary>Ends a batch that runs. Idempotent.</summary>
    /// <param name="batchId">The batch.</param>
    /// <param name="state">How.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    public async Task EndAsync(string batchId, string state, CancellationToken cancellationToken)
    {
        using var response = await container.PatchItemStreamAsync(
            Batch.DocumentId,
            new PartitionKey(batchId),
            [PatchOperation.Set("/state", state)],
            new PatchItemRequestOptions { FilterPredicate = $"FROM c WHERE c.state = '{BatchState.Running}'" },
            cancellationToken);
        if (response.StatusCode is not (System.Net.HttpStatusCode.PreconditionFailed or System.Net.HttpStatusCode.NotFound))
        {
            response.EnsureSuccessStatusCode();
        }
    }

    /// <summary>Whether a chunk is done. One point read.</summary>
    public async Task<bool> IsDoneAsync(Batch batch, ChunkId chunk, CancellationToken cancellationToken) =>
        await container.FindAsync(chunk.ToString(), new PartitionKey(batch.BatchId), cancellationToken) is not null;

    /// <summary>Notes that a chunk is done; who does so first is right.</summary>
    public Task RecordAsync(ChunkResult result, CancellationToken cancellationToken) =>
        container.CreateOrFindAsync(result, result.Id, new PartitionKey(result.BatchId), cancellationToken);

    /// <summary>What became of the chunks of a batch that are done.</summary>
    public Task<List<ChunkResult>> ReadResultsAsync(Batch batch, CancellationToken cancellationToken) =>
        container.QueryAsync(new QueryDefinition(Results), new PartitionKey(batch.BatchId), Read, pageSize: null, cancellationToken);

    private static ChunkResult Read(JsonElement json)
    {
        var members = new MemberReader(json);
        return new ChunkResult
        {
            Id = members.RequiredText("id"),
            BatchId = members.RequiredText("batch_id"),
            Created = (int)(members.Number("created") ?? 0),
            Failed = (int)(members.Number("failed") ?? 0),
            DoneAt = members.RequiredTime("done_at"),
        };
    }
}
