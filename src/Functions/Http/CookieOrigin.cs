using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace Fixia.Functions.Http;

/// <summary>
/// Whether a request with the cookie comes from a page that may use it. A browser attaches the cookie by itself, whoever
/// made it send the request, but tells honestly who that was.
/// </summary>
internal static class CookieOrigin
{
    /// <summary>
    /// <c>Sec-Fetch-Site</c> (Fetch Metadata, W3C) tells the own pages; <c>Origin</c> tells every other one, and decides
    /// alone in browsers that do not send the first. Where neither is sent, only a request that changes nothing passes: a
    /// browser adds <c>Origin</c> to all others.
    /// </summary>
    public static bool IsTrusted(HttpRequest request, CookieTrustOptions options)
    {
        var site = request.Headers["Sec-Fetch-Site"].ToString();
        if (site is "same-origin" or "none")
        {
            return true;
        }

        var origin = request.Headers[HeaderNames.Origin].ToString();
        return origin.Length > 0
            ? options.TrustedOrigins.Contains(origin, StringComparer.OrdinalIgnoreCase) || IsOwn(origin, request)
            : site.Length == 0 && (HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method));
    }

    /// <summary>The scheme is left out: TLS ends before the app.</summary>
    private static bool IsOwn(string origin, HttpRequest request) =>
        request.Headers["Sec-Fetch-Site"].Count == 0
        && Uri.TryCreate(origin, UriKind.Absolute, out var url)
        && string.Equals(url.Authority, request.Host.Value, StringComparison.OrdinalIgnoreCase);
}
