using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json;

namespace Fixia.Load;

/// <summary>Sends at a rate of its own, whether or not the answers keep up.</summary>
internal sealed class Producer(JsonElement ready) : IDisposable
{
    private readonly HttpClient _http = new(new SocketsHttpHandler { MaxConnectionsPerServer = 256 })
    {
        DefaultRequestHeaders = { { "x-functions-key", ready.GetProperty("producerKey").GetString() } },
        Timeout = TimeSpan.FromMinutes(2),
    };

    /// <summary>Which notifications were created, and when their producer knew.</summary>
    public ConcurrentQueue<(string Id, long AnsweredAt)> Created { get; } = new();

    /// <summary>Sends at a constant rate, and waits for the last answer.</summary>
    /// <param name="perSecond">Requests a second.</param>
    /// <param name="duration">For how long.</param>
    /// <param name="recipients">The users of the n-th request.</param>
    public async Task SendAsync(double perSecond, TimeSpan duration, Func<int, string[]> recipients)
    {
        var began = Stopwatch.GetTimestamp();
        var sending = new List<Task>();
        for (var n = 0; n < perSecond * duration.TotalSeconds; n++)
        {
            var early = TimeSpan.FromSeconds(n / perSecond) - Stopwatch.GetElapsedTime(began);
            if (early > TimeSpan.FromMilliseconds(1))
            {
                await Task.Delay(early);
            }

            sending.Add(CreateAsync(recipients(n)));
        }

        await Task.WhenAll(sending);
    }

    /// <summary>Sends one notification to many users as a batch.</summary>
    /// <returns>The id of the batch.</returns>
    public async Task<string> StartBatchAsync(IEnumerable<string> users)
    {
        using var response = await _http.PostAsJsonAsync(
            $"{ready.GetProperty("functions")}/batches", new { user_ids = users, type = "message", title = "Mensaje", message = "Hola, ¿sigue disponible?" });
        return (await response.EnsureSuccessStatusCode().Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetString()!;
    }

    /// <summary>How many users a batch has not served yet.</summary>
    public async Task<int> RemainingAsync(string batch) =>
        (await _http.GetFromJsonAsync<JsonElement>($"{ready.GetProperty("functions")}/batches/{batch}")).GetProperty("remaining").GetInt32();

    public void Dispose() => _http.Dispose();

    private async Task CreateAsync(string[] users)
    {
        using var response = await _http.PostAsJsonAsync(
            $"{ready.GetProperty("functions")}/notifications", new { user_ids = users, type = "message", title = "Mensaje", message = "Hola, ¿sigue disponible?" });
        var answeredAt = Stopwatch.GetTimestamp();
        var answer = await response.EnsureSuccessStatusCode().Content.ReadFromJsonAsync<JsonElement>();
        foreach (var notification in answer.GetProperty("notifications").EnumerateArray())
        {
            Created.Enqueue((notification.GetProperty("id").GetString()!, answeredAt));
        }
    }
}
