using System.Text.Json.Serialization;

namespace Fixia.Shared.Batches;

/// <summary>Some batches, the newest first.</summary>
/// <param name="Batches">How far each of them is.</param>
/// <param name="Cursor">Where the next page starts; null on the last one.</param>
public sealed record BatchPage(
    [property: JsonPropertyName("batches")] IReadOnlyList<BatchStatus> Batches,
    [property: JsonPropertyName("cursor")] string? Cursor);
