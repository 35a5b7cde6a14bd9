using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Azure;
using Azure.Core;
using Azure.Messaging.WebPubSub;
using Fixia.Shared.Data;
using Fixia.Shared.Notifications;
using Fixia.Shared.Realtime;
using Fixia.Tests.Support;
using Microsoft.Azure.Cosmos;
using Moq;

namespace Fixia.Shared.Tests.ChangeFeed;

/// <summary>From a change-feed batch to the messages that Web PubSub is given.</summary>
public sealed class PusherTests
{
    private readonly Dictionary<string, List<JsonElement>> sent = [];
    private readonly Mock<WebPubSubServiceClient> service = new();
    private readonly Product product;
    private readonly Pushers pushers;
    private readonly CosmosClient client;
    private readonly string ana = Guid.NewGuid().ToString();
    private readonly string bruno = Guid.NewGuid().ToString();

    public PusherTests(CosmosDatabase database)
    {
        product = new Product(database.Client, TimeProvider.System);
        client = database.Client;
        pushers = new Pushers(client, product, service.Object, TimeProvider.System);
        service
            .Setup(s => s.SendToGroupAsync(
                It.IsAny<string>(), It.IsAny<RequestContent>(), ContentType.ApplicationJson, It.IsAny<IEnumerable<string>>(), null, It.IsAny<RequestContext>()))
            .Returns((string group, RequestContent content, ContentType _, IEnumerable<string> _, string _, RequestContext _) => Record(group, content));
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_batch_is_one_message_a_user_in_order_with_the_exact_count()
    {
        var batch = new[] { await CreateAsync(ana, "1"), await CreateAsync(bruno, "2"), await CreateAsync(ana, "3") };
        await PushAsync(batch);

        var message = Assert.Single(sent["user:" + ana]);
        Assert.Equal(
            ["notification:new 1", "notification:new 3", "notification:unread-count 2"],
            message.EnumerateArray().Select(Describe));
        Assert.Equal(2, Assert.Single(sent["user:" + bruno]).GetArrayLength());
    }

    [Fact]
    public async Task What_was_read_is_told_as_read()
    {
        await CreateAsync(ana, "1");
        await product.Notifications.MarkReadAsync(ana, "1", DateTimeOffset.UtcNow, Token);
        await PushAsync([await ReadAsync(ana, "1")]);
        Assert.Equal(
            ["notification:read 1", "notification:unread-count 0"],
            Assert.Single(sent["user:" + ana]).EnumerateArray().Select(Describe));
    }

    [Fact]
    public async Task What_is_unread_again_or_back_is_told_without_a_call_and_what_is_read_then_as_read()
    {
        await CreateAsync(ana, "1");
        await CreateAsync(ana, "2");
        await product.Marks.RemoveAsync(ana, ["1", "2"], NotificationRemoval.Archived, Token);
        await product.Marks.RestoreAsync(ana, ["1"], asUnread: true, Token);
        await product.Marks.RestoreAsync(ana, ["2"], asUnread: false, Token);
        await PushAsync([await ReadAsync(ana, "1"), await ReadAsync(ana, "2")]);
        await product.Marks.MarkReadAsync(ana, ["1"], Token);
        await product.Marks.RemoveAsync(ana, ["2"], NotificationRemoval.Archived, Token);
        await PushAsync([await ReadAsync(ana, "1"), await ReadAsync(ana, "2")]);
        var envelopes = sent["user:" + ana].SelectMany(Envelopes).ToList();
        Assert.Equal(
            ["notification:restored", "notification:restored", "notification:unread-count", "notification:read", "notification:removed", "notification:unread-count"],
            envelopes.Select(envelope => envelope.GetProperty("event").GetString()));
        Assert.Equal([false, true], envelopes[..2].Select(envelope => envelope.GetProperty("data").GetProperty("notification").GetProperty("read").GetBoolean()));
        Assert.Equal(1, envelopes[3].GetProperty("data").GetProperty("restores").GetProperty("1").GetInt32());
        Assert.Equal("2", Assert.Single(envelopes[4].GetProperty("data").GetProperty("archived").EnumerateArray()).GetString());
        Assert.Equal(1, envelopes[4].GetProperty("data").GetProperty("restores").GetProperty("2").GetInt32());
    }

    [Theory]
    [InlineData("""{"id":"bad","user_id":7}""")]
    [InlineData("""{"id":"bad","user_id":"","type":"t","title":"t","created_at":"2026-01-01T00:00:00.000Z"}""")]
    [InlineData("""{"id":"bad","user_id":"x","type":"t","title":"t","created_at":"yesterday"}""")]
    [InlineData("""{"id":{},"nothing":"useful"}""")]
    [InlineData("""[1,2,3]""")]
    [InlineData("null")]
    public async Task A_document_that_can_not_be_read_costs_only_itself(string poison)
    {
        using var json = JsonDocument.Parse(poison);
        await PushAsync([json.RootElement, await CreateAsync(ana, "1")]);
        Assert.Single(sent["user:" + ana]);
        Assert.Single(sent);
    }

    [Fact]
    public async Task A_document_that_can_not_be_read_is_set_aside_once_with_its_reason()
    {
        using var json = JsonDocument.Parse($$"""{"id":"{{ana}}","user_id":"x","type":"t","title":"t","created_at":"yesterday"}""");
        await PushAsync([json.RootElement]);
        await PushAsync([json.RootElement]);
        var error = Assert.Single(await ErrorsAsync("document_id", ana));
        Assert.Contains("created_at", error.GetProperty("reason").GetString(), StringComparison.Ordinal);
        Assert.True(JsonElement.DeepEquals(json.RootElement, error.GetProperty("document")));
    }

    [Fact]
    public async Task Of_a_backlog_only_the_newest_are_pushed_and_the_devices_are_told_to_sync()
    {
        var batch = new List<JsonElement>();
        for (var i = 0; i < 50; i++)
        {
            batch.Add(await CreateAsync(ana, $"{i:D2}"));
        }

        // In the pieces in which a drained feed would come.
        await PushAsync(batch[..25]);
        await PushAsync(batch[25..]);
        var envelopes = sent["user:" + ana].SelectMany(Envelopes).Select(Describe).ToList();
        Assert.Equal(20, envelopes.Count(e => e.StartsWith("notification:new", StringComparison.Ordinal)));
        Assert.Contains("notification:new 49", envelopes);
        Assert.All(sent["user:" + ana], message => Assert.True(Envelopes(message).Last().GetProperty("data").GetProperty("hasMore").GetBoolean()));
    }

    [Fact]
    public async Task What_was_put_away_is_told_as_removed()
    {
        await CreateAsync(ana, "1");
        await product.Marks.RemoveAsync(ana, ["1"], NotificationRemoval.Deleted, Token);
        await PushAsync([await ReadAsync(ana, "1")]);
        Assert.Equal(
            ["notification:removed 1", "notification:unread-count 0"],
            Assert.Single(sent["user:" + ana]).EnumerateArray().Select(Describe));
    }

    [Fact]
    public async Task A_count_that_another_trigger_overtook_is_corrected()
    {
        var change = await CreateAsync(ana, "1");
        var overtaken = false;
        service
            .Setup(s => s.SendToGroupAsync(
                "user:" + ana, It.IsAny<RequestContent>(), ContentType.ApplicationJson, It.IsAny<IEnumerable<string>>(), null, It.IsAny<RequestContext>()))
            .Returns(async (string group, RequestContent content, ContentType _, IEnumerable<string> _, string _, RequestContext _) =>
            {
                if (!overtaken)
                {
                    overtaken = true;
                    await product.Users.AdvanceReadBeforeAsync(ana, DateTimeOffset.UtcNow.AddSeconds(1), Token);
                }

                return await Record(group, content);
            });
        await PushAsync([change]);
        Assert.Equal("notification:unread-count 0", Describe(Envelopes(sent["user:" + ana][^1]).Last()));
    }

    [Fact]
    public async Task One_user_who_can_not_be_reached_fails_the_batch_after_the_others_were_served()
    {
        service
            .Setup(s => s.SendToGroupAsync(
                "user:" + ana, It.IsAny<RequestContent>(), ContentType.ApplicationJson, It.IsAny<IEnumerable<string>>(), null, It.IsAny<RequestContext>()))
            .ThrowsAsync(new RequestFailedException(503, "busy"));
        var batch = new[] { await CreateAsync(ana, "1"), await CreateAsync(bruno, "2") };
        var failure = await Assert.ThrowsAsync<AggregateException>(() => PushAsync(batch));
        Assert.IsType<PushFailedException>(Assert.Single(failure.InnerExceptions));
        Assert.Single(sent["user:" + bruno]);
    }

    [Fact]
    public async Task One_user_who_can_never_be_served_is_set_aside_and_fails_no_batch()
    {
        var batch = new[] { await CreateAsync(ana, "1"), await CreateAsync(bruno, "2") };
        service
            .Setup(s => s.SendToGroupAsync(
                "user:" + ana, It.IsAny<RequestContent>(), ContentType.ApplicationJson, It.IsAny<IEnumerable<string>>(), null, It.IsAny<RequestContext>()))
            .ThrowsAsync(new InvalidOperationException("a secret of ana"));
        await PushAsync(batch);
        Assert.Single(sent["user:" + bruno]);
        var error = Assert.Single(await ErrorsAsync("user_id", ana));
        Assert.Contains(nameof(InvalidOperationException), error.GetProperty("reason").GetString(), StringComparison.Ordinal);
        Assert.DoesNotContain("secret", error.GetRawText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_count_that_never_comes_to_rest_ends_in_a_request_to_sync()
    {
        var change = await CreateAsync(ana, "1");
        var watermark = DateTimeOffset.UtcNow.AddDays(-1);
        service
            .Setup(s => s.SendToGroupAsync(
                "user:" + ana, It.IsAny<RequestContent>(), ContentType.ApplicationJson, It.IsAny<IEnumerable<string>>(), null, It.IsAny<RequestContext>()))
            .Returns(async (string group, RequestContent content, ContentType _, IEnumerable<string> _, string _, RequestContext _) =>
            {
                await product.Users.AdvanceSeenBeforeAsync(ana, watermark = watermark.AddSeconds(1), Token);
                return await Record(group, content);
            });
        await PushAsync([change]);
        Assert.True(Envelopes(sent["user:" + ana][^1]).Last().GetProperty("data").GetProperty("hasMore").GetBoolean());
    }

    [Theory]
    [InlineData(HttpStatusCode.TooManyRequests, true)]
    [InlineData(HttpStatusCode.ServiceUnavailable, true)]
    [InlineData(HttpStatusCode.BadRequest, false)]
    [InlineData(HttpStatusCode.Forbidden, false)]
    [InlineData(HttpStatusCode.NotFound, false)]
    [InlineData(HttpStatusCode.RequestEntityTooLarge, false)]
    public void Only_what_passes_by_itself_is_worth_repeating(HttpStatusCode status, bool passes)
    {
        Assert.Equal(passes, StoreFailures.IsTransient((Exception)new CosmosException("", status, 0, "", 0)));
    }

    [Fact]
    public void So_is_what_the_network_did()
    {
        Exception[] passing = [new HttpRequestException(), new IOException(), new TimeoutException(), new SocketException((int)SocketError.NotConnected)];
        Assert.All(passing, failure => Assert.True(StoreFailures.IsTransient(failure)));
        Assert.False(StoreFailures.IsTransient(new InvalidOperationException()));
    }

    [Fact]
    public async Task A_mark_all_read_reaches_the_other_devices()
    {
        await CreateAsync(ana, "1");
        var readBefore = DateTimeOffset.UtcNow.AddSeconds(1);
        await product.Users.AdvanceReadBeforeAsync(ana, readBefore, Token);
        await pushers.Users.PushAsync($$"""[{"id":"state","user_id":"{{ana}}"}]""", Token);
        var message = Assert.Single(sent["user:" + ana]);
        Assert.Equal(["notification:read ", "notification:unread-count 0"], message.EnumerateArray().Select(Describe));
        Assert.Equal(
            UtcMillisecondsConverter.ToText(readBefore), message[0].GetProperty("data").GetProperty("readBefore").GetString());
    }

    private static IEnumerable<JsonElement> Envelopes(JsonElement message) =>
        message.ValueKind == JsonValueKind.Array ? message.EnumerateArray() : [message];

    private static string Describe(JsonElement envelope)
    {
        var data = envelope.GetProperty("data");
        var detail = envelope.GetProperty("event").GetString() switch
        {
            "notification:new" => data.GetProperty("notification").GetProperty("id").GetString(),
            "notification:read" or "notification:removed" => string.Join(',', data.GetProperty("notificationIds").EnumerateArray()),
            _ => data.GetProperty("count").GetRawText(),
        };
        return $"{envelope.GetProperty("event")} {detail}";
    }

    private Task<Response> Record(string group, RequestContent content)
    {
        using var stream = new MemoryStream();
        content.WriteTo(stream, CancellationToken.None);
        lock (sent)
        {
            sent.TryAdd(group, []);
            sent[group].Add(JsonDocument.Parse(stream.ToArray()).RootElement);
        }

        return Task.FromResult(Mock.Of<Response>());
    }

    private async Task<JsonElement> CreateAsync(string user, string id)
    {
        await product.Notifications.CreateAsync(
            new NotificationDocument
            {
                Id = id,
                UserId = user,
                Type = "message",
                Title = "Nuevo mensaje",
                CreatedAt = UtcMillisecondsConverter.Truncate(DateTimeOffset.UtcNow),
            },
            Token);
        return await ReadAsync(user, id);
    }

    private async Task<List<JsonElement>> ErrorsAsync(string member, string value)
    {
        var errors = client.GetContainer(FixiaDatabase.Name, FixiaDatabase.Errors);
        using var pages = errors.GetItemQueryStreamIterator(
            new QueryDefinition($"SELECT * FROM c WHERE c.{member} = @value").WithParameter("@value", value));
        using var page = await pages.ReadNextAsync(Token);
        using var found = await JsonDocument.ParseAsync(page.Content, cancellationToken: Token);
        return [.. found.RootElement.GetProperty("Documents").EnumerateArray().Select(error => error.Clone())];
    }

    private Task PushAsync(IEnumerable<JsonElement> documents) =>
        pushers.Notifications.PushAsync(ChangeBatch.AsTheTriggerMakesIt(documents), Token);

    private async Task<JsonElement> ReadAsync(string user, string id)
    {
        using var response = await client.GetContainer(FixiaDatabase.Name, FixiaDatabase.Notifications)
            .ReadItemStreamAsync(id, new PartitionKey(user), cancellationToken: Token);
        using var json = await JsonDocument.ParseAsync(response.EnsureSuccessStatusCode().Content, default, Token);
        return json.RootElement.Clone();
    }
}
