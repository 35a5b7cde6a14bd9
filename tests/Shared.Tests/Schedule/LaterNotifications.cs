using System.Text.Json;
using Azure;
using Azure.Core;
using Azure.Messaging.WebPubSub;
using Azure.Storage.Queues;
using Azure.Storage.Queues.Models;
using Fixia.Shared.Data;
using Fixia.Shared.Notifications;
using Fixia.Shared.Producers;
using Fixia.Shared.Webhooks;
using Fixia.Tests.Support;
using Microsoft.Azure.Cosmos;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Moq;

namespace Fixia.Shared.Tests.Schedule;

/// <summary>Two users, a producer, a clock, a queue that keeps its messages, and what was pushed.</summary>
internal sealed class LaterNotifications
{
    public static readonly DateTimeOffset Start = new(2026, 3, 2, 9, 0, 0, TimeSpan.Zero);
    private readonly CosmosClient client;
    private readonly Pushers pushers;

    public LaterNotifications(CosmosDatabase database, HttpMessageHandler? endpoint = null, params WebhookOptions.Endpoint[] endpoints)
    {
        client = database.Client;
        var webhooks = new WebhookOptions();
        foreach (var one in endpoints)
        {
            webhooks.Endpoints.Add(one);
        }

        Product = new Product(client, Time) { Webhooks = new WebhookSender(new HttpClient(endpoint ?? new SocketsHttpHandler()), Options.Create(webhooks), Time) };
        var service = new Mock<WebPubSubServiceClient>();
        service
            .Setup(s => s.SendToGroupAsync(
                It.IsAny<string>(), It.IsAny<RequestContent>(), ContentType.ApplicationJson, It.IsAny<IEnumerable<string>>(), null, It.IsAny<RequestContext>()))
            .Returns((string _, RequestContent content, ContentType _, IEnumerable<string> _, string _, RequestContext _) =>
            {
                using var stream = new MemoryStream();
                content.WriteTo(stream, Token);
                var message = JsonElement.Parse(stream.ToArray());
                Pushed.AddRange(message.ValueKind == JsonValueKind.Array ? message.EnumerateArray() : [message]);
                return Task.FromResult(Mock.Of<Response>());
            });
        var queue = new Mock<QueueClient>();
        queue
            .Setup(q => q.SendMessageAsync(It.IsAny<string>(), It.IsAny<TimeSpan?>(), It.IsAny<TimeSpan?>(), It.IsAny<CancellationToken>()))
            .Returns((string text, TimeSpan? delay, TimeSpan? _, CancellationToken _) =>
            {
                lock (Queue)
                {
                    Queue.Add((text, Time.GetUtcNow() + delay!.Value));
                }

                return Task.FromResult(Mock.Of<Azure.Response<SendReceipt>>());
            });
        pushers = new Pushers(client, Product, service.Object, Time, queue: queue.Object);
    }

    public static CancellationToken Token => TestContext.Current.CancellationToken;

    public FakeTimeProvider Time { get; } = new(Start);

    public Product Product { get; }

    public string Ana { get; } = $"ana-{Guid.NewGuid():N}";

    public string Bruno { get; } = $"bruno-{Guid.NewGuid():N}";

    public string Key { get; } = $"proposal:{Guid.NewGuid():N}";

    /// <summary>Every event that was pushed, of both users.</summary>
    public List<JsonElement> Pushed { get; } = [];

    /// <summary>What is in the queue, and when it becomes visible.</summary>
    public List<(string Text, DateTimeOffset VisibleAt)> Queue { get; } = [];

    public NotificationRequest Request => new()
    {
        UserIds = [Ana, Bruno], Type = "proposal", Title = "Nueva propuesta", Message = "Pintar la cocina", Key = Key, SendAt = Start.AddHours(1),
    };

    public static NotificationUpdate Update => new() { Type = "proposal", Title = "Propuesta retirada", Message = "Ya no" };

    public Task<CreatedNotifications> PublishAsync(NotificationRequest request) => Product.Publisher.PublishAsync(request, idempotencyKey: null, Token);

    /// <summary>Publishes, and lets the change feed put into the queue what is scheduled.</summary>
    public async Task<CreatedNotifications> ScheduleAsync(NotificationRequest request)
    {
        var created = await PublishAsync(request);
        await EnqueueAsync(created);
        return created;
    }

