using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Fixia.Shared.Json;

/// <summary>Reads what a caller sent. Unknown members are ignored; a wrong type is refused by the member's name.</summary>
public static class RequestJson
{
    /// <summary>Reads one JSON object.</summary>
    /// <exception cref="InvalidRequestException">The text is not JSON, not an object, or a member has a wrong type.</exception>
    public static T Read<T>(ReadOnlySpan<byte> utf8, JsonTypeInfo<T> type)
        where T : class
    {
        try
        {
            return JsonSerializer.Deserialize(utf8, type)
                ?? throw new InvalidRequestException("The body must be a JSON object, not null.");
        }
        catch (JsonException e)
        {
            throw Refusal(e);
        }
    }

    private static InvalidRequestException Refusal(JsonException e)
    {
        var member = e.Path?.TrimStart('$').TrimStart('.');
        return string.IsNullOrEmpty(member)
            ? new InvalidRequestException("The body must be a JSON object of the documented members.")
            : new InvalidRequestException($"'{member}' has a wrong type or value.", member);
    }
}
