using System.Text.Json;
using Fixia.Local.Cosmos.Sql;
using Microsoft.AspNetCore.Http;

namespace Fixia.Local.Cosmos.Protocol;

/// <summary>
/// The header <c>x-ms-documentdb-partitionkey</c>: a JSON array with the one value of the key; an empty object in it
/// stands for a document without the property
/// (https://learn.microsoft.com/rest/api/cosmos-db/common-cosmosdb-rest-request-headers).
/// </summary>
internal static class PartitionKeyHeader
{
    private const int MostBytes = 2048;

    /// <returns>Null when the request names no partition key.</returns>
    /// <exception cref="ServiceException">400: the header is malformed.</exception>
    public static Value? TryRead(HttpRequest request)
    {
        return request.Headers[HeaderNames.PartitionKey] is [{ Length: > 0 } header, ..] ? Parse(header) : null;
    }

    /// <exception cref="ServiceException">400: it is malformed.</exception>
    public static Value Parse(string text)
    {
        JsonElement key;
        try
        {
            key = JsonElement.Parse(text);
        }
        catch (JsonException)
        {
            throw ServiceException.BadRequest($"The header {HeaderNames.PartitionKey} is not JSON.");
        }

        if (key.ValueKind != JsonValueKind.Array || key.GetArrayLength() != 1)
        {
            throw ServiceException.BadRequest($"The header {HeaderNames.PartitionKey} is not an array of one value.");
        }

        var value = Value.From(key[0]);
        return value.Kind switch
        {
            ValueKind.Object when value.Element.GetPropertyCount() == 0 => Value.Undefined,
            ValueKind.Object or ValueKind.Array => throw ServiceException.BadRequest("A partition key is a string, a number, a boolean or null."),
            ValueKind.String when System.Text.Encoding.UTF8.GetByteCount(value.Text) > MostBytes =>
                throw ServiceException.BadRequest($"The partition key is longer than {MostBytes} bytes."),
            _ => value,
        };
    }

    /// <exception cref="ServiceException">400: the header is missing or malformed.</exception>
    public static Value Read(HttpRequest request) => TryRead(request)
        ?? throw ServiceException.BadRequest($"The operation needs the header {HeaderNames.PartitionKey}.");
}
