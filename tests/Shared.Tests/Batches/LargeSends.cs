using System.Diagnostics.Metrics;
using Azure.Storage.Queues;
using Azure.Storage.Queues.Models;
using Fixia.Shared.Batches;
using Fixia.Shared.Delivery;
using Fixia.Shared.Diagnostics;
using Fixia.Shared.Notifications;
using Fixia.Shared.Producers;
using Fixia.Tests.Support;
using Microsoft.Azure.Cosmos;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Moq;

namespace Fixia.Shared.Tests.Batches;

/// <summary>A producer of large sends, a clock, and queues that keep their messages.</summary>
internal sealed class LargeSends
{
    public static readonly DateTimeOffset Start = new(2026, 3, 2, 9, 0, 0, TimeSpan.Zero);
    private readonly BatchIntake intake;
    private readonly BatchWork work;
    private readonly Queue<Exception> queueFailures = [];

    public LargeSends(CosmosDatabase database, CosmosClient? storing = null)
    {
        Product = new Product(database.Client, Time);
        var queues = new Mock<QueueServiceClient>();
        queues.Setup(service => service.GetQueueClient(It.IsAny<string>())).Returns((string name) => Keep(name));
        var queue = new BatchQueue(queues.Object);
        var metrics = new FixiaMetrics(new ServiceCollection().AddMetrics().BuildServiceProvider().GetRequiredService<IMeterFactory>());
        Letters = new DeadLetterStore(database.Client, metrics, Time, NullLogger<DeadLetterStore>.Instance);
        var writer = storing is null ? Product.Writer : new Product(storing, Time).Writer;
        intake = new BatchIntake(
            new ContentRules(Product.Links, Time), Product.Idempotency, Product.Batches, queue,
            Options.Create(new BatchOptions { UsersPerSecond = Rate }), Time, NullLogger<BatchIntake>.Instance);
        work = new BatchWork(Product.Batches, queue, writer, new BulkNotificationStore(storing ?? database.Bulk), Letters, metrics, Time, NullLogger<BatchWork>.Instance);
        Desk = new BatchDesk(Product.Batches, queue, Letters, metrics, Time, NullLogger<BatchDesk>.Instance);
    }

    public const int Rate = 250;

    public static CancellationToken Token => TestContext.Current.CancellationToken;

    public FakeTimeProvider Time { get; } = new(Start);

    public Product Product { get; }

    public DeadLetterStore Letters { get; }

    public BatchDesk Desk { get; }

    /// <summary>A prefix of users that no other test knows.</summary>
    public string Prefix { get; } = Guid.NewGuid().ToString("N")[..12];

    /// <summary>What is in the queues, and when it becomes visible.</summary>
    public List<(string Queue, string Text, DateTimeOffset VisibleAt)> Messages { get; } = [];

    public IReadOnlyList<string> Users(int count) => [.. Enumerable.Range(0, count).Select(i => $"{Prefix}-{i}")];

    public NotificationRequest To(IReadOnlyList<string> users, string? priority = null) =>
        new() { UserIds = users, Type = "system", Title = "Novedades", Message = "Hay novedades", Priority = priority };

    public void FailQueue(Exception failure, int times)
    {
        for (var i = 0; i < times; i++)
        {
            queueFailures.Enqueue(failure);
        }
    }

    public Task<Batch> SendAsync(params NotificationRequest[] requests) => SendAsync(idempotencyKey: null, requests);

    public Task<Batch> SendAsync(string? idempotencyKey, params NotificationRequest[] requests) => SendAsAsync(producer: null, idempotencyKey, requests);

    public Task<Batch> SendAsAsync(string? producer, string? idempotencyKey, params NotificationRequest[] requests) =>
        intake.AcceptAsync(requests.ToAsyncEnumerable(), producer, idempotencyKey, Token);

    /// <summary>Has the functions do what the queues show until then.</summary>
    /// <returns>The chunks that were done, in order.</returns>
    public async Task<List<string>> GoToAsync(DateTimeOffset until)
    {
        var done = new List<string>();
        while (Messages.Count > 0 && Messages.MinBy(message => message.VisibleAt) is var next && next.VisibleAt <= until)
        {
            Messages.Remove(next);
            Time.SetUtcNow(next.VisibleAt > Time.GetUtcNow() ? next.VisibleAt : Time.GetUtcNow());
            await work.RunAsync(next.Text, Token);
            done.Add(BatchMessage.Read(next.Text)!.ChunkText);
        }

        Time.SetUtcNow(until);
        return done;
    }

    public Task RunAsync(string message) => work.RunAsync(message, Token);

    public async Task<BatchStatus> ReadAsync(Batch batch) => (await Desk.FindAsync(Producer.Unnamed, batch.BatchId, Token))!;

    public async Task<List<Notification>> ReadFeedAsync(string user) =>
        [.. (await Product.Inbox.ReadAsync(user, new FeedFilter(), cursor: null, limit: 20, Token)).Notifications];

    private QueueClient Keep(string name)
    {
        var queue = new Mock<QueueClient>();
        queue
            .Setup(q => q.SendMessageAsync(It.IsAny<string>(), It.IsAny<TimeSpan?>(), It.IsAny<TimeSpan?>(), It.IsAny<CancellationToken>()))
            .Returns((string text, TimeSpan? delay, TimeSpan? _, CancellationToken _) =>
            {
                lock (Messages)
                {
                    if (queueFailures.TryDequeue(out var failure))
                    {
                        return Task.FromException<Azure.Response<SendReceipt>>(failure);
                    }

                    Messages.Add((name, text, Time.GetUtcNow() + delay!.Value));
                }

                return Task.FromResult(Mock.Of<Azure.Response<SendReceipt>>());
            });
        return queue.Object;
    }
}
