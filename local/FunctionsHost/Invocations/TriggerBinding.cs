using System.Text.Json;

namespace Fixia.Local.FunctionsHost.Invocations;

/// <summary>
/// A trigger as <c>functions.metadata</c> has it: the attribute's properties by name, in any case
/// (https://learn.microsoft.com/azure/azure-functions/functions-triggers-bindings).
/// </summary>
internal sealed class TriggerBinding
{
    private readonly Dictionary<string, JsonElement> _properties;

    private TriggerBinding(Dictionary<string, JsonElement> properties) => _properties = properties;

    /// <summary>The kind of trigger, for example <c>httpTrigger</c>.</summary>
    public string Type => Text("type") ?? string.Empty;

    /// <summary>The name of the parameter that the trigger fills.</summary>
    public string Parameter => Text("name") ?? string.Empty;

    /// <summary>Whether the worker expects a reference that it resolves to a type of the SDK, rather than the value.</summary>
    public bool IsDeferred =>
        Find("properties") is { ValueKind: JsonValueKind.Object } properties
        && properties.TryGetProperty("supportsDeferredBinding", out var supports)
        && supports.ToString().Equals("true", StringComparison.OrdinalIgnoreCase);

    /// <summary>Picks the trigger among a function's bindings; null when it has none.</summary>
    public static TriggerBinding? Find(IEnumerable<string> bindings) => bindings
        .Select(Read)
        .FirstOrDefault(binding => binding.Type.EndsWith("Trigger", StringComparison.OrdinalIgnoreCase));

    public bool Is(string type) => Type.Equals(type, StringComparison.OrdinalIgnoreCase);

    /// <summary>A text, or null where it is absent or empty.</summary>
    public string? Text(string property) =>
        Find(property) is { ValueKind: JsonValueKind.String } value && value.GetString() is { Length: > 0 } text ? text : null;

    /// <summary>A whole number, or null where it is absent.</summary>
    public int? Number(string property) => Find(property) is { ValueKind: JsonValueKind.Number } value ? value.GetInt32() : null;

    /// <summary>A flag, or <paramref name="otherwise"/> where it is absent.</summary>
    public bool Flag(string property, bool otherwise = false) =>
        Find(property) is { ValueKind: JsonValueKind.True or JsonValueKind.False } value ? value.GetBoolean() : otherwise;

    /// <summary>A list of texts, or null where it is absent.</summary>
    public IReadOnlyList<string>? Texts(string property) =>
        Find(property) is { ValueKind: JsonValueKind.Array } value ? [.. value.EnumerateArray().Select(text => text.GetString()!)] : null;

    private static TriggerBinding Read(string json)
    {
        using var document = JsonDocument.Parse(json);
        return new TriggerBinding(document.RootElement.EnumerateObject().ToDictionary(
            property => property.Name, property => property.Value.Clone(), StringComparer.OrdinalIgnoreCase));
    }

    private JsonElement? Find(string property) => _properties.TryGetValue(property, out var value) ? value : null;
}
