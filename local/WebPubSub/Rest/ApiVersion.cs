using Microsoft.AspNetCore.Http;

namespace Fixia.Local.WebPubSub.Rest;

/// <summary>
/// The <c>api-version</c> of a call. The operations of every published version are those of the newest or fewer; without
/// a version a call means the newest.
/// </summary>
internal static class ApiVersion
{
    private static readonly HashSet<string> Known =
    [
        "2021-05-01-preview", "2021-08-01-preview", "2021-10-01", "2022-10-01-preview", "2022-11-01", "2023-07-01", "2024-01-01", "2024-12-01",
    ];

    /// <exception cref="RestException">The version is unknown, or given more than once.</exception>
    public static void Check(HttpRequest request)
    {
        var versions = request.Query["api-version"];
        if (versions.Count > 1 || (versions.Count == 1 && !Known.Contains(versions[0] ?? "")))
        {
            throw RestException.BadRequest($"The api-version '{versions}' is not supported.", "api-version");
        }
    }
}
