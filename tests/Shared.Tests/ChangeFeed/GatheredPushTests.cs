using System.Net;
using System.Text.Json;
using Azure;
using Azure.Core;
using Azure.Messaging.WebPubSub;
using Fixia.Shared.Data;
using Fixia.Shared.Json;
using Fixia.Shared.Notifications;
using Fixia.Tests.Support;
using Microsoft.Azure.Cosmos;
using Moq;

namespace Fixia.Shared.Tests.ChangeFeed;

/// <summary>A batch with changes of many users, whose inboxes are read at once.</summary>
public sealed class GatheredPushTests : IDisposable
{
    private readonly Dictionary<string, List<JsonElement>> sent = [];
    private readonly Watched store = new();
    private readonly CosmosClient client;
    private readonly Product product;
    private readonly Pushers pushers;
    private Func<string, Task> meanwhile = _ => Task.CompletedTask;

    public GatheredPushTests(CosmosDatabase database)
    {
        client = new CosmosClient(database.ConnectionString, new CosmosClientOptions
        {
            ConnectionMode = ConnectionMode.Gateway,
            LimitToEndpoint = true,
            UseSystemTextJsonSerializerWithOptions = new JsonSerializerOptions(FixiaJsonContext.Default.Options),
            CustomHandlers = { store },
        });
        product = new Product(client, TimeProvider.System);
        var service = new Mock<WebPubSubServiceClient>();
        service
            .Setup(s => s.SendToGroupAsync(
                It.IsAny<string>(), It.IsAny<RequestContent>(), ContentType.ApplicationJson, It.IsAny<IEnumerable<string>>(), null, It.IsAny<RequestContext>()))
            .Returns((string group, RequestContent content, ContentType _, IEnumerable<string> _, string _, RequestContext _) => RecordAsync(group, content));
        pushers = new Pushers(client, product, service.Object, TimeProvider.System);
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => client.Dispose();

    [Fact]
    public async Task Everybody_is_told_what_a_look_at_the_inbox_counts()
    {
        var users = NewUsers(7);
        foreach (var user in users)
        {
            await CreateAsync(user, "old", "message");
            await CreateAsync(user, "older", "review");
        }

        await product.Marks.MarkReadAsync(users[1], ["old"], Token);
        await product.Marks.MarkAllReadAsync(users[2], before: null, Token);
        await product.Marks.MarkSeenAsync(users[3], before: null, Token);
        await product.Marks.MarkAllReadAsync(users[4], before: null, Token);
        await product.Marks.MarkUnreadAsync(users[4], ["older"], Token);
        await product.Marks.MarkSeenAsync(users[5], before: null, Token);
        await product.Marks.MarkAllReadAsync(users[5], before: null, Token);
        await product.Marks.RemoveAsync(users[6], ["old", "older"], NotificationRemoval.Archived, Token);

        await PushAsync(await Task.WhenAll(users.Select(user => CreateAsync(user, "new", "payment"))));

        foreach (var (n, user) in users.Index())
        {
            var told = Assert.Single(sent["user:" + user]).EnumerateArray().Last().GetProperty("data");
            var counted = await product.Inbox.CountUnreadAsync(user, Token);
            Assert.Equal((n, counted.Count, counted.Unseen), (n, told.GetProperty("count").GetInt32(), told.GetProperty("unseen").GetInt32()));
            Assert.Equal(
                counted.ByType!.OrderBy(type => type.Key).Select(type => (type.Key, type.Value)),
                told.GetProperty("byType").EnumerateObject().OrderBy(type => type.Name).Select(type => (type.Name, type.Value.GetInt32())));
        }

        Assert.Equal([3, 2, 1, 3, 2, 1, 1], users.Select(user => sent["user:" + user].Single().EnumerateArray().Last().GetProperty("data").GetProperty("count").GetInt32()));
        Assert.Equal(1, sent["user:" + users[3]].Single().EnumerateArray().Last().GetProperty("data").GetProperty("unseen").GetInt32());
    }

    [Fact]
    public async Task More_users_take_no_more_requests()
    {
        // With milliseconds that end in no zero, which the trigger would change, so that the original has to be read.
        var now = new DateTimeOffset(DateTimeOffset.UtcNow.UtcTicks / TimeSpan.TicksPerSecond * TimeSpan.TicksPerSecond, TimeSpan.Zero).AddMilliseconds(1);
        var few = await Task.WhenAll(NewUsers(5).Select(user => CreateAsync(user, "1", "message", now)));
        var many = await Task.WhenAll(NewUsers(50).Select(user => CreateAsync(user, "1", "message", now)));
        await PushAsync(few);

        var before = store.Requests;
        await PushAsync(few);
        var ofFew = store.Requests - before;
        await PushAsync(many);

        Assert.Equal(ofFew, store.Requests - before - ofFew);
        Assert.Equal(55, sent.Count);
    }

    [Fact]
    public async Task Who_marks_everything_read_meanwhile_is_told_the_right_count_last()
    {
        var users = NewUsers(5);
        var batch = await Task.WhenAll(users.Select(user => CreateAsync(user, "1", "message")));
        meanwhile = async group =>
        {
            if (group == "user:" + users[2])
            {
                meanwhile = _ => Task.CompletedTask;
                await product.Marks.MarkAllReadAsync(users[2], before: null, Token);
            }
        };

        await PushAsync(batch);

        Assert.Equal([1, 0], sent["user:" + users[2]].SelectMany(Envelopes).Where(IsCount).Select(Count));
        Assert.All(users.Where(user => user != users[2]), user => Assert.Equal([1], sent["user:" + user].SelectMany(Envelopes).Where(IsCount).Select(Count)));
    }

    [Fact]
    public async Task What_can_not_be_read_at_once_is_read_one_by_one()
    {
        var users = NewUsers(5);
        var batch = await Task.WhenAll(users.Select(user => CreateAsync(user, "1", "message")));
        store.Refusal = HttpStatusCode.BadRequest;

        await PushAsync(batch);

        Assert.All(users, user => Assert.Equal([1], sent["user:" + user].SelectMany(Envelopes).Where(IsCount).Select(Count)));
    }

    [Fact]
    public async Task A_store_that_is_busy_fails_the_batch()
    {
        var batch = await Task.WhenAll(NewUsers(5).Select(user => CreateAsync(user, "1", "message")));
        store.Refusal = HttpStatusCode.TooManyRequests;

        await Assert.ThrowsAsync<CosmosException>(() => PushAsync(batch));
    }

    private static string[] NewUsers(int number) => [.. Enumerable.Range(0, number).Select(_ => Guid.NewGuid().ToString())];

    private static IEnumerable<JsonElement> Envelopes(JsonElement message) =>
        message.ValueKind == JsonValueKind.Array ? message.EnumerateArray() : [message];

    private static bool IsCount(JsonElement envelope) => envelope.GetProperty("event").ValueEquals("notification:unread-count");

    private static int Count(JsonElement envelope) => envelope.GetProperty("data").GetProperty("count").GetInt32();

    private async Task<Response> RecordAsync(string group, RequestContent content)
    {
        using var stream = new MemoryStream();
        content.WriteTo(stream, CancellationToken.None);
        lock (sent)
        {
            sent.TryAdd(group, []);
            sent[group].Add(JsonDocument.Parse(stream.ToArray()).RootElement);
        }

        await meanwhile(group);
        return Mock.Of<Response>();
    }

    private async Task<JsonElement> CreateAsync(string user, string id, string type, DateTimeOffset? createdAt = null)
    {
        await product.Notifications.CreateAsync(
            new NotificationDocument
            {
                Id = id,
                UserId = user,
                Type = type,
                Title = "Nuevo mensaje",
                CreatedAt = createdAt ?? UtcMillisecondsConverter.Truncate(DateTimeOffset.UtcNow),
            },
            Token);
        using var response = await client.GetContainer(FixiaDatabase.Name, FixiaDatabase.Notifications)
            .ReadItemStreamAsync(id, new PartitionKey(user), cancellationToken: Token);
        using var json = await JsonDocument.ParseAsync(response.EnsureSuccessStatusCode().Content, default, Token);
        return json.RootElement.Clone();
    }

    private Task PushAsync(IEnumerable<JsonElement> documents) =>
        pushers.Notifications.PushAsync(ChangeBatch.AsTheTriggerMakesIt(documents), Token);

    /// <summary>Counts requests, and refuses those that are for no partition of their own.</summary>
    private sealed class Watched : RequestHandler
    {
        private int requests;

        public int Requests => Volatile.Read(ref requests);

        public HttpStatusCode? Refusal { get; set; }

        public override Task<ResponseMessage> SendAsync(RequestMessage request, CancellationToken cancellationToken)
        {
            Interlocked.Increment(ref requests);
            var isForMany = request.Headers["x-ms-documentdb-partitionkey"] is null && request.RequestUri.OriginalString.Contains(FixiaDatabase.Users, StringComparison.Ordinal);
            return Refusal is { } refusal && isForMany ? Task.FromResult(new ResponseMessage(refusal, request)) : base.SendAsync(request, cancellationToken);
        }
    }
}
