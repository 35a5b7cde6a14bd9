using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Fixia.Local.Cosmos.Protocol;

namespace Fixia.Local.Cosmos.Query;

/// <summary>
/// Where the next page of a query starts: after the document with these sort keys and number. Opaque to clients.
/// </summary>
/// <param name="Keys">The values of ORDER BY at the last document of the page.</param>
/// <param name="Number">The last document's number, which decides among equal keys.</param>
/// <param name="Taken">How many documents all pages so far have returned, for TOP and LIMIT.</param>
internal sealed record Continuation(IReadOnlyList<byte[]> Keys, long Number, int Taken)
{
    public string Encode() =>
        Convert.ToBase64String(JsonSerializer.SerializeToUtf8Bytes(this, ContinuationJson.Default.Continuation));

    /// <exception cref="ServiceException">400: the token is not one of this query's.</exception>
    public static Continuation? Decode(string? token, int orderTerms)
    {
        if (string.IsNullOrEmpty(token))
        {
            return null;
        }

        try
        {
            var decoded = JsonSerializer.Deserialize(Convert.FromBase64String(token), ContinuationJson.Default.Continuation);
            return decoded?.Keys?.Count == orderTerms ? decoded : throw Malformed();
        }
        catch (Exception exception) when (exception is FormatException or JsonException or DecoderFallbackException)
        {
            throw Malformed();
        }
    }

    private static ServiceException Malformed() => ServiceException.BadRequest("The continuation token is not one of this query's.");
}

[JsonSerializable(typeof(Continuation))]
internal sealed partial class ContinuationJson : JsonSerializerContext;
