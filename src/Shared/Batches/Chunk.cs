using System.Text.Json.Serialization;
using Fixia.Shared.Producers;

namespace Fixia.Shared.Batches;

/// <summary>A part of a batch that is done in one go, in a partition of <c>batches</c> that holds nothing else.</summary>
public sealed record Chunk
{
    /// <summary>Most users of a chunk: some tenths of a second of work, and few enough messages for a large batch.</summary>
    public const int MaxUsers = 500;

    /// <summary>Most characters of a chunk, which may be six bytes each: Cosmos DB stores 2 MB.</summary>
    public const int MaxCharacters = 200_000;

    /// <summary>The text of its <see cref="ChunkId"/>.</summary>
    [JsonPropertyName("id")]
    public required string Id { get; init; }

    /// <summary>Where the chunks of its batch are, and the partition key.</summary>
    [JsonPropertyName("batch_id")]
    public required string PartsId { get; init; }

    /// <summary>What it sends.</summary>
    [JsonPropertyName("sends")]
    public required IReadOnlyList<Send> Sends { get; init; }

    /// <summary>Seconds after the last write at which Cosmos DB deletes it: as long as its batch is remembered.</summary>
    [JsonPropertyName("ttl")]
    public int TimeToLive { get; init; } = (int)Batch.Lifetime.TotalSeconds;
}

/// <summary>A notification for some of the users of a batch.</summary>
/// <param name="Number">The how-manieth of the batch; a part of the ids that it makes.</param>
/// <param name="Notification">What it says, and to whom.</param>
public sealed record Send(
    [property: JsonPropertyName("number")] int Number,
    [property: JsonPropertyName("notification")] NotificationRequest Notification);
