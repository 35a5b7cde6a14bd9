using System.Text.Json.Serialization;

namespace Fixia.Shared.Journal;

/// <summary>What one process noted within a few seconds, as stored in the container <c>pushes</c>.</summary>
/// <param name="Id">Its id, and the partition key: chosen at random, so that no partition gets all of them.</param>
/// <param name="FlushedAt">When it was written.</param>
/// <param name="Entries">What was noted.</param>
public sealed record PushPage(
    [property: JsonPropertyName("id")] string Id,
    [property: JsonPropertyName("flushed_at")] DateTimeOffset FlushedAt,
    [property: JsonPropertyName("entries")] IReadOnlyList<PushEntry> Entries)
{
    /// <summary>What tells it from a <see cref="Beat"/>: always <c>entries</c>.</summary>
    [JsonPropertyName("kind")]
    public string Kind { get; } = "entries";
}
