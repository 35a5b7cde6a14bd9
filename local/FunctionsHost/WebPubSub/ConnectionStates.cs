using System.Text.Json;

namespace Fixia.Local.FunctionsHost.WebPubSub;

/// <summary>
/// What an app keeps with a connection. The header holds base64 of a JSON object whose values are base64 too; what another
/// SDK wrote there in a form of its own is left alone.
/// </summary>
internal sealed class ConnectionStates(IReadOnlyDictionary<string, byte[]> values)
{
    public const string Header = "ce-connectionState";

    public static ConnectionStates Decode(string? header)
    {
        try
        {
            return new ConnectionStates(JsonSerializer.Deserialize<Dictionary<string, byte[]>>(Convert.FromBase64String(header ?? string.Empty)) ?? []);
        }
        catch (Exception e) when (e is FormatException or JsonException)
        {
            return new ConnectionStates(new Dictionary<string, byte[]>());
        }
    }

    /// <summary>The header that keeps these states and sets the changed ones; null when nothing changes.</summary>
    /// <param name="changes">Names with base64 of their values, as a function answers them.</param>
    public string? Changed(JsonElement changes)
    {
        if (changes.ValueKind != JsonValueKind.Object || !changes.EnumerateObject().Any())
        {
            return null;
        }

        var merged = new Dictionary<string, byte[]>(values);
        foreach (var state in changes.EnumerateObject())
        {
            merged[state.Name] = state.Value.GetBytesFromBase64();
        }

        return Convert.ToBase64String(JsonSerializer.SerializeToUtf8Bytes(merged));
    }

    public void Write(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        foreach (var (name, value) in values)
        {
            json.WriteBase64String(name, value);
        }

        json.WriteEndObject();
    }
}
