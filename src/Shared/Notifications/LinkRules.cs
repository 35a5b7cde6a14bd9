using Microsoft.Extensions.Options;

namespace Fixia.Shared.Notifications;

/// <summary>
/// The one rule for links. A request that breaks it is refused; a document that was written directly loses the link, in
/// the feed, in a sync and in a push.
/// </summary>
public sealed class LinkRules(IOptions<LinkOptions> options)
{
    /// <summary>The rule in words, to follow the name of a member.</summary>
    public const string Rule = "must be a path that starts with one '/', or an https URL of an allowed host.";

    /// <summary>A path on the web app or an https URL of a known host: nothing that a click could turn into script, or lead astray.</summary>
    public bool IsSafe(string url) =>
        url.Length <= ContentLimits.ActionUrl
        && !url.AsSpan().ContainsAnyInRange('\0', ' ')
        && !url.Contains('\\', StringComparison.Ordinal)
        && (url.StartsWith('/')
            ? !url.StartsWith("//", StringComparison.Ordinal)
            : Uri.TryCreate(url, UriKind.Absolute, out var uri)
                && uri.Scheme == Uri.UriSchemeHttps
                && uri.UserInfo.Length == 0
                && options.Value.ActionHosts.Contains(uri.IdnHost, StringComparer.OrdinalIgnoreCase));
}
