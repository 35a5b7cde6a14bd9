using Fixia.Shared.Notifications;
using Fixia.Shared.Users;
using Fixia.Tests.Support;

namespace Fixia.Shared.Tests.Notifications;

public sealed class NotificationPublisherTests(CosmosDatabase database)
{
    private readonly string run = Guid.NewGuid().ToString("N");
    private readonly NotificationPublisher publisher = new(new NotificationStore(database.Client), TimeProvider.System);
    private readonly Inbox inbox = new(new NotificationStore(database.Client), new UserStateStore(database.Client), TimeProvider.System);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private NotificationRequest Request => new()
    {
        UserIds = [$"{run}-ana", $"{run}-bruno", $"{run}-ana"],
        Type = "payment",
        Title = "Pago recibido",
        Message = "Has recibido 120 EUR",
        ActionUrl = "/payments/9",
        Priority = "critical",
    };

    [Fact]
    public async Task One_document_a_user_in_the_order_of_the_request()
    {
        var created = await publisher.PublishAsync(Request, null, Token);
        Assert.Equal([$"{run}-ana", $"{run}-bruno"], created.Notifications.Select(n => n.UserId));
        foreach (var notification in created.Notifications)
        {
            var page = await inbox.ReadAsync(notification.UserId, null, 10, Token);
            Assert.Equal(notification, Assert.Single(page.Notifications));
            Assert.Equal(1, page.UnreadCount);
        }
    }

    [Fact]
    public async Task A_repeated_key_finds_the_first_answer()
    {
        var first = await publisher.PublishAsync(Request, run, Token);
        var second = await publisher.PublishAsync(Request, run, Token);
        Assert.Equal(first.Notifications, second.Notifications);
        Assert.Equal(1, (await inbox.CountUnreadAsync($"{run}-ana", Token)).Count);
    }

    [Fact]
    public async Task A_repeated_key_with_another_request_is_refused()
    {
        await publisher.PublishAsync(Request, run, Token);
        await Assert.ThrowsAsync<IdempotencyConflictException>(() => publisher.PublishAsync(Request with { Title = "Otro" }, run, Token));
    }

    [Fact]
    public async Task Without_a_key_every_request_creates()
    {
        await publisher.PublishAsync(Request, null, Token);
        await publisher.PublishAsync(Request, null, Token);
        Assert.Equal(2, (await inbox.CountUnreadAsync($"{run}-bruno", Token)).Count);
    }

    [Theory]
    [InlineData("")]
    [InlineData("long")]
    public async Task A_key_of_a_wrong_length_is_refused(string key)
    {
        var text = key == "long" ? new string('k', 256) : key;
        var refusal = await Assert.ThrowsAsync<InvalidRequestException>(() => publisher.PublishAsync(Request, text, Token));
        Assert.Equal("Idempotency-Key", refusal.Member);
    }
}
