using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Fixia.Local.Stack;

namespace Fixia.EndToEnd.Tests;

/// <summary>What the Fixia API does with the stack: it creates, it asks who is there, and it ends sessions.</summary>
public sealed class Producer(HttpClient http, ReadyLine ready)
{
    /// <summary>Creates a notification, and returns its id.</summary>
    public async Task<string> CreateAsync(
        string user, string title, CancellationToken cancellationToken, string type = "message", string message = "Hola", string priority = "normal", string? group = null, params (string Id, string Label)[] actions)
    {
        using var response = await SendAsync(
            HttpMethod.Post,
            "notifications",
            JsonContent.Create(new
            {
                user_ids = new[] { user }, type, title, message, priority, group_key = group, actions = actions.Length == 0 ? null : actions.Select(action => new { id = action.Id, label = action.Label }),
            }),
            cancellationToken);
        var body = await response.Content.ReadFromJsonAsync<JsonElement>(cancellationToken);
        return body.GetProperty("notifications")[0].GetProperty("id").GetString()!;
    }

    /// <summary>Has a notification sent at that time.</summary>
    public async Task CreateLaterAsync(string user, string title, DateTimeOffset at, CancellationToken cancellationToken) => (await SendAsync(
        HttpMethod.Post,
        "notifications",
        JsonContent.Create(new { user_ids = new[] { user }, type = "message", title, message = "Hola", send_at = at }),
        cancellationToken)).Dispose();

    /// <summary>Creates as many notifications for one user by a large send, which goes on after this returned.</summary>
    public async Task CreateManyAsync(string user, int count, CancellationToken cancellationToken)
    {
        var lines = Enumerable.Range(0, count).Select(i => $$"""{"user_ids":["{{user}}"],"type":"message","title":"Número {{i}}","message":"Hola"}""");
        var content = new StringContent(string.Join('\n', lines), Encoding.UTF8, "application/x-ndjson");
        (await SendAsync(HttpMethod.Post, "batches", content, cancellationToken)).Dispose();
    }

    /// <summary>Whether the user has a connection.</summary>
    public async Task<bool> IsConnectedAsync(string user, CancellationToken cancellationToken)
    {
        using var response = await SendAsync(HttpMethod.Get, $"users/{user}/presence", null, cancellationToken);
        var body = await response.Content.ReadFromJsonAsync<JsonElement>(cancellationToken);
        return body.GetProperty("connected").GetBoolean();
    }

    /// <summary>Whether something of a kind waits for its time, for the user.</summary>
    public async Task<bool> HasScheduledAsync(string user, string kind, CancellationToken cancellationToken)
    {
        using var response = await SendAsync(HttpMethod.Get, $"scheduled?kind={kind}&user_id={user}", null, cancellationToken);
        var body = await response.Content.ReadFromJsonAsync<JsonElement>(cancellationToken);
        return body.GetProperty("scheduled").GetArrayLength() > 0;
    }

    /// <summary>Closes every connection of the user, from the service's side.</summary>
    public async Task DisconnectAsync(string user, CancellationToken cancellationToken) =>
        (await SendAsync(HttpMethod.Post, $"users/{user}/disconnect", null, cancellationToken)).Dispose();

    /// <summary>Signs in as the user, for as long as said.</summary>
    public async Task<string> SignInAsync(string user, int seconds, CancellationToken cancellationToken)
    {
        var answer = await http.GetFromJsonAsync<JsonElement>(
            $"{ready.Page}dev/token?user={user}&seconds={seconds}", cancellationToken);
        return answer.GetProperty("token").GetString()!;
    }

    /// <summary>How many notifications the user has not seen, as the API counts them.</summary>
    public async Task<int> CountUnseenAsync(string user, CancellationToken cancellationToken)
    {
        var token = await SignInAsync(user, 60, cancellationToken);
        using var response = await ReadCountAsync(token, cancellationToken);
        var body = await response.Content.ReadFromJsonAsync<JsonElement>(cancellationToken);
        return body.GetProperty("unseen").GetInt32();
    }

    /// <summary>Changes what may interrupt the user, as another device would.</summary>
    /// <param name="user">The user.</param>
    /// <param name="patch">A JSON Merge Patch.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    public async Task WantAsync(string user, string patch, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Patch, $"{ready.Functions}/preferences")
        {
            Headers = { Authorization = new AuthenticationHeaderValue("Bearer", await SignInAsync(user, 60, cancellationToken)) },
            Content = new StringContent(patch, Encoding.UTF8, "application/merge-patch+json"),
        };
        using var response = await http.SendAsync(request, cancellationToken);
        response.EnsureSuccessStatusCode();
    }

    /// <summary>Snoozes a notification, as another device of the user would.</summary>
    public async Task SnoozeAsync(string user, string id, DateTimeOffset until, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"{ready.Functions}/notifications/marks")
        {
            Headers = { Authorization = new AuthenticationHeaderValue("Bearer", await SignInAsync(user, 60, cancellationToken)) },
            Content = JsonContent.Create(new { ids = new[] { id }, action = "snooze", until }),
        };
        using var response = await http.SendAsync(request, cancellationToken);
        response.EnsureSuccessStatusCode();
    }

    /// <summary>What time it is for the stack, whose clock the tests set forward.</summary>
    public async Task<DateTimeOffset> NowAsync(CancellationToken cancellationToken) =>
        (await http.GetFromJsonAsync<JsonElement>($"{ready.Page}dev/clock", cancellationToken)).GetProperty("now").GetDateTimeOffset();

    /// <summary>Sets the clock of the stack forward.</summary>
    public Task<HttpResponseMessage> SetClockAsync(string to, CancellationToken cancellationToken) =>
        http.PostAsync($"{ready.Page}dev/clock?to={Uri.EscapeDataString(to)}", null, cancellationToken);

    /// <summary>Whether the API takes a token.</summary>
    public async Task<bool> TakesAsync(string token, CancellationToken cancellationToken)
    {
        using var response = await ReadCountAsync(token, cancellationToken);
        return response.IsSuccessStatusCode;
    }

    private async Task<HttpResponseMessage> ReadCountAsync(string token, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"{ready.Functions}/notifications/unread-count")
        {
            Headers = { Authorization = new AuthenticationHeaderValue("Bearer", token) },
        };
        return await http.SendAsync(request, cancellationToken);
    }

    private async Task<HttpResponseMessage> SendAsync(
        HttpMethod method, string path, HttpContent? content, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(method, $"{ready.Functions}/{path}")
        {
            Content = content,
            Headers = { { "x-functions-key", ready.ProducerKey } },
        };
        var response = await http.SendAsync(request, cancellationToken);
        return response.EnsureSuccessStatusCode();
    }
}
