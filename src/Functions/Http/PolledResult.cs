using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace Fixia.Functions.Http;

/// <summary>
/// The answer to a poll: an ETag, so that an unchanged answer costs no body (RFC 9110 section 13.1.2), and
/// <c>X-Poll-Interval</c>, the seconds until the client should ask again.
/// </summary>
internal sealed class PolledResult<T>(T value, JsonTypeInfo<T> type, TimeSpan pollInterval, string? version = null) : IResult
{
    /// <inheritdoc/>
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(value, type);
        var tag = Tag(version is null ? body : Encoding.UTF8.GetBytes(version));
        var response = httpContext.Response;
        response.Headers.ETag = tag;
        response.Headers.CacheControl = "private, no-cache";
        response.Headers.Vary = "Authorization, Cookie";
        response.Headers["X-Poll-Interval"] = ((int)pollInterval.TotalSeconds).ToString(CultureInfo.InvariantCulture);
        if (Matches(httpContext.Request, tag))
        {
            response.StatusCode = StatusCodes.Status304NotModified;
            return;
        }

        response.ContentType = "application/json; charset=utf-8";
        response.ContentLength = body.Length;
        try
        {
            await response.Body.WriteAsync(body, httpContext.RequestAborted);
        }
        catch (OperationCanceledException) when (httpContext.RequestAborted.IsCancellationRequested)
        {
            // Nobody waits for this answer: no failure, and no error in the log.
        }
    }

    private static string Tag(ReadOnlySpan<byte> content) => $"\"{Convert.ToHexStringLower(SHA256.HashData(content).AsSpan(0, 12))}\"";

    private static bool Matches(HttpRequest request, string tag) =>
        EntityTagHeaderValue.TryParseList(request.Headers.IfNoneMatch, out var known)
        && known.Any(candidate => candidate.Equals(EntityTagHeaderValue.Any) || candidate.Compare(new EntityTagHeaderValue(tag), useStrongComparison: false));
}
