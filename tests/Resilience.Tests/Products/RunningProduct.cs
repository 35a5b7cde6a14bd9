using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Fixia.Shared.Notifications;

namespace Fixia.Resilience.Tests.Products;

/// <summary>The product behind its HTTP API, as producers and users reach it. What runs it differs by test.</summary>
public abstract class RunningProduct : IAsyncDisposable
{
    private static readonly TimeSpan ProducerPause = TimeSpan.FromMilliseconds(100);
    private readonly HttpClient http = new();

    /// <summary>The base URL of the functions, without a slash at its end.</summary>
    protected abstract string Functions { get; }

    protected abstract string ProducerKey { get; }

    /// <summary>The app's token of a user.</summary>
    protected abstract Task<string> GetTokenAsync(string user, CancellationToken cancellationToken);

    public virtual ValueTask DisposeAsync()
    {
        http.Dispose();
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }

    /// <summary>A URL for one device.</summary>
    public async Task<Uri> NegotiateAsync(string user, CancellationToken cancellationToken)
    {
        var answer = await CallAsync(user, HttpMethod.Post, "negotiate", cancellationToken);
        return new Uri(answer.GetProperty("url").GetString()!);
    }

    /// <summary>Calls as a user; the body of the answer, undefined when it has none.</summary>
    public async Task<JsonElement> CallAsync(string user, HttpMethod method, string path, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(method, $"{Functions}/{path}");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", await GetTokenAsync(user, cancellationToken));
        using var response = await http.SendAsync(request, cancellationToken);
        response.EnsureSuccessStatusCode();
        return response.StatusCode == HttpStatusCode.NoContent ? default : await response.Content.ReadFromJsonAsync<JsonElement>(cancellationToken);
    }

    /// <summary>Changes the preferences of a user, by a JSON Merge Patch.</summary>
    public async Task ChangePreferencesAsync(string user, string patch, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Patch, $"{Functions}/preferences")
        {
            Content = new StringContent(patch, Encoding.UTF8, "application/merge-patch+json"),
        };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", await GetTokenAsync(user, cancellationToken));
        using var response = await http.SendAsync(request, cancellationToken);
        response.EnsureSuccessStatusCode();
    }

    /// <summary>The whole feed of a user, newest first.</summary>
    public async Task<List<JsonElement>> ReadFeedAsync(string user, CancellationToken cancellationToken)
    {
        var notifications = new List<JsonElement>();
        string? cursor = null;
        do
        {
            var page = await CallAsync(user, HttpMethod.Get, $"notifications?limit=100&cursor={cursor}", cancellationToken);
            notifications.AddRange(page.GetProperty("notifications").EnumerateArray());
            cursor = page.GetProperty("cursor").GetString();
        }
        while (cursor is not null);

        return notifications;
    }

    /// <summary>The exact unread count.</summary>
    public async Task<int> CountUnreadAsync(string user, CancellationToken cancellationToken) =>
        (await CallAsync(user, HttpMethod.Get, "notifications/unread-count", cancellationToken)).GetProperty("count").GetInt32();

    /// <summary>
    /// Creates notifications as a producer should: with an idempotency key, and again until it was told 201 or 202. Returns how
    /// many attempts that took.
    /// </summary>
    public Task<int> CreateAsync(IReadOnlyList<string> users, string title, CancellationToken cancellationToken) =>
        PostAsync("notifications", new { user_ids = users, type = "message", title, message = "Hola" }, cancellationToken);

    /// <summary>Creates notifications that are sent later, and go by a key, under the same rules.</summary>
    public Task<int> ScheduleAsync(IReadOnlyList<string> users, string key, DateTimeOffset sendAt, CancellationToken cancellationToken) =>
        PostAsync("notifications", new { user_ids = users, type = "message", title = key, message = "Hola", key, send_at = sendAt }, cancellationToken);

    /// <summary>Does something to the notifications of a key; the status of the answer.</summary>
    public async Task<HttpStatusCode> ByKeyAsync(HttpMethod method, string key, object? body, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(method, $"{Functions}/notifications/by-key/{key}")
        {
            Content = body is null ? null : JsonContent.Create(body),
            Headers = { { "x-functions-key", ProducerKey } },
        };
        using var response = await http.SendAsync(request, cancellationToken);
        return response.StatusCode;
    }

    /// <summary>Sends to many users by a batch; its id.</summary>
    public async Task<string> SendAsync(IReadOnlyList<string> users, string title, CancellationToken cancellationToken)
    {
        var body = new { user_ids = users, type = "system", title, message = "Hola" };
        var batch = await CallAsProducerAsync(HttpMethod.Post, "batches", JsonContent.Create(body), cancellationToken);
        return batch.GetProperty("id").GetString()!;
    }

    /// <summary>The same with a text of its own for each user, as long as one can be, so that a few of them make several chunks.</summary>
    public async Task<string> SendEachAsync(IEnumerable<string> users, string title, CancellationToken cancellationToken)
    {
        var text = new string('x', ContentLimits.Message);
        var lines = users.Select(user => $$"""{"user_ids":["{{user}}"],"type":"system","title":"{{title}}","message":"{{text}}"}""");
        var content = new StringContent(string.Join('\n', lines), Encoding.UTF8, "application/x-ndjson");
        var batch = await CallAsProducerAsync(HttpMethod.Post, "batches", content, cancellationToken);
        return batch.GetProperty("id").GetString()!;
    }

    /// <summary>How far a batch is.</summary>
    public Task<JsonElement> ReadBatchAsync(string batch, CancellationToken cancellationToken) =>
        CallAsProducerAsync(HttpMethod.Get, $"batches/{batch}", body: null, cancellationToken);

    /// <summary>Announces something to everybody, under the same rules as <see cref="CreateAsync"/>.</summary>
    public Task<int> AnnounceAsync(string title, CancellationToken cancellationToken) =>
        PostAsync("announcements", new { type = "system", title, message = "Hoy" }, cancellationToken);

    private async Task<JsonElement> CallAsProducerAsync(HttpMethod method, string path, HttpContent? body, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(method, $"{Functions}/{path}") { Content = body, Headers = { { "x-functions-key", ProducerKey } } };
        using var response = await http.SendAsync(request, cancellationToken);
        response.EnsureSuccessStatusCode();
        return await response.Content.ReadFromJsonAsync<JsonElement>(cancellationToken);
    }

    private async Task<int> PostAsync(string path, object body, CancellationToken cancellationToken)
    {
        var key = Guid.NewGuid().ToString();
        for (var attempt = 1; ; attempt++)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, $"{Functions}/{path}")
            {
                Content = JsonContent.Create(body),
                Headers = { { "x-functions-key", ProducerKey }, { "Idempotency-Key", key } },
            };
            try
            {
                using var response = await http.SendAsync(request, cancellationToken);
                if (response.StatusCode is HttpStatusCode.Created or HttpStatusCode.Accepted)
                {
                    return attempt;
                }

                Assert.True(
                    response.StatusCode is HttpStatusCode.MultiStatus or >= HttpStatusCode.InternalServerError,
                    $"A producer was answered {response.StatusCode}.");
            }
            catch (Exception e) when (e is HttpRequestException or SocketException)
            {
                // The product is away: the answer, if there was one, is lost.
            }

            await Task.Delay(ProducerPause, cancellationToken);
        }
    }
}
