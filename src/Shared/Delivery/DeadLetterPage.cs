using System.Text.Json.Serialization;

namespace Fixia.Shared.Delivery;

/// <summary>Some dead letters, what failed last first.</summary>
/// <param name="DeadLetters">The letters, without the work itself.</param>
/// <param name="Cursor">Where the next page starts; null on the last one.</param>
public sealed record DeadLetterPage(
    [property: JsonPropertyName("dead_letters")] IReadOnlyList<DeadLetter> DeadLetters,
    [property: JsonPropertyName("cursor")] string? Cursor);
