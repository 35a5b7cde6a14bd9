using System.Text;
using System.Text.Json;

namespace Fixia.Local.Cosmos.Protocol;

/// <summary>The rules for ids: https://learn.microsoft.com/azure/cosmos-db/concepts-limits#per-item-limits.</summary>
internal static class ResourceName
{
    private const int MostBytes = 1023;

    /// <exception cref="ServiceException">400: the id is missing or breaks a rule.</exception>
    public static string Read(JsonElement resource)
    {
        if (resource.ValueKind != JsonValueKind.Object || !resource.TryGetProperty("id", out var member))
        {
            throw ServiceException.BadRequest("The input content is invalid because the required property 'id' is missing.");
        }

        if (member.ValueKind != JsonValueKind.String || member.GetString() is not { Length: > 0 } id)
        {
            throw ServiceException.BadRequest("The input content is invalid because 'id' is not a string with at least one character.");
        }

        if (id.AsSpan().IndexOfAny("/\\?#") >= 0)
        {
            throw ServiceException.BadRequest($"The id '{id}' has one of the characters that an id can't have: / \\ ? #");
        }

        return Encoding.UTF8.GetByteCount(id) <= MostBytes
            ? id
            : throw ServiceException.BadRequest($"The id is longer than {MostBytes} bytes.");
    }
}
