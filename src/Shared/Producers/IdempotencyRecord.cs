using System.Text.Json.Serialization;

namespace Fixia.Shared.Producers;

/// <summary>What is remembered of a producer's idempotency key, in the container <c>idempotency</c>.</summary>
public sealed record IdempotencyRecord
{
    /// <summary>The hash of operation and key, and the partition key: a key may hold what an id may not.</summary>
    [JsonPropertyName("id")]
    public required string Id { get; init; }

    /// <summary>The hash of the request that the key came with first.</summary>
    [JsonPropertyName("request_hash")]
    public required string RequestHash { get; init; }

    /// <summary>When the key came first: a part of every id that it gives, so that a repetition gives the same.</summary>
    [JsonPropertyName("created_at")]
    public required DateTimeOffset CreatedAt { get; init; }
}
