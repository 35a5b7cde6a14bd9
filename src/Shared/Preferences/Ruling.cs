using System.Text.Json.Serialization;

namespace Fixia.Shared.Preferences;

/// <summary>A decision and its reason.</summary>
/// <param name="Attention">What was decided.</param>
/// <param name="Rule">The rule that decided it.</param>
public readonly record struct Ruling(
    [property: JsonPropertyName("attention")] Attention Attention,
    [property: JsonPropertyName("rule")] AttentionRule Rule);
