using System.Text.Json;

namespace Fixia.Shared.Data;

/// <summary>
/// Reads a stored document member by member, because anybody may have written it. Null means the same as absent, unknown
/// members are of no matter, and the first member that can't be read becomes the <see cref="Flaw"/> of the document.
/// </summary>
public sealed class MemberReader
{
    // Half of a surrogate pair, which JSON can spell and no text can hold.
    private const string Halves = "must be spelled in whole characters.";

    private readonly JsonElement document;

    /// <summary>Begins to read <paramref name="document"/>.</summary>
    public MemberReader(JsonElement document)
    {
        this.document = document;
        if (document.ValueKind != JsonValueKind.Object)
        {
            Flaw = "It is no JSON object.";
        }
    }

    /// <summary>What is wrong with the document, naming the member; null as long as nothing is.</summary>
    public string? Flaw { get; private set; }

    /// <summary>A text; null when absent.</summary>
    public string? Text(string name)
    {
        if (Find(name, JsonValueKind.String, "a text") is not { } member)
        {
            return null;
        }

        try
        {
            return member.GetString();
        }
        catch (InvalidOperationException)
        {
            return Refuse<string?>(name, Halves);
        }
    }

    /// <summary>A text; null when absent, or anything else: for what must not cost the document.</summary>
    public string? LenientText(string name) => Find(name) is { ValueKind: JsonValueKind.String } ? Text(name) : null;

    /// <summary>A JSON value as text; null when it is none, or no whole text.</summary>
    public static string? TextOf(JsonElement value)
    {
        try
        {
            return value.ValueKind == JsonValueKind.String ? value.GetString() : null;
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    /// <summary>A text that must be there; empty when it is not.</summary>
    public string RequiredText(string name) => Text(name) ?? Refuse(name, "is missing.", "");

    /// <summary>An ISO 8601 time; null when absent.</summary>
    public DateTimeOffset? Time(string name)
    {
        if (Find(name, JsonValueKind.String, "an ISO 8601 time") is not { } member)
        {
            return null;
        }

        return UtcMillisecondsConverter.TryRead(member, out var time) ? time : Refuse<DateTimeOffset?>(name, "must be an ISO 8601 time.");
    }

    /// <summary>An ISO 8601 time; null when absent, or anything else: for what must not cost the document.</summary>
    public DateTimeOffset? LenientTime(string name) =>
        Find(name) is { ValueKind: JsonValueKind.String } member && UtcMillisecondsConverter.TryRead(member, out var time) ? time : null;

    /// <summary>An ISO 8601 time that must be there.</summary>
    public DateTimeOffset RequiredTime(string name) => Time(name) ?? Refuse<DateTimeOffset>(name, "is missing.");

    /// <summary>True or false; false when absent.</summary>
    public bool Flag(string name) =>
        Find(name) is { ValueKind: not JsonValueKind.False } member
        && (member.ValueKind == JsonValueKind.True || Refuse<bool>(name, "must be true or false."));

    /// <summary>A whole number; null when absent.</summary>
    public long? Number(string name) =>
        Find(name, JsonValueKind.Number, "a whole number") is { } member
            ? member.TryGetInt64(out var number) ? number : Refuse<long?>(name, "must be a whole number.")
            : null;

    /// <summary>A whole number; null when absent, or anything else.</summary>
    public long? LenientNumber(string name) => Find(name) is { ValueKind: JsonValueKind.Number } member && member.TryGetInt64(out var number) ? number : null;

    /// <summary>A list; null when absent.</summary>
    public JsonElement? List(string name) => Find(name, JsonValueKind.Array, "a list");

    /// <summary>An object; null when absent.</summary>
    public JsonElement? Nested(string name) => Find(name, JsonValueKind.Object, "an object");

    /// <summary>Whatever it is; null when absent.</summary>
    public JsonElement? Member(string name) => Find(name);

    /// <summary>Keeps a flaw, unless there is one already.</summary>
    public void Refuse(string name, string rule) => Flaw ??= $"'{name}' {rule}";

    private T Refuse<T>(string name, string rule, T value = default!)
    {
        Refuse(name, rule);
        return value;
    }

    private JsonElement? Find(string name, JsonValueKind kind, string what)
    {
        if (Find(name) is not { } member)
        {
            return null;
        }

        return member.ValueKind == kind ? member : Refuse<JsonElement?>(name, $"must be {what}.");
    }

    private JsonElement? Find(string name)
    {
        try
        {
            return document.ValueKind == JsonValueKind.Object && document.TryGetProperty(name, out var member) && member.ValueKind != JsonValueKind.Null
                ? member
                : null;
        }
        catch (InvalidOperationException)
        {
            // The name of some other member, met on the way.
            return Refuse<JsonElement?>(name, Halves);
        }
    }
}
