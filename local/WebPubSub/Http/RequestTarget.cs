using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Fixia.Local.WebPubSub.Http;

/// <summary>
/// The path as the caller wrote it. The service does not decode <c>%2F</c>, so no path names a group or a user with a slash
/// (Azure/azure-webpubsub, issue 847).
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

    /// <summary>The segments of a path, each decoded once but for its <c>%2F</c>.</summary>
    public static string[] SegmentsOf(string path) =>
        [.. path.Replace("%2F", "%252F", StringComparison.Ordinal).Replace("%2f", "%252f", StringComparison.Ordinal)
            .Split('/').Skip(1).Select(Uri.UnescapeDataString)];
}
