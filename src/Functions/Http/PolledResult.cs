using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Fixia.Shared.Realtime;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace Fixia.Functions.Http;

/// <summary>What all answers to polls have in common.</summary>
internal static class PolledResult
{
    /// <summary>The entity tags that the client has answers for, without their quotes.</summary>
    public static IEnumerable<string> KnownTags(HttpRequest request) =>
        EntityTagHeaderValue.TryParseList(request.Headers.IfNoneMatch, out var known) ? known.Select(tag => tag.Tag.ToString().Trim('"')) : [];
}

/// <summary>
/// The answer to a poll: an ETag, so that an unchanged answer costs no body (RFC 9110 section 13.1.2), and the seconds until
/// the client should ask again, <c>X-Poll-Interval</c> while it has no connection and <c>X-Poll-Interval-Live</c> while it has.
/// </summary>
/// <param name="value">The answer; null when the client has it already, under <paramref name="tag"/>.</param>
/// <param name="type">How it is written.</param>
/// <param name="options">The intervals.</param>
/// <param name="tag">The entity tag without its quotes; null for one of the answer itself.</param>
internal sealed class PolledResult<T>(T? value, JsonTypeInfo<T> type, RealtimeOptions options, string? tag = null) : IResult
    where T : class
{
    /// <inheritdoc/>
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var body = value is null ? [] : JsonSerializer.SerializeToUtf8Bytes(value, type);
        var version = tag ?? Convert.ToHexStringLower(SHA256.HashData(body).AsSpan(0, 12));
        var response = httpContext.Response;
        response.Headers.ETag = $"\"{version}\"";
        response.Headers.CacheControl = "private, no-cache";
        response.Headers.Vary = "Authorization, Cookie";
        response.Headers["X-Poll-Interval"] = Seconds(options.PollInterval);
        response.Headers["X-Poll-Interval-Live"] = Seconds(options.LivePollInterval);
        if (value is null || PolledResult.KnownTags(httpContext.Request).Any(known => known == "*" || known == version))
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

    private static string Seconds(TimeSpan interval) => ((int)interval.TotalSeconds).ToString(CultureInfo.InvariantCulture);
}
