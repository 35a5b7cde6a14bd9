using System.Text.Json;
using Azure;
using Azure.Core;
using Fixia.Functions.Http;
using Fixia.Shared.Data;
using Fixia.Shared.Delivery;
using Fixia.Shared.Json;
using Fixia.Shared.Notifications;
using Fixia.Shared.Schedule;
using Fixia.Shared.Webhooks;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Cosmos;
using Microsoft.Extensions.DependencyInjection;
using Moq;

namespace Fixia.Functions.Tests.Http;

/// <summary>Work that failed for good: listed, looked at, tried again, forgotten.</summary>
public sealed class DeadLettersApiTests(SharedApp shared)
{
    private readonly FunctionsApp app = shared.App;
    private readonly string user = $"u-{Guid.NewGuid():N}";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private DeadLetterStore Letters => app.Services.GetRequiredService<DeadLetterStore>();

    private Container Notifications => app.Services.GetRequiredService<CosmosClient>().GetContainer(FixiaDatabase.Name, FixiaDatabase.Notifications);

    [Fact]
    public async Task They_are_listed_newest_first_in_pages_without_the_work_and_forgotten_one_by_one()
    {
        for (var i = 0; i < 3; i++)
        {
            await Letters.SetAsideAsync("users", user, new InvalidOperationException(), Token);
            await AddNotificationAsync($"n-{i}");
        }

        var first = await ListAsync($"?user_id={user}&limit=3");
        var letters = first.Body.GetProperty("dead_letters");
        Assert.Equal(3, letters.GetArrayLength());
        Assert.False(letters[0].TryGetProperty("document", out _));
        var rest = (await ListAsync($"?user_id={user}&cursor={first.Body.GetProperty("cursor").GetString()}")).Body;
        var all = letters.EnumerateArray().Concat(rest.GetProperty("dead_letters").EnumerateArray()).ToList();

        // What fails in the same way again is one dead letter.
        Assert.Equal(4, all.Select(letter => letter.GetProperty("id").GetString()).Distinct().Count());
        Assert.Equal(all.Select(SetAsideAt).OrderDescending(), all.Select(SetAsideAt));
        Assert.Equal(JsonValueKind.Null, rest.GetProperty("cursor").ValueKind);
        Assert.Equal(1, (await ListAsync($"?user_id={user}&container=users")).Body.GetProperty("dead_letters").GetArrayLength());

        var id = all[0].GetProperty("id").GetString()!;
        Assert.Equal(StatusCodes.Status200OK, (await CallAsync("GET", id)).Response.StatusCode);
        Assert.Equal(StatusCodes.Status204NoContent, (await CallAsync("DELETE", id)).Response.StatusCode);
        Assert.All(
            await Task.WhenAll(((string[])["DELETE", "GET", "POST"]).Select(method => CallAsync(method, id))),
            call => Assert.Equal(StatusCodes.Status404NotFound, call.Response.StatusCode));

        static DateTimeOffset SetAsideAt(JsonElement letter) => letter.GetProperty("set_aside_at").GetDateTimeOffset();
    }

    [Fact]
    public async Task A_notification_is_stored_once_however_often_it_is_tried_again()
    {
        var id = await AddNotificationAsync("n-again");
        Assert.Equal(StatusCodes.Status204NoContent, (await CallAsync("POST", id)).Response.StatusCode);
        Assert.Equal(StatusCodes.Status404NotFound, (await CallAsync("POST", id)).Response.StatusCode);
        await AddNotificationAsync("n-again");
        Assert.Equal(StatusCodes.Status204NoContent, (await CallAsync("POST", id)).Response.StatusCode);
        var feed = await app.Services.GetRequiredService<NotificationStore>().ReadFeedAsync(user, new FeedFilter(), cursor: null, limit: 10, Token);
        var again = Assert.Single(feed);
        Assert.Equal(("n-again", "market"), (again.Id, again.Producer));
    }

    [Fact]
    public async Task What_a_producer_could_not_be_told_it_is_told_again()
    {
        var acted = new ActedData("n-acted", user, "proposal", "accept", UtcMillisecondsConverter.Truncate(DateTimeOffset.UtcNow));
        var letter = new DeadLetter
        {
            Kind = DeadLetterKind.Webhook, Container = FixiaDatabase.Scheduled, DocumentId = acted.NotificationId, UserId = user, Producer = "market", Reason = "r",
            Document = acted.ToJson(),
        };
        await app.Services.GetRequiredService<DeadLetterStore>().SetAsideAsync(letter, failure: null, Token);
        var id = (await ListAsync($"?user_id={user}")).Body.GetProperty("dead_letters")[0].GetProperty("id").GetString()!;
        Assert.Equal(StatusCodes.Status204NoContent, (await CallAsync("POST", id)).Response.StatusCode);
        var call = await app.Services.GetRequiredService<ScheduleStore>().FindCallAsync(user, ActionCall.IdOf(user, acted.NotificationId), Token);
        Assert.Equal(("market", acted, 0), (call!.Producer, call.Acted, call.Attempts));
        Assert.Equal(StatusCodes.Status404NotFound, (await CallAsync("GET", id)).Response.StatusCode);
    }

