using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Azure;
using Azure.Storage.Queues;
using Azure.Storage.Queues.Models;
using Fixia.Shared.Batches;
using Fixia.Shared.Data;
using Fixia.Shared.Notifications;
using Fixia.Shared.Schedule;
using Fixia.Tests.Support;
using Microsoft.Azure.Cosmos;

namespace Fixia.EndToEnd.Tests;

/// <summary>The messages of the queues, each several times and in any order, through Azurite, the host and the real worker.</summary>
public sealed class RepeatedMessagesTests(LocalStack stack) : IDisposable
{
    private const int Copies = 3;
    private static readonly TimeSpan Delay = TimeSpan.FromSeconds(2);

    private readonly string run = Guid.NewGuid().ToString("N")[..8];
    private readonly HttpClient http = new() { DefaultRequestHeaders = { { "x-functions-key", stack.Ready.ProducerKey } } };
    private readonly QueueServiceClient queues = new(
        stack.Ready.Storage, new QueueClientOptions(QueueClientOptions.ServiceVersion.V2025_05_05) { MessageEncoding = QueueMessageEncoding.Base64 });
    private readonly CosmosClient cosmos = new(stack.Ready.Cosmos, new CosmosClientOptions { ConnectionMode = ConnectionMode.Gateway, LimitToEndpoint = true });

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        http.Dispose();
        cosmos.Dispose();
    }

    [Fact]
    public async Task Everybody_gets_everything_once_where_messages_come_again_and_out_of_order()
    {
        var users = Enumerable.Range(0, 160).Select(i => $"{run}-{i:D4}").ToArray();
        var few = users[..15];
        var due = (await stack.Producer.NowAsync(Token)) + (2 * Delay);
        ScheduledMessage[] scheduled =
        [
            .. await ScheduleAsync(few, "kept", due), .. await ScheduleAsync(few, "cancelled", due),
            .. await ScheduleAsync(few, "changed", due), .. await ScheduleAsync(few, "moved", due),
        ];
        await SendAsync(HttpMethod.Delete, "notifications/by-key/" + Title("cancelled"));
        await SendAsync(HttpMethod.Put, "notifications/by-key/" + Title("changed"), new { type = "message", title = Title("corrected"), message = "Hola" });
        await SendAsync(HttpMethod.Put, "notifications/by-key/" + Title("moved"), new { type = "message", title = Title("moved"), message = "Hola", send_at = due.AddHours(1) });
        var batch = await SendManyAsync(users, "batch");

        // As the product sends them itself: some before it is their turn, the others behind, and after all is done once more.
        var chunks = (await ReadAsync(FixiaDatabase.Batches, "SELECT c.id, c.batch_id FROM c WHERE STARTSWITH(c.sends[0].notification.title, @run)"))
            .ConvertAll(chunk => new BatchMessage(batch, ChunkId.Read(chunk["id"])!.Value).ToString());
        Assert.True(chunks.Count > 2);
        var copies = await CopyAsync(BatchQueue.Name, chunks, Delay);
        copies.AddRange(await CopyAsync(ScheduleQueue.Name, scheduled.Select(message => message.ToString()), 3 * Delay));
        await Patience.UntilAsync(async () => (await StatusAsync(batch)).State == "done", "the batch is done");
        foreach (var user in few)
        {
            await Patience.UntilAsync(async () => await stack.Producer.CountUnseenAsync(user, Token) >= 3, "what was due is stored");
        }

        copies.AddRange(await CopyAsync(BatchQueue.Name, chunks, TimeSpan.Zero));
        foreach (var (queue, copy) in copies)
        {
            await Patience.UntilAsync(() => IsWorkedOffAsync(queue, copy), "every copy was worked off");
        }

        var stored = (await ReadAsync(FixiaDatabase.Notifications, "SELECT c.title, c.user_id FROM c WHERE STARTSWITH(c.user_id, @run)"))
            .ToLookup(one => one["title"], one => one["user_id"]);
        Assert.Equal(("done", users.Length, 0, 0), await StatusAsync(batch));
        Assert.Equal(users, stored[Title("batch")].Order(StringComparer.Ordinal));
        Assert.Equal(few, stored[Title("kept")].Order(StringComparer.Ordinal));
        Assert.Equal(few, stored[Title("corrected")].Order(StringComparer.Ordinal));
        Assert.Equal(3, stored.Count);
    }

    private string Title(string what) => $"{run}-{what}";

    private async Task<IEnumerable<ScheduledMessage>> ScheduleAsync(string[] users, string what, DateTimeOffset due)
    {
        var answer = await SendAsync(
            HttpMethod.Post, "notifications", new { user_ids = users, type = "message", title = Title(what), message = "Hola", key = Title(what), send_at = due });
        return answer.GetProperty("scheduled").EnumerateArray()
            .Select(send => new ScheduledMessage(send.GetProperty("user_id").GetString()!, send.GetProperty("id").GetString()!, send.GetProperty("send_at").GetDateTimeOffset()));
    }

    /// <summary>Puts copies of messages into a queue, in any order, each seen at some time up to a delay.</summary>
    private async Task<List<(QueueClient Queue, SendReceipt Copy)>> CopyAsync(string name, IEnumerable<string> messages, TimeSpan delay)
    {
        var queue = queues.GetQueueClient(name);
        var copies = Enumerable.Repeat(messages, Copies).SelectMany(all => all).ToArray();
        Random.Shared.Shuffle(copies);
        var sent = new List<(QueueClient, SendReceipt)>();
        foreach (var copy in copies)
        {
            sent.Add((queue, await queue.SendMessageAsync(copy, TimeSpan.FromSeconds(Random.Shared.Next(0, (int)delay.TotalSeconds + 1)), cancellationToken: Token)));
        }

        return sent;
    }

    /// <summary>The queue knows a message no more once a function has done with it. One that nobody has seen yet is seen now.</summary>
    private static async Task<bool> IsWorkedOffAsync(QueueClient queue, SendReceipt copy)
    {
        try
        {
            await queue.UpdateMessageAsync(copy.MessageId, copy.PopReceipt, visibilityTimeout: TimeSpan.Zero, cancellationToken: Token);
            return false;
        }
        catch (RequestFailedException e)
        {
            return e.ErrorCode == QueueErrorCode.MessageNotFound;
        }
    }

    private async Task<(string? State, int Created, int Failed, int Remaining)> StatusAsync(string batch)
    {
        var status = await SendAsync(HttpMethod.Get, $"batches/{batch}");
        return (status.GetProperty("state").GetString(), Number("created"), Number("failed"), Number("remaining"));

        int Number(string name) => status.GetProperty(name).GetInt32();
    }

    private async Task<List<Dictionary<string, string>>> ReadAsync(string container, string query)
    {
        using var pages = cosmos.GetContainer(FixiaDatabase.Name, container)
            .GetItemQueryIterator<Dictionary<string, string>>(new QueryDefinition(query).WithParameter("@run", run));
        var all = new List<Dictionary<string, string>>();
        while (pages.HasMoreResults)
        {
            all.AddRange(await pages.ReadNextAsync(Token));
        }

        return all;
    }

    /// <summary>A batch of a long text for each, so that a few make several chunks; its id.</summary>
    private async Task<string> SendManyAsync(IEnumerable<string> users, string what)
    {
        var text = new string('x', ContentLimits.Message);
        var lines = users.Select(user => $$"""{"user_ids":["{{user}}"],"type":"system","title":"{{Title(what)}}","message":"{{text}}"}""");
        using var content = new StringContent(string.Join('\n', lines), Encoding.UTF8, "application/x-ndjson");
        using var response = await http.PostAsync(new Uri($"{stack.Ready.Functions}/batches"), content, Token);
        return (await response.EnsureSuccessStatusCode().Content.ReadFromJsonAsync<JsonElement>(Token)).GetProperty("id").GetString()!;
    }

    private async Task<JsonElement> SendAsync(HttpMethod method, string path, object? body = null)
    {
        using var request = new HttpRequestMessage(method, $"{stack.Ready.Functions}/{path}") { Content = body is null ? null : JsonContent.Create(body) };
        using var response = await http.SendAsync(request, Token);
        var text = await response.Content.ReadAsStringAsync(Token);
        Assert.True(response.IsSuccessStatusCode, text);
        return text.Length == 0 ? default : JsonElement.Parse(text);
    }
}
