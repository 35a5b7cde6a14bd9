using System.Collections.Concurrent;
using System.Text.Json;
using Azure;
using Azure.Core;
using Azure.Messaging.WebPubSub;
using Fixia.Shared.Notifications;
using Fixia.Shared.Producers;
using Fixia.Shared.Realtime;
using Fixia.Tests.Support;
using Moq;

namespace Fixia.Shared.Tests.ChangeFeed;

/// <summary>What is critical is pushed by the call that creates it, and never at the cost of that call.</summary>
public sealed class FastLaneTests
{
    private readonly string user = Guid.NewGuid().ToString();
    private readonly Mock<WebPubSubServiceClient> service = new();
    private readonly ConcurrentQueue<(string Group, string Id)> pushed = new();
    private readonly Product product;
    private readonly NotificationPublisher publisher;

    public FastLaneTests(CosmosDatabase database)
    {
        product = new Product(database.Client, TimeProvider.System);
        publisher = product.PublisherTo(service.Object);
        SetUp((group, content, _) =>
        {
            using var stream = new MemoryStream();
            content.WriteTo(stream, CancellationToken.None);
            using var json = JsonDocument.Parse(stream.ToArray());
            Assert.Equal("notification:new", json.RootElement.GetProperty("event").GetString());
            pushed.Enqueue((group, json.RootElement.GetProperty("data").GetProperty("notification").GetProperty("id").GetString()!));
            return Task.FromResult(Mock.Of<Response>());
        });
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_is_critical_is_pushed_to_each_of_its_users_before_the_producer_is_answered()
    {
        var other = Guid.NewGuid().ToString();
        var created = await PublishAsync(NotificationPriority.Critical, users: [user, other]);
        Assert.Equal(
            created.Notifications.Select(notification => (Hub.UserGroup(notification.UserId), notification.Id)).Order(), pushed.Order());
        Assert.Equal(2, pushed.Count);
    }

    [Theory]
    [InlineData(NotificationPriority.Normal)]
    [InlineData(null)]
    public async Task What_is_not_is_left_to_the_change_feed(string? priority)
    {
        await PublishAsync(priority);
        Assert.Empty(pushed);
    }

    [Fact]
    public async Task A_repetition_does_not_bring_back_what_was_read_meanwhile()
    {
        var key = Guid.NewGuid().ToString();
        var id = (await PublishAsync(NotificationPriority.Critical, key)).Notifications.Single().Id;
        await product.Marks.MarkReadAsync(user, [id], Token);
        pushed.Clear();
        Assert.Equal(id, (await PublishAsync(NotificationPriority.Critical, key)).Notifications.Single().Id);
        Assert.Empty(pushed);
    }

    [Theory]
    [InlineData(503)]
    [InlineData(429)]
    [InlineData(403)]
    public async Task A_service_that_refuses_keeps_nothing_from_being_created(int status)
    {
        SetUp((_, _, _) => throw new RequestFailedException(status, "no"));
        await PublishAsync(NotificationPriority.Critical);
        Assert.Equal(1, (await product.Inbox.CountUnreadAsync(user, Token)).Count);
    }

    [Fact]
    public async Task A_service_that_does_not_answer_is_not_waited_for()
    {
        SetUp(async (_, _, context) =>
        {
            await Task.Delay(Timeout.Infinite, context.CancellationToken);
            return Mock.Of<Response>();
        });
        await PublishAsync(NotificationPriority.Critical);
        Assert.Equal(1, (await product.Inbox.CountUnreadAsync(user, Token)).Count);
    }

    private void SetUp(Func<string, RequestContent, RequestContext, Task<Response>> send) => service
        .Setup(s => s.SendToGroupAsync(
            It.IsAny<string>(), It.IsAny<RequestContent>(), ContentType.ApplicationJson, It.IsAny<IEnumerable<string>>(), null, It.IsAny<RequestContext>()))
        .Returns((string group, RequestContent content, ContentType _, IEnumerable<string> _, string _, RequestContext context) => send(group, content, context));

    private Task<CreatedNotifications> PublishAsync(string? priority, string? key = null, string[]? users = null) => publisher.PublishAsync(
        new NotificationRequest { UserIds = users ?? [user], Type = "payment", Title = "Hola", Message = "Hola", Priority = priority }, key, Token);
}
