using System.Text.Json.Serialization;
using Fixia.Shared.Data;

namespace Fixia.Shared.Batches;

/// <summary>
/// A large send, as stored in the container <c>batches</c>. It is cut into chunks, each of which a queue message wakes; a chunk that
/// is done leaves a <see cref="ChunkResult"/> beside this document, and all that is told of a batch is added up from those.
/// </summary>
public sealed record Batch
{
    /// <summary>The id of this document in the partition of its batch.</summary>
    public const string DocumentId = "batch";

    /// <summary>For how long a batch is remembered.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromDays(30);

    /// <summary>For how long what fails and passes is tried again.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromDays(1);

    /// <inheritdoc cref="DocumentId"/>
    [JsonPropertyName("id")]
    public string Id { get; init; } = DocumentId;

    /// <summary>The id of the batch, and the partition key.</summary>
    [JsonPropertyName("batch_id")]
    public required string BatchId { get; init; }

    /// <summary>One of <see cref="BatchState"/>; only <see cref="BatchState.Running"/> has work left.</summary>
    [JsonPropertyName("state")]
    public required string State { get; init; }

    /// <summary>When it was accepted.</summary>
    [JsonPropertyName("created_at")]
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>How many notifications it makes: one a user of each of its sends.</summary>
    [JsonPropertyName("accepted")]
    public required int Accepted { get; init; }

    /// <summary>The partition that holds its chunks.</summary>
    [JsonPropertyName("parts_id")]
    public required string PartsId { get; init; }

    /// <summary>How many chunks of critical notifications it has.</summary>
    [JsonPropertyName("critical_chunks")]
    public required int CriticalChunks { get; init; }

    /// <summary>How many other chunks it has.</summary>
    [JsonPropertyName("normal_chunks")]
    public required int NormalChunks { get; init; }

    /// <summary>How many users a second it addresses at most.</summary>
    [JsonPropertyName("users_per_second")]
    public required int UsersPerSecond { get; init; }

    /// <summary>The name of the producer that sends it; null without one.</summary>
    [JsonPropertyName("producer")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Producer { get; init; }

    /// <summary>Seconds after the last write at which Cosmos DB deletes it.</summary>
    [JsonPropertyName("ttl")]
    public int TimeToLive { get; init; } = (int)Lifetime.TotalSeconds;

    /// <summary>What is critical comes first, so that it takes its share of the rate before everything else.</summary>
    [JsonIgnore]
    public IEnumerable<ChunkId> Chunks =>
        Enumerable.Range(0, CriticalChunks).Select(number => new ChunkId(IsCritical: true, number))
            .Concat(Enumerable.Range(0, NormalChunks).Select(number => new ChunkId(IsCritical: false, number)));

    /// <summary>When a chunk is due.</summary>
    public DateTimeOffset DueAt(ChunkId chunk)
    {
        var before = chunk.IsCritical ? chunk.Number : CriticalChunks + chunk.Number;
        return CreatedAt + DelayOf(before);
    }

    /// <summary>How long after the first of some chunks another one's turn is.</summary>
    /// <param name="before">How many come before it.</param>
    public TimeSpan DelayOf(int before) => TimeSpan.FromSeconds((double)before * Chunk.MaxUsers / UsersPerSecond);

    internal static Batch Read(StoredDocument stored)
    {
        var members = new MemberReader(stored.Json);
        return new Batch
        {
            BatchId = members.RequiredText("batch_id"),
            State = members.RequiredText("state"),
            CreatedAt = members.RequiredTime("created_at"),
            Accepted = Count("accepted"),
            PartsId = members.RequiredText("parts_id"),
            CriticalChunks = Count("critical_chunks"),
            NormalChunks = Count("normal_chunks"),
            UsersPerSecond = Math.Max(1, Count("users_per_second")),
            Producer = members.Text("producer"),
        };

        int Count(string name) => (int)(members.Number(name) ?? 0);
    }
}
