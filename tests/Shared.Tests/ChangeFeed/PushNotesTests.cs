using System.Text.Json;
using Azure;
using Azure.Core;
using Azure.Messaging.WebPubSub;
using Fixia.Shared.Data;
using Fixia.Shared.Journal;
using Fixia.Shared.Notifications;
using Fixia.Tests.Support;
using Microsoft.Azure.Cosmos;
using Moq;

namespace Fixia.Shared.Tests.ChangeFeed;

/// <summary>What is noted of a batch that was pushed, and of whom it is asked whether they are connected.</summary>
public sealed class PushNotesTests
{
    private readonly Mock<WebPubSubServiceClient> service = new();
    private readonly Product product;
    private readonly Pushers pushers;
    private readonly string user = Guid.NewGuid().ToString();
    private readonly DateTimeOffset start = UtcMillisecondsConverter.Truncate(DateTimeOffset.UtcNow).AddSeconds(-1);

    public PushNotesTests(CosmosDatabase database)
    {
        product = new Product(database.Client, TimeProvider.System) { PresencePerSecond = 2 };
        pushers = new Pushers(database.Client, product, service.Object, TimeProvider.System);
        Answer(() => Task.FromResult(Mock.Of<Response>()));
        Presence(() => Task.FromResult(Response.FromValue(true, Mock.Of<Response>())));
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Each_new_one_is_noted_with_what_was_decided_and_when_it_was_pushed()
    {
        await product.PreferencesEditor.PatchAsync(user, JsonElement.Parse("""{"types":{"review":"silent"},"devices":{"d":{"level":"none"}}}"""), version: null, Token);
        await PushAsync(await CreateAsync("a"), await CreateAsync("b", type: "review"));

        var noted = (await NotedAsync()).Where(entry => entry.Push is not null).OrderBy(entry => entry.Id).ToList();

        Assert.Equal([("a", "message", null), ("b", "review", "type")], noted.Select(entry => (entry.Id, entry.Type, entry.SilencedBy)));
        Assert.All(noted, entry => Assert.Equal((PushEntry.Accepted, false, start), (entry.Push, entry.IsWoken, entry.CreatedAt)));
        Assert.All(noted, entry => Assert.InRange(entry.At, start, DateTimeOffset.UtcNow));
    }

    [Fact]
    public async Task What_does_not_expire_is_noted_when_it_is_new_and_what_does_at_each_change()
    {
        await CreateAsync("lasting");
        await CreateAsync("brief", expiresAt: start.AddHours(1));
        await product.Marks.MarkReadAsync(user, ["lasting", "brief"], Token);
        await PushAsync(await ReadAsync("lasting"), await ReadAsync("brief"));
        var read = Assert.Single(await NotedAsync());
        Assert.Equal(("brief", null, true, start.AddHours(1)), (read.Id, read.Push, read.IsRead, read.ExpiresAt));
        Assert.NotNull(read.ReadAt);

        await product.Marks.MarkUnreadAsync(user, ["brief"], Token);
        await product.Marks.RemoveAsync(user, ["brief"], NotificationRemoval.Archived, Token);
        await PushAsync(await ReadAsync("brief"));
        var archived = (await NotedAsync()).MaxBy(entry => entry.Restores)!;
        Assert.Equal((1, "archived", true), (archived.Restores, archived.Removed, archived.IsRead));
    }

    [Fact]
    public async Task What_woke_is_noted_by_when_it_was_created_first()
    {
        await CreateAsync("a");
        var until = UtcMillisecondsConverter.Truncate(DateTimeOffset.UtcNow).AddMilliseconds(50);
        await product.Marks.SnoozeAsync(user, ["a"], until, Token);
        await product.Restorer.WakeAsync(user, "a", until, Token);
        await PushAsync(await ReadAsync("a"));
        var noted = Assert.Single(await NotedAsync(), entry => entry.Push is not null);
        Assert.Equal((true, start), (noted.IsWoken, noted.CreatedAt));
    }

    [Theory]
    [InlineData(403, PushEntry.Rejected)]
    [InlineData(503, null)]
    public async Task What_was_refused_is_noted_as_that_and_what_is_repeated_when_it_succeeds(int status, string? push)
    {
        var change = await CreateAsync("a");
        Answer(() => throw new RequestFailedException(status, "no"));
        await Record.ExceptionAsync(() => PushAsync(change));
        Assert.Equal(push is null ? [] : [push], (await NotedAsync()).Select(entry => entry.Push));
        service.Verify(s => s.UserExistsAsync(It.IsAny<string>(), It.IsAny<RequestContext>()), Times.Never);
    }

    [Fact]
    public async Task What_is_critical_is_noted_by_the_call_that_pushes_it()
    {
        await product.FastLaneTo(service.Object).PushAsync(
            new Notification { Id = "a", UserId = user, Type = "alarm", Title = "t", CreatedAt = start, Priority = NotificationPriority.Critical }, Token);
        Assert.Equal([("a", PushEntry.Accepted)], (await NotedAsync()).Select(entry => (entry.Id, entry.Push)));
    }

    [Fact]
    public async Task A_few_are_asked_for_and_what_they_answer_is_noted_beside()
    {
        for (var i = 0; i < 10; i++)
        {
            await PushAsync(await CreateAsync($"{i}"));
        }

        await Patience.UntilAsync(async () => (await NotedAsync()).Any(entry => entry.IsConnected == true), "an answer was noted");
        var asked = (await NotedAsync()).Where(entry => entry.IsConnected is not null).ToList();
        Assert.All(asked, entry => Assert.Equal((null, true), (entry.Push, entry.IsConnected)));
        Assert.Equal(10, (await NotedAsync()).Count(entry => entry.Push == PushEntry.Accepted));
    }

    [Fact]
    public async Task Nobody_waits_for_an_answer_and_no_more_than_the_bound_are_open()
    {
        var never = new TaskCompletionSource<Azure.Response<bool>>();
        Presence(() => never.Task);
        for (var i = 0; i < 6; i++)
        {
            await PushAsync(await CreateAsync($"{i}"));
        }

        await Patience.UntilAsync(() => service.Invocations.Count(call => call.Method.Name == "UserExistsAsync") == 2, "as many were asked for as may be");
        Assert.Equal(6, (await NotedAsync()).Count(entry => entry.Push == PushEntry.Accepted));
        never.SetException(new RequestFailedException(503, "away"));
        await PushAsync(await CreateAsync("after a failure"));
        Assert.DoesNotContain(await NotedAsync(), entry => entry.IsConnected is not null);
    }

    private void Answer(Func<Task<Response>> answer) => service
        .Setup(s => s.SendToGroupAsync(
            It.IsAny<string>(), It.IsAny<RequestContent>(), ContentType.ApplicationJson, It.IsAny<IEnumerable<string>>(), null, It.IsAny<RequestContext>()))
        .Returns(answer);

    private void Presence(Func<Task<Azure.Response<bool>>> answer) =>
        service.Setup(s => s.UserExistsAsync(It.IsAny<string>(), It.IsAny<RequestContext>())).Returns(answer);

    private async Task<JsonElement> CreateAsync(string id, string type = "message", DateTimeOffset? expiresAt = null)
    {
        await product.Notifications.CreateAsync(
            new NotificationDocument { Id = id, UserId = user, Type = type, Title = id, CreatedAt = start, ExpiresAt = expiresAt }, Token);
        return await ReadAsync(id);
    }

    private async Task<JsonElement> ReadAsync(string id) => await product.Client.GetContainer(FixiaDatabase.Name, FixiaDatabase.Notifications)
        .ReadItemAsync<JsonElement>(id, new PartitionKey(user), cancellationToken: Token);

    private Task PushAsync(params JsonElement[] changes) => pushers.Notifications.PushAsync(ChangeBatch.AsTheTriggerMakesIt(changes), Token);

    private async Task<List<PushEntry>> NotedAsync()
    {
        await product.Journal.FlushAsync(Token);
        var noted = new List<PushEntry>();
        await product.Pushes.ReadEntriesAsync(start.AddMinutes(-1), start.AddHours(1), noted.Add, Token);
        return [.. noted.Where(entry => entry.UserId == user)];
    }
}
