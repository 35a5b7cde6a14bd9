using Microsoft.AspNetCore.Http;

namespace Fixia.Local.WebPubSub.Rest;

/// <summary>The <c>api-version</c> of a call. The operations of every published version are those of the newest or fewer.</summary>
internal static class ApiVersion
{
    private static readonly HashSet<string> Known =
    [
        "2021-05-01-preview", "2021-08-01-preview", "2021-10-01", "2022-10-01-preview", "2022-11-01", "2023-07-01", "2024-01-01", "2024-12-01",
    ];

    /// <exception cref="RestException">The version is missing or unknown.</exception>
    public static void Check(HttpRequest request)
    {
        var version = request.Query["api-version"].ToString();
        if (!Known.Contains(version))
        {
            throw RestException.BadRequest(
                version.Length == 0 ? "'api-version' is missing." : $"The api-version '{version}' is not supported.", "api-version");
        }
    }
}
