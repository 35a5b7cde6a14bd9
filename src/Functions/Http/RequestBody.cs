using System.Text.Json.Serialization.Metadata;
using Fixia.Shared;
using Fixia.Shared.Json;
using Microsoft.AspNetCore.Http;

namespace Fixia.Functions.Http;

/// <summary>Reads JSON bodies under a size limit.</summary>
internal static class RequestBody
{
    /// <summary>Most bytes of a body: a thousand user ids of full length and a full message fit, in any script.</summary>
    public const int MaxBytes = 1024 * 1024;

    /// <summary>Reads one JSON object.</summary>
    /// <exception cref="InvalidRequestException">The body is no such object.</exception>
    /// <exception cref="BadHttpRequestException">It is too large.</exception>
    public static async Task<T> ReadAsync<T>(HttpRequest request, JsonTypeInfo<T> type, CancellationToken cancellationToken)
        where T : class => RequestJson.Read((await ReadBytesAsync(request, cancellationToken)).Span, type);

    /// <summary>Reads all of it.</summary>
    /// <exception cref="BadHttpRequestException">It is larger than <paramref name="maxBytes"/>.</exception>
    public static async Task<ReadOnlyMemory<byte>> ReadBytesAsync(HttpRequest request, CancellationToken cancellationToken, int maxBytes = MaxBytes)
    {
        using var buffer = new MemoryStream();
        var chunk = new byte[16 * 1024];
        int read;
        while ((read = await request.Body.ReadAsync(chunk, cancellationToken)) > 0)
        {
            if (buffer.Length + read > maxBytes)
            {
                throw TooLarge(maxBytes);
            }

            buffer.Write(chunk, 0, read);
        }

        return buffer.GetBuffer().AsMemory(0, (int)buffer.Length);
    }

    /// <summary>What refuses a body as Kestrel does that has a limit of its own: 413.</summary>
    public static BadHttpRequestException TooLarge(int maxBytes) =>
        new($"The body is larger than {maxBytes} bytes.", StatusCodes.Status413PayloadTooLarge);
}
