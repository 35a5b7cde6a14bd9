using Microsoft.AspNetCore.Http;

namespace Fixia.Local.WebPubSub.Security;

/// <summary>The token of an <c>Authorization</c> header: RFC 6750, section 2.1.</summary>
internal static class BearerToken
{
    private const string Prefix = "Bearer ";

    /// <summary>The token, or null when the header is missing or of another scheme.</summary>
    public static string? Of(HttpRequest request)
    {
        var header = request.Headers.Authorization.ToString();
        return header.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase) ? header[Prefix.Length..].Trim() : null;
    }
}
