using Fixia.Shared.Inboxes;
using Fixia.Shared.Json;
using Fixia.Shared.Notifications;
using Fixia.Shared.Producers;
using Fixia.Tests.Support;
using Microsoft.Extensions.Time.Testing;

namespace Fixia.Shared.Tests.Producers;

public sealed class NotificationPublisherTests(CosmosDatabase database)
{
    private readonly string run = Guid.NewGuid().ToString("N");
    private readonly Product product = new(database.Client, TimeProvider.System);

    private NotificationPublisher Publisher => product.Publisher;

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
        var created = await Publisher.PublishAsync(Request, null, Token);
        Assert.Equal([$"{run}-ana", $"{run}-bruno"], created.Notifications.Select(n => n.UserId));
        foreach (var notification in created.Notifications)
        {
            var page = await product.Inbox.ReadAsync(notification.UserId, new FeedFilter(), null, 10, Token);
            Assert.Equal(notification, Assert.Single(page.Notifications));
            Assert.Equal(1, page.UnreadCount);
        }
    }

    [Fact]
    public async Task A_repeated_key_finds_the_first_answer()
    {
        var first = await Publisher.PublishAsync(Request, run, Token);
        var second = await Publisher.PublishAsync(Request, run, Token);
        Assert.Equal(first.Notifications, second.Notifications);
        Assert.Equal(1, (await product.Inbox.CountUnreadAsync($"{run}-ana", Token)).Count);
    }

    [Fact]
    public async Task What_a_repetition_creates_is_not_read_at_its_birth()
    {
        var time = new FakeTimeProvider(DateTimeOffset.UtcNow.AddHours(-1));
        var slow = new Product(database.Client, time);
        var request = Request with { UserIds = [$"{run}-ana"] };

        // The first attempt claims the key and gets no further.
        await slow.Idempotency.ClaimAsync("notifications", run, request, FixiaJsonContext.Default.NotificationRequest, Token);
        time.Advance(TimeSpan.FromMinutes(1));
        await slow.Publisher.PublishAsync(request with { Title = "Otro" }, null, Token);
        await slow.Marks.MarkAllReadAsync($"{run}-ana", before: null, Token);
        time.Advance(TimeSpan.FromMinutes(1));
        var created = Assert.Single((await slow.Publisher.PublishAsync(request, run, Token)).Notifications);
        Assert.Equal(1, (await slow.Inbox.CountUnreadAsync($"{run}-ana", Token)).Count);
        Assert.Equal(created, Assert.Single((await slow.Publisher.PublishAsync(request, run, Token)).Notifications));
    }

    [Fact]
    public async Task A_repeated_key_with_another_request_is_refused()
    {
        await Publisher.PublishAsync(Request, run, Token);
        await Assert.ThrowsAsync<IdempotencyConflictException>(() => Publisher.PublishAsync(Request with { Title = "Otro" }, run, Token));
        await Assert.ThrowsAsync<IdempotencyConflictException>(() => Publisher.PublishAsync(Request with { UserIds = ["other"] }, run, Token));
    }

    [Fact]
    public async Task A_thousand_users_are_one_call()
    {
        var created = await Publisher.PublishAsync(
            Request with { UserIds = [.. Enumerable.Range(0, NotificationRequest.MaxUsers).Select(i => $"{run}-{i}")] }, null, Token);
        Assert.Equal(NotificationRequest.MaxUsers, created.Notifications.Select(n => n.UserId).Distinct().Count());
        Assert.Null(created.Failures);
    }

    [Fact]
    public async Task Without_a_key_every_request_creates()
    {
        await Publisher.PublishAsync(Request, null, Token);
        await Publisher.PublishAsync(Request, null, Token);
        Assert.Equal(2, (await product.Inbox.CountUnreadAsync($"{run}-bruno", Token)).Count);
    }

    [Theory]
    [InlineData("")]
    [InlineData("long")]
    public async Task A_key_of_a_wrong_length_is_refused(string key)
    {
        var text = key == "long" ? new string('k', 256) : key;
        var refusal = await Assert.ThrowsAsync<InvalidRequestException>(() => Publisher.PublishAsync(Request, text, Token));
        Assert.Equal("Idempotency-Key", refusal.Member);
    }
}
