using System.Text.Json;
using Fixia.Shared.Data;

namespace Fixia.Shared.Preferences;

/// <summary>
/// Reads JSON that anybody may have written, with every flaw in it and no exception. An undefined element stands for an
/// absent member, and is no flaw; what is flawed reads as if it were absent.
/// </summary>
/// <param name="isStrict">Whether a member that nobody knows is a flaw as well.</param>
internal abstract class FlawReader(bool isStrict)
{
    /// <summary>The rule that half of a surrogate pair breaks, which JSON can spell and no text can hold.</summary>
    public const string Halves = "must be spelled in whole characters.";

    private readonly List<PreferenceFlaw> flaws = [];

    /// <summary>What broke a rule so far; the first <see cref="PreferenceLimits.Flaws"/>.</summary>
    public IReadOnlyList<PreferenceFlaw> Flaws => flaws;

    /// <summary>The members of an object that are there and not null, by name; any name, where none are <paramref name="known"/>.</summary>
    protected Dictionary<string, JsonElement>? Members(JsonElement json, string path, params ReadOnlySpan<string> known)
    {
        if (json.ValueKind != JsonValueKind.Object)
        {
            return json.ValueKind == JsonValueKind.Undefined ? null : Refuse<Dictionary<string, JsonElement>?>(path, "must be an object.");
        }

        var members = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        foreach (var member in json.EnumerateObject())
        {
            if (NameOf(member) is not { } name)
            {
                Refuse(path, Halves);
            }
            else if (isStrict && !known.IsEmpty && !known.Contains(name))
            {
                Refuse($"{path}.{Shorten(name)}".TrimStart('.'), "is unknown.");
            }
            else if (member.Value.ValueKind == JsonValueKind.Null)
            {
                // Of a name that comes twice, the last one counts.
                members.Remove(name);
            }
            else
            {
                members[name] = member.Value;
            }
        }

        return members;
    }

    /// <summary>The first <paramref name="most"/> of <paramref name="items"/>; more are a flaw.</summary>
    protected IEnumerable<T> Bounded<T>(IReadOnlyCollection<T> items, string path, int most, string what)
    {
        if (items.Count > most)
        {
            Refuse(path, $"may hold {most} {what} at most.");
        }

        return items.Take(most);
    }

    /// <summary>The items of an array.</summary>
    protected List<JsonElement>? Items(JsonElement json, string path) => json.ValueKind switch
    {
        JsonValueKind.Undefined => null,
        JsonValueKind.Array => [.. json.EnumerateArray()],
        _ => Refuse<List<JsonElement>?>(path, "must be an array."),
    };

    /// <summary>A text.</summary>
    protected string? Text(JsonElement json, string path)
    {
        if (json.ValueKind != JsonValueKind.String)
        {
            return json.ValueKind == JsonValueKind.Undefined ? null : Refuse<string?>(path, "must be a text.");
        }

        try
        {
            return json.GetString();
        }
        catch (InvalidOperationException)
        {
            return Refuse<string?>(path, Halves);
        }
    }

    /// <summary>A text that <paramref name="find"/> makes something of; where it makes null, the text is a flaw.</summary>
    protected T? Word<T>(JsonElement json, string path, Func<string, T?> find, string rule)
        where T : struct =>
        Text(json, path) is { } text ? find(text) ?? Refuse<T?>(path, rule) : null;

    /// <summary>An ISO 8601 time.</summary>
    protected DateTimeOffset? Time(JsonElement json, string path) =>
        Text(json, path) is null ? null
        : UtcMillisecondsConverter.TryRead(json, out var time) ? time
        : Refuse<DateTimeOffset?>(path, "must be an ISO 8601 time.");

    /// <summary>Keeps a flaw, and stands for what is absent because of it.</summary>
    protected T Refuse<T>(string path, string rule)
    {
        Refuse(path, rule);
        return default!;
    }

    /// <summary>Keeps a flaw.</summary>
    protected void Refuse(string path, string rule)
    {
        if (flaws.Count < PreferenceLimits.Flaws)
        {
            flaws.Add(new PreferenceFlaw(path, rule));
        }
    }

    private static string Shorten(string name) => name.Length <= PreferenceLimits.DeviceId ? name : name[..PreferenceLimits.DeviceId];

    private static string? NameOf(JsonProperty member)
    {
        try
        {
            return member.Name;
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }
}
