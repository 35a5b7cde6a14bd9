using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using FunctionsHost.Tests.Support;

namespace FunctionsHost.Tests.WebPubSub;

/// <summary>Sends events as the service does.</summary>
internal sealed record WebhookClient(TestHost Host)
{
    public string Origin { get; init; } = "127.0.0.1";

    public string Path { get; init; } = "runtime/webhooks/webpubsub";

    public string? Signature { get; init; } = $"sha256={Sign("primary-key")},sha256={Sign("an-older-key")}";

    public string? State { get; init; }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static string Sign(string key) =>
        Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(key), "connection-1"u8));

    public Task<HttpResponseMessage> SystemAsync(string name, string body) =>
        SendAsync(HttpMethod.Post, $"azure.webpubsub.sys.{name}", name, Encoding.UTF8.GetBytes(body), "application/json; charset=utf-8");

    public Task<HttpResponseMessage> UserAsync(string name, byte[] body, string contentType) =>
        SendAsync(HttpMethod.Post, $"azure.webpubsub.user.{name}", name, body, contentType);

    public Task<HttpResponseMessage> UserAsync(string name, string body) => UserAsync(name, Encoding.UTF8.GetBytes(body), "text/plain");

    public async Task<HttpResponseMessage> OptionsAsync()
    {
        using var request = new HttpRequestMessage(HttpMethod.Options, Path);
        request.Headers.Add("WebHook-Request-Origin", Origin);
        return await Host.Http.SendAsync(request, Cancellation);
    }

    public async Task<HttpResponseMessage> SendAsync(HttpMethod method, string type, string name, byte[] body, string contentType)
    {
        using var request = new HttpRequestMessage(method, Path) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(contentType);
        Add("WebHook-Request-Origin", Origin);
        Add("ce-specversion", "1.0");
        Add("ce-type", type);
        Add("ce-source", "/hubs/chat/client/connection-1");
        Add("ce-id", "1");
        Add("ce-time", "2026-01-01T00:00:00Z");
        Add("ce-signature", Signature);
        Add("ce-userId", "user-1");
        Add("ce-connectionId", "connection-1");
        Add("ce-hub", "Chat");
        Add("ce-eventName", name);
        Add("ce-subprotocol", "json.webpubsub.azure.v1");
        Add("ce-connectionState", State);
        return await Host.Http.SendAsync(request, Cancellation);

        void Add(string header, string? value)
        {
            if (value is not null)
            {
                request.Headers.Add(header, value);
            }
        }
    }
}
