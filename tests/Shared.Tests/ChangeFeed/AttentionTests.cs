using System.Text;
using System.Text.Json;
using Azure;
using Azure.Core;
using Azure.Messaging.WebPubSub;
using Fixia.Shared.Data;
using Fixia.Shared.Events;
using Fixia.Shared.Inboxes;
using Fixia.Shared.Notifications;
using Fixia.Shared.Preferences;
using Fixia.Tests.Support;
using Microsoft.Azure.Cosmos;
using Microsoft.Extensions.Time.Testing;
using Moq;

namespace Fixia.Shared.Tests.ChangeFeed;

/// <summary>What a notification may do travels with it, whichever way it takes to a device.</summary>
public sealed class AttentionTests
{
    private static readonly DateTimeOffset Evening = new(2026, 3, 4, 20, 0, 0, TimeSpan.Zero);
    private readonly List<JsonElement> sent = [];
    private readonly FakeTimeProvider time = new(Evening);
    private readonly CosmosClient client;
    private readonly Product product;
    private readonly Pushers pushers;
    private readonly string user = Guid.NewGuid().ToString();

    public AttentionTests(CosmosDatabase database)
    {
        client = database.Client;
        product = new Product(client, time);
        var service = new Mock<WebPubSubServiceClient>();
        pushers = new Pushers(client, product, service.Object, time);
        service
            .Setup(s => s.SendToGroupAsync(
                It.IsAny<string>(), It.IsAny<RequestContent>(), ContentType.ApplicationJson, It.IsAny<IEnumerable<string>>(), null, It.IsAny<RequestContext>()))
            .Returns((string _, RequestContent content, ContentType _, IEnumerable<string> _, string _, RequestContext _) =>
            {
                using var stream = new MemoryStream();
                content.WriteTo(stream, Token);
                var message = JsonElement.Parse(stream.ToArray());
                sent.AddRange(message.ValueKind == JsonValueKind.Array ? message.EnumerateArray() : [message]);
                return Task.FromResult(Mock.Of<Response>());
            });
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_user_who_said_nothing_is_interrupted()
    {
        var data = await PushAsync();
        Assert.Equal("interrupt", data.GetProperty("attention").GetString());
        Assert.False(data.TryGetProperty("attentionByDevice", out _));
    }

    [Fact]
    public async Task The_rules_of_devices_travel_where_they_differ()
    {
        await WantAsync("""{"devices":{"phone":{"level":"all"},"desk":{"level":"critical"}}}""");
        var normal = await PushAsync();
        Assert.Equal("interrupt", normal.GetProperty("attention").GetString());
        Assert.Equal("""{"desk":"silent"}""", normal.GetProperty("attentionByDevice").GetRawText());

        var critical = await PushAsync(NotificationPriority.Critical);
        Assert.False(critical.TryGetProperty("attentionByDevice", out _));
    }

    [Fact]
    public async Task Quiet_hours_are_those_at_the_time_of_the_push()
    {
        await WantAsync("""{"time_zone":"Etc/UTC","quiet_hours":[{"days":["wed"],"from":"21:00","to":"08:00"}]}""");
        Assert.Equal("interrupt", (await PushAsync()).GetProperty("attention").GetString());
        time.Advance(TimeSpan.FromHours(1));
        Assert.Equal("silent", (await PushAsync()).GetProperty("attention").GetString());
        time.Advance(TimeSpan.FromHours(11));
        Assert.Equal("interrupt", (await PushAsync()).GetProperty("attention").GetString());
    }

    [Fact]
    public async Task What_a_device_asks_for_interrupts_only_what_it_would_have_then_and_does_now()
    {
        await WantAsync("""{"time_zone":"Etc/UTC","quiet_hours":[{"days":["wed"],"from":"21:00","to":"08:00"}]}""");
        var before = await CreateAsync();
        Assert.Null(await AttentionAsync());
        time.Advance(TimeSpan.FromHours(2));
        var during = await CreateAsync();
        Assert.Equal([before, during], (await AttentionAsync())!.Order());
        time.Advance(TimeSpan.FromHours(10));
        await CreateAsync();
        Assert.Equal([during], await AttentionAsync());

        // What was read interrupts nobody, so nothing is told of it.
        await product.Marks.MarkReadAsync(user, [during], Token);
        Assert.Null(await AttentionAsync());
    }

    [Fact]
    public async Task Whoever_writes_preferences_into_the_store_is_heeded_too()
    {
        using var document = new MemoryStream(Encoding.UTF8.GetBytes(
            $$$"""{"id":"preferences","user_id":"{{{user}}}","types":{"message":"silent"},"time_zone":7}"""));
        using var written = await client.GetContainer(FixiaDatabase.Name, FixiaDatabase.Preferences)
            .UpsertItemStreamAsync(document, new PartitionKey(user), cancellationToken: Token);
        var stored = await ReadAsync(FixiaDatabase.Preferences, "preferences");
        await pushers.Preferences.PushAsync($"[{stored}]", Token);

        var changed = sent.Single(entry => entry.GetProperty("event").GetString() == "preferences:changed").GetProperty("data");
        Assert.Equal(written.Headers.ETag, changed.GetProperty("etag").GetString());
        Assert.Equal("silent", (await PushAsync()).GetProperty("attention").GetString());
    }

    private async Task WantAsync(string patch) => await product.PreferencesEditor.PatchAsync(user, JsonElement.Parse(patch), version: null, Token);

    private async Task<string> CreateAsync(string priority = NotificationPriority.Normal)
    {
        var created = await product.Publisher.PublishAsync(
            new() { UserIds = [user], Type = "message", Title = "t", Message = "m", Priority = priority }, idempotencyKey: null, Token);
        return created.Notifications.Single().Id;
    }

    /// <summary>The data of the event that a new notification is pushed with.</summary>
    private async Task<JsonElement> PushAsync(string priority = NotificationPriority.Normal)
    {
        var id = await CreateAsync(priority);
        await pushers.Notifications.PushAsync($"[{await ReadAsync(FixiaDatabase.Notifications, id)}]", Token);
        return sent.Last(entry => entry.GetProperty("event").GetString() == "notification:new").GetProperty("data");
    }

    /// <summary>Of which notifications a sync and the first page of the feed say that they don't plainly interrupt; both the same.</summary>
    private async Task<IEnumerable<string>?> AttentionAsync()
    {
        var sync = await product.Inbox.SyncAsync(user, new SyncRequestPayload(), Token);
        var page = await product.Inbox.ReadAsync(user, new FeedFilter(), cursor: null, Inbox.DefaultPageSize, Token);
        Assert.Equal(sync.Attention?.Keys.Order(), page.Attention?.Keys.Order());
        Assert.All(page.Attention?.Values ?? [], shown => Assert.Equal(Attention.Silent, shown.Attention));
        return page.Attention?.Keys;
    }

    private async Task<string> ReadAsync(string container, string id)
    {
        using var response = await client.GetContainer(FixiaDatabase.Name, container).ReadItemStreamAsync(id, new PartitionKey(user), cancellationToken: Token);
        using var reader = new StreamReader(response.Content);
        return await reader.ReadToEndAsync(Token);
    }
}
