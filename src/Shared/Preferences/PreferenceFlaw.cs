using System.Text.Json.Serialization;

namespace Fixia.Shared.Preferences;

/// <summary>Something in preferences that can't be accepted. It names the member and the rule, never a value.</summary>
/// <param name="Member">The member as spelled on the wire, such as <c>quiet_hours[0].from</c>; empty when it is the whole.</param>
/// <param name="Rule">What the member must be, to follow its name.</param>
public sealed record PreferenceFlaw(
    [property: JsonPropertyName("member")] string Member,
    [property: JsonIgnore] string Rule)
{
    /// <summary>The same as one sentence.</summary>
    [JsonPropertyName("detail")]
    public string Detail => ToString();

    /// <summary>One sentence for whoever wrote it.</summary>
    public override string ToString() => Member.Length == 0 ? $"The preferences {Rule}" : $"'{Member}' {Rule}";
}
