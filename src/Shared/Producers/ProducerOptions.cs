using System.ComponentModel.DataAnnotations;
using System.Text.RegularExpressions;

namespace Fixia.Shared.Producers;

/// <summary>
/// The app settings <c>Producers__*</c>: producers that go by a name, each with keys of its own. A function key opens the door for all
/// of them, and the code can't tell one from another (https://learn.microsoft.com/azure/azure-functions/function-keys-how-to).
/// </summary>
public sealed partial class ProducerOptions : IValidatableObject
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Producers";

    /// <summary>Whether who gives no key of its own is refused. Otherwise a function key alone may do everything.</summary>
    public bool Required { get; set; }

    /// <summary>The producers.</summary>
    public IList<NamedProducer> Named { get; } = [];

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Required && Named.Count == 0)
        {
            yield return new ValidationResult($"{Section}__Required needs a producer in {Section}__Named.", [nameof(Required)]);
        }

        for (var i = 0; i < Named.Count; i++)
        {
            foreach (var flaw in FlawsOf(Named[i]))
            {
                yield return new ValidationResult($"{Section}__Named__{i}: {flaw}", [nameof(Named)]);
            }
        }

        if (Named.GroupBy(producer => producer.Name, StringComparer.Ordinal).Any(same => same.Count() > 1))
        {
            yield return new ValidationResult($"{Section}__Named holds a name twice.", [nameof(Named)]);
        }

        if (Named.SelectMany(producer => producer.KeyHashes).GroupBy(hash => hash, StringComparer.OrdinalIgnoreCase).Any(same => same.Count() > 1))
        {
            yield return new ValidationResult($"{Section}__Named holds a key hash twice.", [nameof(Named)]);
        }
    }

    /// <summary>The right of a name; null when there is none.</summary>
    internal static ProducerRight? RightOf(string name) =>
        Enum.GetValues<ProducerRight>().Cast<ProducerRight?>().FirstOrDefault(right => string.Equals($"{right}", name, StringComparison.OrdinalIgnoreCase));

    private static IEnumerable<string> FlawsOf(NamedProducer producer)
    {
        if (!Name().IsMatch(producer.Name))
        {
            yield return "Name needs 1 to 40 characters of a-z, 0-9 and '-'.";
        }

        if (producer.KeyHashes.Count == 0 || !producer.KeyHashes.All(hash => Sha256().IsMatch(hash)))
        {
            yield return "KeyHashes needs the SHA-256 of each key, as 64 hexadecimal digits.";
        }

        if (producer.Rights.Count == 0 || producer.Rights.Any(right => RightOf(right) is null))
        {
            yield return $"Rights needs some of {string.Join(", ", Enum.GetNames<ProducerRight>()).ToLowerInvariant()}, each in a setting of its own.";
        }
    }

    [GeneratedRegex("^[a-z0-9-]{1,40}\\z")]
    private static partial Regex Name();

    [GeneratedRegex("^[0-9a-fA-F]{64}\\z")]
    private static partial Regex Sha256();

    /// <summary>A producer.</summary>
    public sealed class NamedProducer
    {
        /// <summary>What it is called in timelines; what it names by keys is its own.</summary>
        public string Name { get; set; } = "";

        /// <summary>The SHA-256 of each of its keys, so that no setting holds a key; two of them while it moves from one to the other.</summary>
        public IList<string> KeyHashes { get; } = [];

        /// <summary>What it may do: names of <see cref="ProducerRight"/>. As texts, since what is no such name would be left out, or be taken for another.</summary>
        public IList<string> Rights { get; } = [];
    }
}
