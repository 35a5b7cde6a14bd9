using System.Buffers;
using System.Text.Json;

namespace Fixia.Shared.Preferences;

/// <summary>JSON Merge Patch, https://www.rfc-editor.org/rfc/rfc7396.</summary>
public static class MergePatch
{
    /// <summary>
    /// Applies <paramref name="patch"/> to <paramref name="target"/>, neither of which changes. Where an object names a
    /// member twice, the last one counts. Numbers keep their spelling.
    /// </summary>
    /// <returns>False when a name or a text holds half a surrogate pair, which JSON can spell and no text can hold.</returns>
    public static bool TryApply(JsonElement target, JsonElement patch, out JsonElement result)
    {
        var buffer = new ArrayBufferWriter<byte>();
        result = default;
        try
        {
            using (var writer = new Utf8JsonWriter(buffer))
            {
                Write(writer, target, patch);
            }
        }
        catch (Exception e) when (e is InvalidOperationException or ArgumentException)
        {
            return false;
        }

        // As deep as what was read already, and by that bounded.
        result = JsonElement.Parse(buffer.WrittenSpan, new JsonDocumentOptions { MaxDepth = int.MaxValue });
        return true;
    }

    private static void Write(Utf8JsonWriter writer, JsonElement? target, JsonElement patch)
    {
        if (patch.ValueKind != JsonValueKind.Object)
        {
            patch.WriteTo(writer);
            return;
        }

        var changes = Members(patch);
        var kept = target is { ValueKind: JsonValueKind.Object } found ? Members(found) : [];
        writer.WriteStartObject();
        foreach (var (name, value) in kept)
        {
            if (!changes.Remove(name, out var change))
            {
                writer.WritePropertyName(name);
                value.WriteTo(writer);
            }
            else if (change.ValueKind != JsonValueKind.Null)
            {
                writer.WritePropertyName(name);
                Write(writer, value, change);
            }
        }

        foreach (var (name, change) in changes.Where(change => change.Value.ValueKind != JsonValueKind.Null))
        {
            writer.WritePropertyName(name);
            Write(writer, null, change);
        }

        writer.WriteEndObject();
    }

    private static Dictionary<string, JsonElement> Members(JsonElement json)
    {
        var members = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        foreach (var member in json.EnumerateObject())
        {
            members[member.Name] = member.Value;
        }

        return members;
    }
}
