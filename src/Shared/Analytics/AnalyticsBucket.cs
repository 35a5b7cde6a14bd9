using System.Text.Json.Serialization;

namespace Fixia.Shared.Analytics;

/// <summary>The figures of one time and one type.</summary>
public sealed record AnalyticsBucket : Figures
{
    /// <summary>Makes one of figures.</summary>
    public AnalyticsBucket(DateTimeOffset start, string type, Figures figures, bool isComplete)
        : base(figures) => (Start, Type, IsComplete) = (start, type, isComplete);

    /// <summary>The first moment, in UTC.</summary>
    [JsonPropertyName("start")]
    public DateTimeOffset Start { get; }

    /// <summary>The type.</summary>
    [JsonPropertyName("type")]
    public string Type { get; }

    /// <summary>Whether the figures are final: a day after the end they no longer change.</summary>
    [JsonPropertyName("complete")]
    public bool IsComplete { get; }
}
