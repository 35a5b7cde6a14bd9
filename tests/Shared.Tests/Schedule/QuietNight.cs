using System.Text.Json;
using Azure;
using Azure.Core;
using Azure.Messaging.WebPubSub;
using Azure.Storage.Queues;
using Azure.Storage.Queues.Models;
using Fixia.Shared.Data;
using Fixia.Shared.Delivery;
using Fixia.Shared.Events;
using Fixia.Shared.Notifications;
using Fixia.Shared.Schedule;
using Fixia.Tests.Support;
using Microsoft.Azure.Cosmos;
using Microsoft.Extensions.Time.Testing;
using Moq;

namespace Fixia.Shared.Tests.Schedule;

/// <summary>A user with quiet hours from 21:00 to 08:00 UTC, at 20:00 of a Tuesday, and a queue that keeps its messages.</summary>
internal sealed class QuietNight
{
    public static readonly DateTimeOffset Evening = new(2026, 1, 20, 20, 0, 0, TimeSpan.Zero);
    public static readonly DateTimeOffset Morning = new(2026, 1, 21, 8, 0, 0, TimeSpan.Zero);
    private readonly CosmosClient client;
    private readonly Pushers pushers;
    private readonly Queue<Exception> queueFailures = [];
    private readonly Queue<Exception> pushFailures = [];

    public QuietNight(CosmosDatabase database, params string[] requiredTypes)
    {
        client = database.Client;
        Product = new Product(client, Time) { RequiredTypes = requiredTypes };
        var service = new Mock<WebPubSubServiceClient>();
        service
            .Setup(s => s.SendToGroupAsync(
                It.IsAny<string>(), It.IsAny<RequestContent>(), ContentType.ApplicationJson, It.IsAny<IEnumerable<string>>(), null, It.IsAny<RequestContext>()))
            .Returns(async (string _, RequestContent content, ContentType _, IEnumerable<string> _, string _, RequestContext _) =>
            {
                using var stream = new MemoryStream();
                content.WriteTo(stream, Token);
                var message = JsonElement.Parse(stream.ToArray());
                List<JsonElement> events = message.ValueKind == JsonValueKind.Array ? [.. message.EnumerateArray()] : [message];
                lock (Summaries)
                {
                    if (events.Exists(IsSummary) && pushFailures.TryDequeue(out var failure))
                    {
                        throw failure;
                    }

                    Summaries.AddRange(events.Where(IsSummary).Select(summary => summary.GetProperty("data")));
                }

                if (events.Exists(IsSummary) && WhilePushing is { } meanwhile)
                {
                    await meanwhile();
                }

                return Mock.Of<Response>();
            });
        var queue = new Mock<QueueClient>();
        queue
            .Setup(q => q.SendMessageAsync(It.IsAny<string>(), It.IsAny<TimeSpan?>(), It.IsAny<TimeSpan?>(), It.IsAny<CancellationToken>()))
            .Returns((string text, TimeSpan? delay, TimeSpan? lifetime, CancellationToken _) =>
            {
                lock (Messages)
                {
                    if (queueFailures.TryDequeue(out var failure))
                    {
                        return Task.FromException<Azure.Response<SendReceipt>>(failure);
                    }

                    Assert.Equal(TimeSpan.FromSeconds(-1), lifetime);
                    Messages.Add((text, delay!.Value));
                }

                return Task.FromResult(Mock.Of<Azure.Response<SendReceipt>>());
            });
        pushers = new Pushers(client, Product, service.Object, Time, queue: queue.Object);
    }

    public static CancellationToken Token => TestContext.Current.CancellationToken;

    public FakeTimeProvider Time { get; } = new(Evening);

    public Product Product { get; }

    public string User { get; } = Guid.NewGuid().ToString();

    /// <summary>The data of each summary that was pushed.</summary>
    public List<JsonElement> Summaries { get; } = [];

    /// <summary>What is in the queue, and for how long each was hidden when it was sent.</summary>
    public List<(string Text, TimeSpan Delay)> Messages { get; } = [];

    /// <summary>What happens while a summary is pushed.</summary>
    public Func<Task>? WhilePushing { get; set; }

    public void FailNextSend(Exception failure) => queueFailures.Enqueue(failure);

    public void FailNextPush(Exception failure) => pushFailures.Enqueue(failure);

    /// <summary>Quiet hours, and what else the user wants.</summary>
    public Task WantNightAsync(string others = "") => WantAsync(
        $$"""{"time_zone":"Etc/UTC","quiet_hours":[{"days":["mon","tue","wed","thu","fri","sat","sun"],"from":"21:00","to":"08:00"}]{{others}}}""");

    /// <summary>Changes the preferences, and lets the change feed bring it.</summary>
    public async Task WantAsync(string patch)
    {
        await Product.PreferencesEditor.PatchAsync(User, JsonElement.Parse(patch), version: null, Token);
        await pushers.Preferences.PushAsync(await ReadAsync(FixiaDatabase.Preferences, "preferences"), Token);
    }

    public void GoTo(DateTimeOffset at) => Time.SetUtcNow(at);

    /// <summary>Creates a notification, and lets the change feed push it.</summary>
    public async Task<string> NotifyAsync(string type = "message", string priority = NotificationPriority.Normal)
    {
        var id = await CreateAsync(type, priority);
        await PushAsync(id);
        return id;
    }

    public async Task<string> CreateAsync(string type = "message", string priority = NotificationPriority.Normal)
    {
        var created = await Product.Publisher.PublishAsync(
            new() { UserIds = [User], Type = type, Title = "t", Message = "m", Priority = priority }, idempotencyKey: null, Token);
        return created.Notifications.Single().Id;
    }

    public async Task PushAsync(string id) => await pushers.Notifications.PushAsync(await ReadAsync(FixiaDatabase.Notifications, id), Token);

    /// <summary>What is scheduled; null when nothing is.</summary>
    public Task<QuietSummary?> FindAsync() => Product.Schedule.FindAsync(User, Token);

    /// <summary>Lets the change feed of what is scheduled bring the document as it is now.</summary>
    public async Task EnqueueAsync() => await pushers.Schedule.EnqueueAsync(await ReadAsync(FixiaDatabase.Scheduled, QuietSummary.DocumentId), Token);

    /// <summary>Enqueues, and takes the message out of the queue.</summary>
    public async Task<string> TakeAsync()
    {
        await EnqueueAsync();
        return Take();
    }

    /// <summary>Takes the only message out of the queue.</summary>
    public string Take()
    {
        var (text, _) = Assert.Single(Messages);
        Messages.Clear();
        return text;
    }

    public Task FireAsync(string message) => pushers.Work.RunAsync(message, Token);

    /// <summary>The only summary that was pushed.</summary>
    public NotificationCounts Told() => NotificationCounts.Of(Assert.Single(Summaries));

    private static bool IsSummary(JsonElement entry) => entry.GetProperty("event").GetString() == EventNames.NotificationSummary;

    /// <summary>A batch of one document, as the trigger hands it over.</summary>
    private async Task<string> ReadAsync(string container, string id)
    {
        using var response = await client.GetContainer(FixiaDatabase.Name, container).ReadItemStreamAsync(id, new PartitionKey(User), cancellationToken: Token);
        response.EnsureSuccessStatusCode();
        using var document = await JsonDocument.ParseAsync(response.Content, cancellationToken: Token);
        return ChangeBatch.AsTheTriggerMakesIt([document.RootElement]);
    }
}
