using Fixia.Shared.Data;
using Fixia.Shared.Notifications;
using Fixia.Tests.Support;

namespace Fixia.Shared.Tests.Notifications;

/// <summary>What arrives between a look at the list and a click stays as it is.</summary>
public sealed class ShownTests(CosmosDatabase database)
{
    private readonly DateTimeOffset now = UtcMillisecondsConverter.Truncate(DateTimeOffset.UtcNow);
    private readonly string user = Guid.NewGuid().ToString();
    private readonly Product product = new(database.Client, TimeProvider.System);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Mark_all_read_leaves_unread_what_arrived_after_the_list_was_shown()
    {
        await CreateAsync("shown", now.AddMinutes(-2));
        await CreateAsync("arrived", now.AddMinutes(-1));
        await product.Marks.MarkAllReadAsync(user, before: now.AddMinutes(-2), Token);
        Assert.Equal(["arrived"], await UnreadAsync());
    }

    [Fact]
    public async Task Seen_leaves_unseen_what_arrived_after_the_list_was_shown()
    {
        await CreateAsync("shown", now.AddMinutes(-2));
        await CreateAsync("arrived", now.AddMinutes(-1));
        await product.Marks.MarkSeenAsync(user, before: now.AddMinutes(-2), Token);
        var count = await product.Inbox.CountUnreadAsync(user, Token);
        Assert.Equal((2, 1), (count.Count, count.Unseen));
    }

    [Fact]
    public async Task A_list_that_shows_what_is_ahead_of_the_clock_moves_no_watermark_there()
    {
        await CreateAsync("past", now.AddMinutes(-1));
        await CreateAsync("shown", now.AddHours(1));
        await CreateAsync("arrived", now.AddHours(2));
        await product.Marks.MarkAllReadAsync(user, before: now.AddHours(1), Token);
        Assert.Equal(["arrived"], await UnreadAsync());
        Assert.Equal(now.AddMinutes(-1), (await product.Users.ReadAsync(user, Token)).ReadBefore);
    }

    private async Task<IEnumerable<string>> UnreadAsync() =>
        (await product.Inbox.ReadAsync(user, new FeedFilter(UnreadOnly: true), null, 10, Token)).Notifications.Select(notification => notification.Id);

    private Task<NotificationDocument> CreateAsync(string id, DateTimeOffset createdAt) => product.Notifications.CreateAsync(
        new NotificationDocument { Id = id, UserId = user, Type = "message", Title = "Hola", CreatedAt = createdAt }, Token);
}
