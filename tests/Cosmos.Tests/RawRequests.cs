using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using Fixia.Local.Cosmos;

namespace Cosmos.Tests;

/// <summary>Requests without the SDK, signed as the documentation of the REST API says.</summary>
internal static class RawRequests
{
    public static async Task<HttpResponseMessage> SendAsync(
        this CosmosFixture cosmos, HttpMethod method, string type, string link, string path, Action<HttpRequestMessage>? configure = null,
        string key = CosmosEndpointOptions.EmulatorAccountKey, DateTimeOffset? at = null)
    {
        var date = (at ?? DateTimeOffset.UtcNow).ToString("r", CultureInfo.InvariantCulture);
        var payload = $"{method.Method.ToLowerInvariant()}\n{type}\n{link}\n{date.ToLowerInvariant()}\n\n";
        var signature = Convert.ToBase64String(HMACSHA256.HashData(Convert.FromBase64String(key), Encoding.UTF8.GetBytes(payload)));
        using var request = new HttpRequestMessage(method, new Uri(cosmos.Endpoint.Endpoint, path));
        request.Headers.TryAddWithoutValidation("authorization", WebUtility.UrlEncode($"type=master&ver=1.0&sig={signature}"));
        request.Headers.TryAddWithoutValidation("x-ms-date", date);
        request.Headers.TryAddWithoutValidation("x-ms-version", "2020-07-15");
        configure?.Invoke(request);
        using var http = new HttpClient();
        return await http.SendAsync(request, CosmosFixture.Ct);
    }
}
