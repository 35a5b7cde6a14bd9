using System.Text.Json;
using Fixia.Local.Cosmos.Storage;
using Microsoft.AspNetCore.Http;

namespace Fixia.Local.Cosmos.Protocol;

internal static class RequestBody
{
    /// <summary>Reads a JSON object.</summary>
    /// <param name="request">The request.</param>
    /// <param name="orArray">Whether an array will do too.</param>
    /// <exception cref="ServiceException">400: the body is no JSON object; 413: it is too large.</exception>
    public static async Task<JsonElement> ReadAsync(HttpRequest request, bool orArray = false)
    {
        using var buffer = await BufferAsync(request);
        return Parse(buffer.GetBuffer().AsMemory(0, (int)buffer.Length), orArray);
    }

    /// <summary>Reads a JSON object that came in another body.</summary>
    /// <exception cref="ServiceException">400: it is none.</exception>
    public static JsonElement Parse(ReadOnlyMemory<byte> json, bool orArray = false)
    {
        var body = DocumentFormat.Parse(json);
        return body.ValueKind == JsonValueKind.Object || (orArray && body.ValueKind == JsonValueKind.Array)
            ? body
            : throw ServiceException.BadRequest("The body is not a JSON object.");
    }

    /// <summary>Reads the whole body.</summary>
    /// <exception cref="ServiceException">413: it is too large.</exception>
    public static async Task<MemoryStream> BufferAsync(HttpRequest request)
    {
        var buffer = new MemoryStream();
        try
        {
            await request.Body.CopyToAsync(buffer, request.HttpContext.RequestAborted);
            buffer.Position = 0;
            return buffer;
        }
        catch (BadHttpRequestException exception) when (exception.StatusCode == StatusCodes.Status413PayloadTooLarge)
        {
            throw ServiceException.TooLarge("The body of the request is too large.");
        }
    }
}
