using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Azure;
using Azure.Core;
using Azure.Messaging.WebPubSub;
using Fixia.Shared.Data;
using Fixia.Shared.Events;
using Fixia.Shared.Inboxes;
using Fixia.Shared.Notifications;
using Fixia.Shared.Producers;
using Fixia.Tests.Support;
using Microsoft.Azure.Cosmos;
using Moq;

namespace Fixia.Shared.Tests.ChangeFeed;

/// <summary>
/// What producers write to the store themselves, odd as it may be: what the feed, the count, a sync, the marks and a push
/// make of it. The batches are what the service's trigger makes of the documents.
/// </summary>
public sealed class DirectWriteTests
{
    private readonly List<JsonElement> pushed = [];
    private readonly string user = Guid.NewGuid().ToString();
    private readonly Container container;
    private readonly CosmosClient client;
    private readonly Product product;
    private readonly Pushers pushers;
    private ChangeFeedStartFrom position;

    public DirectWriteTests(CosmosDatabase database)
    {
        client = database.Client;
        container = client.GetContainer(FixiaDatabase.Name, FixiaDatabase.Notifications);
        product = new Product(client, TimeProvider.System);
        position = ChangeFeedStartFrom.Beginning(FeedRange.FromPartitionKey(new PartitionKey(user)));
        var service = new Mock<WebPubSubServiceClient>();
        service
            .Setup(s => s.SendToGroupAsync(
                It.IsAny<string>(), It.IsAny<RequestContent>(), ContentType.ApplicationJson, It.IsAny<IEnumerable<string>>(), null, It.IsAny<RequestContext>()))
            .Returns((string _, RequestContent content, ContentType _, IEnumerable<string> _, string _, RequestContext _) => Record(content));
        pushers = new Pushers(client, product, service.Object, TimeProvider.System);
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("""{"created_at":5}""")]
    [InlineData("""{"created_at":"yesterday"}""")]
    [InlineData("""{"created_at":"1969-12-31T23:59:59.999Z"}""")]
    [InlineData("""{"created_at":null}""")]
    [InlineData("""{"title":5}""")]
    [InlineData("""{"title":null}""")]
    [InlineData("""{"type":["a"]}""")]
    [InlineData("""{"type":""}""")]
    [InlineData("""{"message":{}}""")]
    [InlineData("""{"read":"yes"}""")]
    [InlineData("""{"read_at":7}""")]
    [InlineData("""{"expires_at":"soon"}""")]
    [InlineData("""{"removed":"gone"}""")]
    [InlineData("""{"id":"ends in a blank "}""")]
    [InlineData("""{"id":"an%20escape"}""")]
    public async Task A_document_that_can_not_be_read_is_in_no_list_and_no_count_and_in_errors(string oddity)
    {
        await WriteAsync("good");
        await WriteAsync("bad", oddity);
        await AssertShownAsync("good");
        await SettleAsync();
        await AssertShownAsync("good");
        Assert.Equal(1, (await product.Inbox.CountUnreadAsync(user, Token)).Count);
        Assert.Equal(["good"], Pushed());
        Assert.Single(await ErrorsAsync());
    }

    [Fact]
    public async Task A_document_that_was_set_aside_comes_back_when_it_is_written_anew()
    {
        await WriteAsync("n", """{"title":5}""");
        await SettleAsync();
        await WriteAsync("n");
        await SettleAsync();
        await AssertShownAsync("n");
        Assert.Equal(["n"], Pushed());
    }

    [Fact]
    public async Task A_page_full_of_documents_that_can_not_be_read_hides_none_of_the_others()
    {
        for (var i = 0; i < Inbox.SyncPageSize + 10; i++)
        {
            await WriteAsync($"bad{i}", """{"title":5}""");
        }

        await WriteAsync("good");
        Assert.Equal(["good"], await SyncAsync(new SyncRequestPayload { LastSyncTime = DateTimeOffset.UnixEpoch }));
        await SettleAsync();
        Assert.Equal(["good"], await SyncAsync(new SyncRequestPayload()));
        Assert.Equal(["good"], await SyncAsync(new SyncRequestPayload { LastSyncTime = DateTimeOffset.UnixEpoch }));
    }

