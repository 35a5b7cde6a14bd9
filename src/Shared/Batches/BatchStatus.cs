using System.Text.Json.Serialization;

namespace Fixia.Shared.Batches;

/// <summary>How far a batch is.</summary>
/// <param name="Id">The batch.</param>
/// <param name="State">One of <see cref="BatchState"/>.</param>
/// <param name="CreatedAt">When it was accepted.</param>
/// <param name="Accepted">How many notifications it is to make.</param>
/// <param name="Created">How many of them are stored, or scheduled, or had expired before their turn.</param>
/// <param name="Failed">How many failed for good; each is a dead letter.</param>
/// <param name="Remaining">How many were not tried to the end yet; once it is stopped, how many never will be.</param>
/// <param name="Rate">Users a second that were served in the last 10 s.</param>
/// <param name="EstimatedEnd">When it will be done at that rate; null when nothing is under way.</param>
/// <param name="Producer">The name of the producer that sends it; null without one.</param>
public sealed record BatchStatus(
    [property: JsonPropertyName("id")] string Id,
    [property: JsonPropertyName("state")] string State,
    [property: JsonPropertyName("created_at")] DateTimeOffset CreatedAt,
    [property: JsonPropertyName("accepted")] int Accepted,
    [property: JsonPropertyName("created")] int Created,
    [property: JsonPropertyName("failed")] int Failed,
    [property: JsonPropertyName("remaining")] int Remaining,
    [property: JsonPropertyName("rate")] double Rate,
    [property: JsonPropertyName("estimated_end")] DateTimeOffset? EstimatedEnd,
    [property: JsonPropertyName("producer")] string? Producer)
{
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(10);

    /// <summary>Adds up what the chunks have left.</summary>
    public static BatchStatus Of(Batch batch, IReadOnlyCollection<ChunkResult> results, DateTimeOffset now)
    {
        var (created, failed) = (results.Sum(result => result.Created), results.Sum(result => result.Failed));
        var remaining = batch.Accepted - created - failed;
        var recent = results.Where(result => result.DoneAt > now - Window).Sum(result => result.Created + result.Failed);
        var elapsed = now - batch.CreatedAt;
        var rate = recent / Math.Clamp(elapsed.TotalSeconds, 1, Window.TotalSeconds);
        var state = remaining == 0 ? BatchState.Done : batch.State;
        return new BatchStatus(
            batch.BatchId, state, batch.CreatedAt, batch.Accepted, created, failed, remaining, Math.Round(rate, 1),
            state == BatchState.Running ? now + TimeSpan.FromSeconds(remaining / (rate > 0 ? rate : batch.UsersPerSecond)) : null,
            batch.Producer);
    }
}