    [Fact]
    public async Task A_document_comes_again_as_it_was_unless_it_was_corrected_meanwhile()
    {
        var original = $$"""{"id":"d","user_id":"{{user}}","type":"x","created_at":"2026-01-01T00:00:00.000Z"}""";
        await StoreAsync(original.Replace("\"type\"", "\"read\":true,\"removed\":\"unreadable\",\"type\"", StringComparison.Ordinal));
        var id = await AddDocumentAsync(original);
        Assert.Equal(StatusCodes.Status204NoContent, (await CallAsync("POST", id)).Response.StatusCode);
        Assert.False((await StoredAsync()).TryGetProperty("removed", out _));

        await StoreAsync(original.Replace("\"type\"", "\"title\":\"Hola\",\"type\"", StringComparison.Ordinal));
        id = await AddDocumentAsync(original);
        Assert.Equal(StatusCodes.Status204NoContent, (await CallAsync("POST", id)).Response.StatusCode);
        Assert.Equal("Hola", (await StoredAsync()).GetProperty("title").GetString());

        async Task<JsonElement> StoredAsync() => (await Notifications.ReadItemAsync<JsonElement>("d", new PartitionKey(user), cancellationToken: Token)).Resource;
    }

    [Fact]
    public async Task A_user_whom_a_push_did_not_reach_is_told_to_sync()
    {
        var sent = new List<string>();
        app.WebPubSub
            .Setup(s => s.SendToGroupAsync(
                It.Is<string>(group => group.Contains(user)), It.IsAny<RequestContent>(), ContentType.ApplicationJson, It.IsAny<IEnumerable<string>>(), null, It.IsAny<RequestContext>()))
            .Returns((string _, RequestContent content, ContentType _, IEnumerable<string> _, string _, RequestContext _) =>
            {
                using var stream = new MemoryStream();
                content.WriteTo(stream, Token);
                sent.Add(System.Text.Encoding.UTF8.GetString(stream.ToArray()));
                return Task.FromResult(Mock.Of<Response>());
            });
        await Letters.SetAsideAsync("users", user, new InvalidOperationException(), Token);
        var id = (await ListAsync($"?user_id={user}")).Body.GetProperty("dead_letters")[0].GetProperty("id").GetString()!;
        Assert.Equal(StatusCodes.Status204NoContent, (await CallAsync("POST", id)).Response.StatusCode);
        Assert.Contains("\"hasMore\":true", Assert.Single(sent), StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_that_does_not_hold_its_work_says_so_and_stays()
    {
        await Letters.SetAsideAsync(new DeadLetter { Kind = DeadLetterKind.Message, Container = "batches", UserId = user, Reason = "r" }, failure: null, Token);
        var id = (await ListAsync($"?user_id={user}")).Body.GetProperty("dead_letters")[0].GetProperty("id").GetString()!;
        Assert.Equal(StatusCodes.Status409Conflict, (await CallAsync("POST", id)).Response.StatusCode);
        Assert.Equal(StatusCodes.Status200OK, (await CallAsync("GET", id)).Response.StatusCode);
    }

    [Theory]
    [InlineData("?limit=0", "limit")]
    [InlineData("?limit=101", "limit")]
    [InlineData("?cursor=x", "cursor")]
    [InlineData("?user_id=%20", "user_id")]
    public async Task What_can_not_be_meant_is_refused_by_name(string query, string member)
    {
        var refused = await ListAsync(query);
        Assert.Equal((StatusCodes.Status400BadRequest, member), (refused.Response.StatusCode, refused.Body.GetProperty("member").GetString()));
    }

    private async Task<string> AddNotificationAsync(string notification)
    {
        var work = JsonElement.Parse($$"""{"user_ids":["{{user}}"],"type":"system","title":"Hola","message":"m"}""");
        await Letters.SetAsideAsync(
            new DeadLetter { Kind = DeadLetterKind.Notification, Container = "batches", DocumentId = notification, UserId = user, Producer = "market", Reason = "r", Document = work },
            failure: null,
            Token);
        var letters = await Letters.ReadAsync("batches", user, cursor: null, limit: 100, Token);
        return letters.Single(letter => letter.DocumentId == notification).Id;
    }

    private async Task<string> AddDocumentAsync(string document)
    {
        var json = JsonElement.Parse(document);
        await Letters.SetAsideAsync(FixiaDatabase.Notifications, json, System.Text.Encoding.UTF8.GetBytes(document), "r", Token);
        var letters = await Letters.ReadAsync(FixiaDatabase.Notifications, user, cursor: null, limit: 100, Token);
        return Assert.Single(letters).Id;
    }

    private async Task StoreAsync(string document) =>
        await Notifications.UpsertItemAsync(JsonElement.Parse(document), new PartitionKey(user), cancellationToken: Token);

    private Task<HttpCall> ListAsync(string query)
    {
        var call = new HttpCall(app).Send("GET");
        call.Request.QueryString = new QueryString(query);
        return call.ExecuteAsync(app.Function<DeadLettersApi>().ReadDeadLetters(call.Request, Token));
    }

    private Task<HttpCall> CallAsync(string method, string id)
    {
        var call = new HttpCall(app).Send(method);
        var api = app.Function<DeadLettersApi>();
        return call.ExecuteAsync(method switch
        {
            "GET" => api.ReadDeadLetter(call.Request, id, Token),
            "POST" => api.RedriveDeadLetter(call.Request, id, Token),
            _ => api.DeleteDeadLetter(call.Request, id, Token),
        });
    }
}