    /// <summary>Lets the change feed bring what is scheduled as it is now.</summary>
    public async Task EnqueueAsync(CreatedNotifications created)
    {
        foreach (var send in created.Scheduled ?? [])
        {
            await EnqueueAsync(send.UserId, send.Id);
        }
    }

    /// <summary>Lets the change feed bring a document of what is scheduled as it is now.</summary>
    public async Task EnqueueAsync(string user, string id)
    {
        if (await ReadAsync(FixiaDatabase.Scheduled, user, id) is { } batch)
        {
            await pushers.Schedule.EnqueueAsync(batch, Token);
        }
    }

    /// <summary>Moves the clock, hop by hop, and has the functions do what the queue shows by then.</summary>
    /// <returns>How many messages there were.</returns>
    public async Task<int> GoToAsync(DateTimeOffset until)
    {
        var fired = 0;
        while (Take(until) is { } next)
        {
            if (next.VisibleAt > Time.GetUtcNow())
            {
                Time.SetUtcNow(next.VisibleAt);
            }

            await FireAsync(next.Text);
            fired++;
        }

        Time.SetUtcNow(until);
        return fired;
    }

    /// <summary>Lets the timer look for what is overdue.</summary>
    public Task SweepAsync() => pushers.Overdue.EnqueueAsync(Token);

    public Task FireAsync(string message) => pushers.Work.RunAsync(message, Token);

    /// <summary>What a user has, whatever became of it.</summary>
    public async Task<Notification?> FindAsync(string user, string id) =>
        await Product.Editor.FindAsync(user, id, Token) is { } found ? Notification.From(found, readBefore: null) : null;

    public async Task<int> CountUnreadAsync(string user) => (await Product.Inbox.CountUnreadAsync(user, Token)).Count;

    /// <summary>Lets the change feed push a notification as it is now.</summary>
    public async Task PushAsync(string user, string id) =>
        await pushers.Notifications.PushAsync((await ReadAsync(FixiaDatabase.Notifications, user, id))!, Token);

    /// <summary>Lets the change feed push all notifications of a user in one batch.</summary>
    public async Task PushAllAsync(string user)
    {
        using var pages = client.GetContainer(FixiaDatabase.Name, FixiaDatabase.Notifications)
            .GetItemQueryStreamIterator("SELECT * FROM c", requestOptions: new QueryRequestOptions { PartitionKey = new PartitionKey(user) });
        using var page = await pages.ReadNextAsync(Token);
        using var documents = await JsonDocument.ParseAsync(page.Content, cancellationToken: Token);
        await pushers.Notifications.PushAsync(ChangeBatch.AsTheTriggerMakesIt([.. documents.RootElement.GetProperty("Documents").EnumerateArray()]), Token);
    }

    /// <summary>Writes a notification as somebody may who knows nothing of the rules.</summary>
    public Task StoreAsync(string json)
    {
        var document = JsonElement.Parse(json);
        return client.GetContainer(FixiaDatabase.Name, FixiaDatabase.Notifications)
            .UpsertItemAsync(document, new PartitionKey(document.GetProperty("user_id").GetString()), cancellationToken: Token);
    }

    /// <summary>The document of what is scheduled; null when there is none.</summary>
    public Task<Shared.Schedule.ScheduledNotification?> FindScheduledAsync(string user, string id) => Product.Schedule.FindNotificationAsync(user, id, Token);

    private (string Text, DateTimeOffset VisibleAt)? Take(DateTimeOffset until)
    {
        lock (Queue)
        {
            if (Queue.Count == 0)
            {
                return null;
            }

            var next = Queue.MinBy(message => message.VisibleAt);
            return next.VisibleAt <= until && Queue.Remove(next) ? next : null;
        }
    }

    private async Task<string?> ReadAsync(string container, string user, string id)
    {
        using var response = await client.GetContainer(FixiaDatabase.Name, container).ReadItemStreamAsync(id, new PartitionKey(user), cancellationToken: Token);
        if (!response.IsSuccessStatusCode)
        {
            return null;
        }

        using var document = await JsonDocument.ParseAsync(response.Content, cancellationToken: Token);
        return ChangeBatch.AsTheTriggerMakesIt([document.RootElement]);
    }
}