    [Theory]
    [InlineData("""{"expires_at":null,"removed":null,"read":null,"read_at":null,"action_url":null,"message":null,"priority":null}""")]
    [InlineData("""{"expires_at":null}""")]
    [InlineData("""{"removed":null}""")]
    [InlineData("""{"read":null}""")]
    public async Task Null_means_the_same_as_absent(string members)
    {
        await WriteAsync("n", members);
        await AssertShownAsync("n");
        await product.Marks.MarkReadAsync(user, ["n"], Token);
        Assert.Equal(0, (await product.Inbox.CountUnreadAsync(user, Token)).Count);
        await product.Marks.RemoveAsync(user, ["n"], NotificationRemoval.Archived, Token);
        await AssertShownAsync();
        Assert.Single((await product.Inbox.ReadAsync(user, new FeedFilter(Removed: NotificationRemoval.Archived), null, 10, Token)).Notifications);
        await product.Marks.RemoveAsync(user, ["n"], NotificationRemoval.Deleted, Token);
        Assert.Empty((await product.Inbox.ReadAsync(user, new FeedFilter(Removed: NotificationRemoval.Archived), null, 10, Token)).Notifications);
    }

    [Fact]
    public async Task Null_in_removed_does_not_disturb_the_order_of_the_feed()
    {
        for (var i = 0; i < 6; i++)
        {
            await WriteAsync($"{i}", i % 2 == 0 ? """{"removed":null}""" : "{}", createdAt: $"2026-05-01T12:00:0{i}.000Z");
        }

        await SettleAsync();
        Assert.Equal(["5", "4", "3", "2", "1", "0"], await FeedAsync(pageSize: 2));
    }

