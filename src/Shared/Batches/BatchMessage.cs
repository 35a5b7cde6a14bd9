using System.Text.Json;
using System.Text.Json.Serialization;
using Fixia.Shared.Data;

namespace Fixia.Shared.Batches;

/// <summary>What the queues hold: which chunk to look at, and nothing of what it says.</summary>
/// <param name="BatchId">The batch.</param>
/// <param name="Chunk">The chunk.</param>
/// <param name="Attempt">How often it was tried before.</param>
public sealed record BatchMessage(
    [property: JsonPropertyName("batch_id")] string BatchId,
    [property: JsonIgnore] ChunkId Chunk,
    [property: JsonPropertyName("attempt")] int Attempt = 0)
{
    /// <summary>The text of <see cref="Chunk"/>.</summary>
    [JsonPropertyName("chunk")]
    public string ChunkText => Chunk.ToString();

    /// <summary>Reads what <see cref="ToString"/> wrote.</summary>
    /// <returns>Null when it is none of ours.</returns>
    public static BatchMessage? Read(string text)
    {
        try
        {
            using var json = JsonDocument.Parse(text);
            var members = new MemberReader(json.RootElement);
            var (batchId, chunk) = (members.RequiredText("batch_id"), ChunkId.Read(members.RequiredText("chunk")));
            var attempt = members.Number("attempt") ?? 0;
            return members.Flaw is null && chunk is { } id ? new BatchMessage(batchId, id, (int)Math.Clamp(attempt, 0, 9)) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>One JSON object.</summary>
    public override string ToString() => JsonSerializer.Serialize(this, BatchJson.Default.BatchMessage);
}

/// <summary>How queue messages are written.</summary>
[JsonSerializable(typeof(BatchMessage))]
internal sealed partial class BatchJson : JsonSerializerContext;
