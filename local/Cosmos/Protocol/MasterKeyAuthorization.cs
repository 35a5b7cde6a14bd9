using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace Fixia.Local.Cosmos.Protocol;

/// <summary>
/// Checks the Authorization header of a request against the account key:
/// https://learn.microsoft.com/rest/api/cosmos-db/access-control-on-cosmosdb-resources.
/// </summary>
internal sealed class MasterKeyAuthorization(byte[] key)
{
    // Against the machine's clock, which clients sign with, even where a test moves the endpoint's own.
    private static readonly TimeSpan MostSkew = TimeSpan.FromMinutes(15);

    /// <exception cref="ServiceException">401: the header is missing or its signature is wrong; 403: its date is too far from now.</exception>
    public void Check(HttpRequest request)
    {
        var token = WebUtility.UrlDecode(request.Headers.Authorization.ToString());
        const string prefix = "type=master&ver=1.0&sig=";
        if (token.Length == 0)
        {
            throw ServiceException.Unauthorized("The request has no Authorization header.");
        }

        if (!token.StartsWith(prefix, StringComparison.OrdinalIgnoreCase))
        {
            throw ServiceException.Unauthorized("The Authorization header is not a master key token (type=master&ver=1.0&sig=...).");
        }

        var date = request.Headers[HeaderNames.Date].ToString();
        CheckDate(date.Length > 0 ? date : request.Headers.Date.ToString());
        var signature = Encoding.ASCII.GetBytes(token[prefix.Length..]);
        if (!Links(request.Path.Value ?? "/").Any(target => CryptographicOperations.FixedTimeEquals(signature, Sign(request, target, date))))
        {
            throw ServiceException.Unauthorized("The signature in the Authorization header does not match: the account key or what was signed differs.");
        }
    }

    private static void CheckDate(string date)
    {
        if (!DateTimeOffset.TryParse(date, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var signed))
        {
            throw ServiceException.Unauthorized($"The request has no valid {HeaderNames.Date} header.");
        }

        if ((signed - DateTimeOffset.UtcNow).Duration() > MostSkew)
        {
            throw ServiceException.Forbidden("The authorization token is not valid at the current time.");
        }
    }

    /// <summary>
    /// The resource types and links that a path can mean: by names, its resource is the whole path, or its parent's for a
    /// feed; by internal ids, the last id in lower case.
    /// </summary>
    private static IEnumerable<(string Type, string Link)> Links(string path)
    {
        var segments = path.Split('/', StringSplitOptions.RemoveEmptyEntries);
        if (segments.Length == 0)
        {
            return [("", "")];
        }

        var isFeed = segments.Length % 2 == 1;
        var type = isFeed ? segments[^1] : segments[^2];
        var owner = isFeed ? segments[..^1] : segments;
        return owner.Length == 0
            ? [(type, "")]
            : [(type, string.Join('/', owner)), (type, owner[^1].ToLowerInvariant())];
    }

    private byte[] Sign(HttpRequest request, (string Type, string Link) target, string date)
    {
        var otherDate = date.Length == 0 ? request.Headers.Date.ToString() : "";
        var payload = $"{request.Method.ToLowerInvariant()}\n{target.Type.ToLowerInvariant()}\n{target.Link}\n{date.ToLowerInvariant()}\n{otherDate.ToLowerInvariant()}\n";
        return Encoding.ASCII.GetBytes(Convert.ToBase64String(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(payload))));
    }
}