    [Theory]
    [InlineData("2026-05-01T12:00:00Z", "2026-05-01T12:00:00.000Z")]
    [InlineData("2026-05-01T12:00:00.29Z", "2026-05-01T12:00:00.290Z")]
    [InlineData("2026-05-01T12:00:00.2901234Z", "2026-05-01T12:00:00.290Z")]
    [InlineData("2026-05-01T12:00:00.290+05:00", "2026-05-01T07:00:00.290Z")]
    [InlineData("2026-05-01T12:00:00.290", "2026-05-01T12:00:00.290Z")]
    [InlineData("2026-05-01", "2026-05-01T00:00:00.000Z")]
    public async Task A_time_of_another_form_is_brought_into_order(string written, string stored)
    {
        var before = UtcMillisecondsConverter.ToText(DateTimeOffset.Parse(stored, System.Globalization.CultureInfo.InvariantCulture).AddMilliseconds(-1));
        var after = UtcMillisecondsConverter.ToText(DateTimeOffset.Parse(stored, System.Globalization.CultureInfo.InvariantCulture).AddMilliseconds(1));
        await WriteAsync("b", createdAt: before);
        await WriteAsync("n", createdAt: written);
        await WriteAsync("a", createdAt: after);
        await SettleAsync();
        Assert.Equal(stored, (await ReadAsync("n")).GetProperty("created_at").GetString());
        Assert.Equal(["a", "n", "b"], await FeedAsync(pageSize: 1));
        Assert.Equal(["a", "b", "n"], Pushed().Order(StringComparer.Ordinal));

        await product.Users.AdvanceReadBeforeAsync(user, DateTimeOffset.Parse(stored, System.Globalization.CultureInfo.InvariantCulture), Token);
        Assert.Equal(1, (await product.Inbox.CountUnreadAsync(user, Token)).Count);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_time_ahead_of_the_clock_makes_nothing_be_read_at_its_birth(bool settled)
    {
        await WriteAsync("ahead", createdAt: UtcMillisecondsConverter.ToText(DateTimeOffset.UtcNow.AddHours(2)));
        if (settled)
        {
            await SettleAsync();
            Assert.InRange((await ReadAsync("ahead")).GetProperty("created_at").GetDateTimeOffset(), DateTimeOffset.UtcNow.AddMinutes(-1), DateTimeOffset.UtcNow);
        }

        await product.Marks.MarkAllReadAsync(user, before: null, Token);
        Assert.Equal(0, (await product.Inbox.CountUnreadAsync(user, Token)).Count);
        Assert.False((await product.Users.ReadAsync(user, Token)).ReadBefore > DateTimeOffset.UtcNow);
        await PublishAsync();
        await SettleAsync();
        Assert.Equal(1, (await product.Inbox.CountUnreadAsync(user, Token)).Count);
    }

    [Fact]
    public async Task A_document_of_any_depth_is_shown_and_pushed_and_costs_nobody_anything()
    {
        var deep = "{\"extra\":" + new string('[', 110) + new string(']', 110) + "}";
        await WriteAsync("deep", deep);
        await WriteAsync("deep and bad", deep.Replace("{\"extra\"", "{\"title\":5,\"extra\"", StringComparison.Ordinal));
        await WriteAsync("good");
        await SettleAsync();
        await AssertShownAsync("deep", "good");
        Assert.Equal(["deep", "good"], Pushed().Order(StringComparer.Ordinal));
        Assert.Equal("deep and bad", Assert.Single(await ErrorsAsync()).GetProperty("document_id").GetString());
    }

    [Fact]
    public async Task A_document_deeper_than_any_that_the_store_takes_costs_only_itself()
    {
        await WriteAsync("good");
        var deep = "{\"id\":\"deep\",\"extra\":" + new string('[', 5000) + new string(']', 5000) + "}";
        await pushers.Notifications.PushAsync($"[{deep},{await ReadAsync("good")},{deep}]", Token);
        Assert.Equal(["good"], Pushed());
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("no JSON")]
    public async Task A_batch_that_is_no_array_is_set_aside(string batch) => await pushers.Notifications.PushAsync(batch, Token);

    [Theory]
    [InlineData("2026-11-26T14:19:13.290+05:00")]
    [InlineData("2026-11-26T14:19:13.290Z")]
    [InlineData("2026-11-26T14:19:13")]
    [InlineData("/Date(1198908717056)/")]
    public async Task A_text_that_looks_like_a_date_reaches_the_device_as_it_was_written(string text)
    {
        var id = text.Trim('/');
        await WriteAsync(id, $$"""{"title":"{{text}}","message":"{{text}}"}""");
        await SettleAsync();
        var notification = Assert.Single(pushed).GetProperty("data").GetProperty("notification");
        Assert.Equal((id, text, text), (Text("id"), Text("title"), Text("message")));

        string? Text(string name) => notification.GetProperty(name).GetString();
    }

    [Theory]
    [InlineData("1 de eneroTodo a mitad de precio", 1)]
    [InlineData("2026-11-26T14:19:13", 0)]
    public async Task Only_a_document_with_a_text_that_looks_like_a_date_is_read_again(string title, int expected)
    {
        await WriteAsync("n", $$"""{"title":"{{title}}"}""", createdAt: $"{DateTimeOffset.UtcNow.AddSeconds(-2):yyyy-MM-ddTHH:mm:ss}.123Z");
        var batch = await NextBatchAsync();
        using var deleted = await container.DeleteItemStreamAsync("n", new PartitionKey(user), cancellationToken: Token);
        await pushers.Notifications.PushAsync(batch!, Token);
        Assert.Equal(expected, pushed.Count);
    }

    [Theory]
    [InlineData("javascript:alert(1)")]
    [InlineData("JaVaScRiPt:alert(1)")]
    [InlineData(" javascript:alert(1)")]
    [InlineData("data:text/html,x")]
    [InlineData("vbscript:x")]
    [InlineData("//evil.test")]
    [InlineData("/\\\\evil.test")]
    [InlineData("/\\tevil.test")]
    [InlineData("https://evil.test/x")]
    [InlineData("http://fixia.test/x")]
    [InlineData("https://fixia.test@evil.test/")]
    [InlineData("")]
    public async Task A_link_that_a_request_could_not_hold_is_handed_out_by_nobody(string url)
    {
        await WriteAsync("n", $$"""{"action_url":"{{url}}"}""");
        await SettleAsync();
        Assert.Null(Assert.Single((await product.Inbox.ReadAsync(user, new FeedFilter(), null, 10, Token)).Notifications).ActionUrl);
        Assert.Null(Assert.Single((await product.Inbox.SyncAsync(user, new SyncRequestPayload(), Token)).Notifications).ActionUrl);
        Assert.Equal(JsonValueKind.Null, Assert.Single(pushed).GetProperty("data").GetProperty("notification").GetProperty("action_url").ValueKind);
    }

    [Theory]
    [InlineData("/jobs/7")]
    [InlineData("https://fixia.test/jobs/7")]
    public async Task A_safe_link_is_kept(string url)
    {
        await WriteAsync("n", $$"""{"action_url":"{{url}}"}""");
        await SettleAsync();
        Assert.Equal(url, Assert.Single(pushed).GetProperty("data").GetProperty("notification").GetProperty("action_url").GetString());
    }

    [Fact]
    public async Task A_text_longer_than_a_request_could_hold_is_cut()
    {
        await WriteAsync("n", $$"""{"title":"{{string.Concat(Enumerable.Repeat("😀", 300))}}","message":"{{new string('m', 100_000)}}"}""");
        await SettleAsync();
        var shown = Assert.Single((await product.Inbox.ReadAsync(user, new FeedFilter(), null, 10, Token)).Notifications);
        Assert.InRange(shown.Title.Length, ContentLimits.Title - 1, ContentLimits.Title);
        Assert.EndsWith("😀…", shown.Title, StringComparison.Ordinal);
        Assert.Equal(ContentLimits.Message, shown.Message.Length);
        Assert.Equal(shown.Title, Assert.Single(pushed).GetProperty("data").GetProperty("notification").GetProperty("title").GetString());
    }

    [Fact]
    public async Task A_state_that_can_not_be_read_costs_a_mark_and_not_the_inbox()
    {
        var users = client.GetContainer(FixiaDatabase.Name, FixiaDatabase.Users);
        var state = $$$"""
            {"id":"state","user_id":"{{{user}}}","read_before":5,"seen_before":"yesterday","announcements":{"announcement-1":7,
            "announcement-2":{"read_at":"2026-05-01T12:00:00.000Z","removed":null,"expires_at":"2026-05-01T12:00:00.000Z"} } }
            """;
        await WriteAsync(users, state);
        await PublishAsync();
        Assert.Equal(1, (await product.Inbox.CountUnreadAsync(user, Token)).Count);
        Assert.Equal(["announcement-2"], (await product.Users.ReadAsync(user, Token)).Announcements!.Keys);
        await product.Marks.MarkSeenAsync(user, before: null, Token);
        await product.Marks.MarkAllReadAsync(user, before: null, Token);
        var count = await product.Inbox.CountUnreadAsync(user, Token);
        Assert.Equal((0, 0), (count.Count, count.Unseen));
    }

    [Fact]
    public async Task A_watermark_ahead_of_the_clock_is_taken_for_the_time_at_which_it_was_written_and_can_be_replaced()
    {
        var users = client.GetContainer(FixiaDatabase.Name, FixiaDatabase.Users);
        await WriteAsync(users, $$"""{"id":"state","user_id":"{{user}}","read_before":"2999-01-01T00:00:00.000Z"}""");
        Assert.InRange((await product.Users.ReadAsync(user, Token)).ReadBefore!.Value, DateTimeOffset.UtcNow.AddMinutes(-1), DateTimeOffset.UtcNow);
        await PublishAsync();
        await product.Marks.MarkAllReadAsync(user, before: null, Token);
        Assert.InRange((await product.Users.ReadAsync(user, Token)).ReadBefore!.Value, DateTimeOffset.UtcNow.AddMinutes(-1), DateTimeOffset.UtcNow);
    }

    private async Task AssertShownAsync(params string[] ids)
    {
        Assert.Equal(ids, (await FeedAsync(pageSize: 10)).Order(StringComparer.Ordinal));
        Assert.Equal(ids, (await SyncAsync(new SyncRequestPayload())).Where(id => id is not null).Order(StringComparer.Ordinal).Intersect(ids));
    }

    private async Task<List<string>> FeedAsync(int pageSize)
    {
        var shown = new List<string>();
        FeedPage page;
        FeedCursor? cursor = null;
        do
        {
            page = await product.Inbox.ReadAsync(user, new FeedFilter(), cursor, pageSize, Token);
            shown.AddRange(page.Notifications.Select(n => n.Id));
            cursor = page.Cursor is null ? null : FeedCursor.Parse(page.Cursor);
        }
        while (page.HasMore);
        return shown;
    }

    private async Task<List<string>> SyncAsync(SyncRequestPayload request)
    {
        var seen = new List<string>();
        SyncResponse page;
        do
        {
            page = await product.Inbox.SyncAsync(user, request, Token);
            seen.AddRange(page.Notifications.Select(n => n.Id));
            request = new SyncRequestPayload { Cursor = page.Cursor };
        }
        while (page.HasMore);
        return seen;
    }

    private IEnumerable<string> Pushed() =>
        pushed.Select(envelope => envelope.GetProperty("data").GetProperty("notification").GetProperty("id").GetString()!);

    private async Task PublishAsync() => await product.Publisher.PublishAsync(
        new NotificationRequest { UserIds = [user], Type = "message", Title = "Hola", Message = "Hola" }, null, Token);

    private async Task<List<JsonElement>> ErrorsAsync()
    {
        var errors = client.GetContainer(FixiaDatabase.Name, FixiaDatabase.Errors);
        var query = new QueryDefinition("SELECT * FROM c WHERE c.document.user_id = @user").WithParameter("@user", user);
        using var pages = errors.GetItemQueryStreamIterator(query);
        using var page = await pages.ReadNextAsync(Token);
        using var json = await JsonDocument.ParseAsync(page.Content, new JsonDocumentOptions { MaxDepth = 200 }, Token);
        return [.. json.RootElement.GetProperty("Documents").EnumerateArray().Select(element => element.Clone())];
    }

    private async Task<JsonElement> ReadAsync(string id)
    {
        using var response = await container.ReadItemStreamAsync(id, new PartitionKey(user), cancellationToken: Token);
        using var json = await JsonDocument.ParseAsync(response.EnsureSuccessStatusCode().Content, default, Token);
        return json.RootElement.Clone();
    }

    /// <summary>Lets the trigger work until the feed brings nothing any more.</summary>
    private async Task SettleAsync()
    {
        while (await NextBatchAsync() is { } batch)
        {
            await pushers.Notifications.PushAsync(batch, Token);
        }
    }

    /// <summary>What the trigger would hand over next; null when there is nothing.</summary>
    private async Task<string?> NextBatchAsync()
    {
        using var pages = container.GetChangeFeedStreamIterator(position, ChangeFeedMode.LatestVersion);
        using var page = await pages.ReadNextAsync(Token);
        position = ChangeFeedStartFrom.ContinuationToken(page.ContinuationToken);
        if (page.StatusCode == HttpStatusCode.NotModified)
        {
            return null;
        }

        using var json = await JsonDocument.ParseAsync(page.Content, new JsonDocumentOptions { MaxDepth = 200 }, Token);
        return ChangeBatch.AsTheTriggerMakesIt(json.RootElement.GetProperty("Documents").EnumerateArray());
    }

    /// <summary>Writes a good document with some members changed.</summary>
    private Task WriteAsync(string id, string members = "{}", string createdAt = "2026-05-01T12:00:00.000Z")
    {
        var document = new JsonObject { ["id"] = id, ["user_id"] = user, ["type"] = "message", ["title"] = "Hola", ["created_at"] = createdAt };
        foreach (var (name, value) in JsonNode.Parse(members, documentOptions: new JsonDocumentOptions { MaxDepth = 200 })!.AsObject())
        {
            document[name] = value?.DeepClone();
        }

        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream))
        {
            document.WriteTo(writer);
        }

        return WriteAsync(container, Encoding.UTF8.GetString(stream.ToArray()));
    }

    private async Task WriteAsync(Container target, string json)
    {
        using var response = await target.UpsertItemStreamAsync(
            new MemoryStream(Encoding.UTF8.GetBytes(json)), new PartitionKey(user), cancellationToken: Token);
        response.EnsureSuccessStatusCode();
    }

    private Task<Response> Record(RequestContent content)
    {
        using var stream = new MemoryStream();
        content.WriteTo(stream, CancellationToken.None);
        var message = JsonDocument.Parse(stream.ToArray()).RootElement;
        lock (pushed)
        {
            pushed.AddRange((message.ValueKind == JsonValueKind.Array ? message.EnumerateArray().ToList() : [message])
                .Where(envelope => envelope.GetProperty("event").GetString() == EventNames.NotificationNew));
        }

        return Task.FromResult(Mock.Of<Response>());
    }
}
