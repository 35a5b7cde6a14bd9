using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Fixia.Local.WebPubSub.Http;

/// <summary>
/// The path as the caller wrote it. Names of groups and users can hold any character, a slash included, and the server's
/// own decoding leaves <c>%2F</c> as it is, which makes it look like <c>%252F</c>.
/// </summary>
internal static class RequestTarget
{
    /// <summary>The path without the query, still encoded.</summary>
    public static string PathOf(HttpContext context)
    {
        var target = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        var query = target.IndexOf('?', StringComparison.Ordinal);
        var path = query < 0 ? target : target[..query];

        // A request to a proxy names the whole URL (RFC 9112, section 3.2.2).
        return path.StartsWith('/') || !Uri.TryCreate(path, UriKind.Absolute, out var url) ? path : url.AbsolutePath;
    }

    /// <summary>The segments of a path, each decoded once.</summary>
    public static string[] SegmentsOf(string path) =>
        [.. path.Split('/').Skip(1).Select(Uri.UnescapeDataString)];
}
