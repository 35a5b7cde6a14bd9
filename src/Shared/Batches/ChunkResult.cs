using System.Text.Json.Serialization;

namespace Fixia.Shared.Batches;

/// <summary>What became of a chunk, stored once however often it was tried.</summary>
public sealed record ChunkResult
{
    /// <summary>The text of the <see cref="ChunkId"/>.</summary>
    [JsonPropertyName("id")]
    public required string Id { get; init; }

    /// <summary>The batch, and the partition key.</summary>
    [JsonPropertyName("batch_id")]
    public required string BatchId { get; init; }

    /// <summary>How many notifications are stored, or scheduled, or had expired before their turn.</summary>
    [JsonPropertyName("created")]
    public required int Created { get; init; }

    /// <summary>How many are not, for good; each is a dead letter.</summary>
    [JsonPropertyName("failed")]
    public required int Failed { get; init; }

    /// <summary>When it was done.</summary>
    [JsonPropertyName("done_at")]
    public required DateTimeOffset DoneAt { get; init; }

    /// <summary>Seconds after which Cosmos DB deletes it.</summary>
    [JsonPropertyName("ttl")]
    public int TimeToLive { get; init; } = (int)Batch.Lifetime.TotalSeconds;
}
