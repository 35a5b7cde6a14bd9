using Microsoft.AspNetCore.Http;

namespace Fixia.Local.WebPubSub.Security;

/// <summary>
/// Compares a token's audience with the URL that was called. The REST reference asks for the request's URL; signers
/// disagree about the query and about which characters of the path to escape, so neither counts.
/// </summary>
internal static class TokenAudience
{
    public static Func<string, bool> Of(HttpRequest request, string path) =>
        audience => Matches(audience, request, path);

    private static bool Matches(string audience, HttpRequest request, string path) =>
        Uri.TryCreate(audience, UriKind.Absolute, out var uri)
        && uri.Scheme is "http" or "https"
        && string.Equals(uri.Authority, AuthorityOf(request), StringComparison.OrdinalIgnoreCase)
        && string.Equals(Uri.UnescapeDataString(uri.AbsolutePath), Uri.UnescapeDataString(path), StringComparison.OrdinalIgnoreCase);

    private static string AuthorityOf(HttpRequest request) =>
        new Uri($"{request.Scheme}://{request.Host.Value}").Authority;
}
