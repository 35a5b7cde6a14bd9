using System.ComponentModel.DataAnnotations;
using Fixia.Shared.Notifications;

namespace Fixia.Shared.Preferences;

/// <summary>The app settings <c>Preferences__*</c>: what holds for every user.</summary>
public sealed class PreferenceOptions : IValidatableObject
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Preferences";

    /// <summary>The types that users are offered to decide about, as <c>Preferences__Types__0</c> and so on; <see cref="KnownTypes"/> unless set.</summary>
    public IList<string> Types { get; init; } = [];

    /// <summary>The types that interrupt whatever a user wants, as <c>Preferences__RequiredTypes__0</c> and so on. None unless set.</summary>
    public IList<string> RequiredTypes { get; init; } = [];

    /// <summary>
    /// <c>interrupt</c> or <c>silent</c> for each type of which a user said nothing, as <c>Preferences__Defaults__TYPE</c>;
    /// <c>interrupt</c> unless set.
    /// </summary>
    public IDictionary<string, string> Defaults { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>The types of the marketplace.</summary>
    public static IReadOnlyList<string> KnownTypes { get; } = ["proposal", "message", "payment", "review", "system"];

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Types.Concat(RequiredTypes).Concat(Defaults.Keys).Any(type => type is not { Length: >= 1 and <= ContentLimits.Type }))
        {
            yield return new ValidationResult($"A type has 1 to {ContentLimits.Type} characters.", [nameof(Types), nameof(RequiredTypes), nameof(Defaults)]);
        }

        foreach (var (type, attention) in Defaults)
        {
            if (AttentionText.Find(attention) is null)
            {
                yield return new ValidationResult($"{Section}__Defaults__{type} must be {AttentionText.Rule}", [nameof(Defaults)]);
            }
            else if (RequiredTypes.Contains(type) && AttentionText.Find(attention) == Attention.Silent)
            {
                yield return new ValidationResult($"{Section}__Defaults__{type} is silent, and the type is required.", [nameof(Defaults)]);
            }
        }
    }
}
