using System.Net.Http.Headers;

namespace Fixia.Peers;

/// <summary>What a browser adds to every request, the same for all systems.</summary>
internal static class Browser
{
    /// <summary>Its name.</summary>
    public const string UserAgent = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36";

    /// <summary>Whose page it is.</summary>
    public const string Origin = "https://www.fixia.app";

    /// <summary>A client that sends such headers.</summary>
    public static HttpClient Open(int port, string token)
    {
        var http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}/") };
        var headers = http.DefaultRequestHeaders;
        headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        headers.Add("User-Agent", UserAgent);
        headers.Add("Origin", Origin);
        headers.Add("Referer", Origin + "/");
        headers.Add("Accept", "*/*");
        headers.Add("Accept-Encoding", "gzip, deflate, br, zstd");
        headers.Add("Accept-Language", "es-AR,es;q=0.9,en;q=0.8");
        headers.Add("Sec-Fetch-Dest", "empty");
        headers.Add("Sec-Fetch-Mode", "cors");
        headers.Add("Sec-Fetch-Site", "same-site");
        return http;
    }
}
