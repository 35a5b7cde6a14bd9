using System.Text.Json;
using Fixia.Shared.Data;
using Fixia.Shared.Delivery;

namespace Fixia.Shared.Batches;

/// <summary>A chunk that is missing, or none of ours: a dead letter, which waits for whoever corrects it and tries it again.</summary>
internal static class LostChunk
{
    /// <summary>The same for a chunk however often it was tried, but for the number of attempts, by which it is not known.</summary>
    public static DeadLetter Letter(Batch batch, ChunkId chunk, int? attempts = null) => new()
    {
        Kind = DeadLetterKind.Message,
        Container = FixiaDatabase.Batches,
        DocumentId = $"{batch.BatchId}.{chunk}",
        Producer = batch.Producer,
        Reason = "A part of a batch is missing, or can't be read.",
        Attempts = attempts,
        Document = JsonSerializer.SerializeToElement(new BatchMessage(batch.BatchId, chunk).ToString(), BatchJson.Default.String),
    };
}
