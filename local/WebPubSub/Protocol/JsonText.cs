using System.Text.Json;

namespace Fixia.Local.WebPubSub.Protocol;

/// <summary>JSON that is passed on as it came, and so has to be checked first.</summary>
internal static class JsonText
{
    /// <summary>Whether the bytes are exactly one JSON value.</summary>
    public static bool IsValid(ReadOnlySpan<byte> utf8)
    {
        try
        {
            var reader = new Utf8JsonReader(utf8);
            while (reader.Read())
            {
                reader.Skip();
            }

            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
