using System.Text.Json;
using Fixia.Functions.Http;
using Microsoft.AspNetCore.Http;

namespace Fixia.Functions.Tests.Http;

/// <summary>Creating, reading and marking over HTTP, function by function, on a real store.</summary>
public sealed class NotificationsApiTests(SharedApp shared)
{
    private readonly FunctionsApp app = shared.App;
    private readonly string user = Guid.NewGuid().ToString();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_a_producer_creates_the_user_reads()
    {
        var created = await CreateAsync();
        Assert.Equal(StatusCodes.Status201Created, created.Response.StatusCode);
        var notification = Assert.Single(created.Body.GetProperty("notifications").EnumerateArray());

        var feed = await FeedAsync();
        Assert.Equal(StatusCodes.Status200OK, feed.Response.StatusCode);
        Assert.Equal("45", feed.Response.Headers["X-Poll-Interval"]);
        Assert.True(JsonElement.DeepEquals(notification, Assert.Single(feed.Body.GetProperty("notifications").EnumerateArray())));
        Assert.Equal(1, feed.Body.GetProperty("unreadCount").GetInt32());
        Assert.False(feed.Body.GetProperty("hasMore").GetBoolean());
    }

    [Theory]
    [InlineData("""{"user_ids":["ana"],"type":"t","title":7,"message":"m"}""", "title")]
    [InlineData("""{"user_ids":"ana","type":"t","title":"t","message":"m"}""", "user_ids")]
    [InlineData("""{"user_ids":["ana"],"type":"t","message":"m"}""", "title")]
    [InlineData("""{"user_ids":[""],"type":"t","title":"t","message":"m"}""", "user_ids[0]")]
    public async Task A_bad_request_names_the_member(string json, string member)
    {
        var call = new HttpCall(app).Send("POST", json);
        await call.ExecuteAsync(app.Function<ProducersApi>().CreateNotifications(call.Request, Token));
        Assert.Equal(StatusCodes.Status400BadRequest, call.Response.StatusCode);
        Assert.Equal(member, call.Body.GetProperty("member").GetString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("null")]
    public async Task What_is_no_object_is_refused(string json)
    {
        var call = new HttpCall(app).Send("POST", json);
        await call.ExecuteAsync(app.Function<ProducersApi>().CreateNotifications(call.Request, Token));
        Assert.Equal(StatusCodes.Status400BadRequest, call.Response.StatusCode);
    }

    [Fact]
    public async Task A_huge_body_is_refused()
    {
        var call = new HttpCall(app).Send("POST", new string(' ', RequestBodyLimit + 1));
        await call.ExecuteAsync(app.Function<ProducersApi>().CreateNotifications(call.Request, Token));
        Assert.Equal(StatusCodes.Status413PayloadTooLarge, call.Response.StatusCode);
    }

    [Fact]
    public async Task An_idempotency_key_answers_the_same_and_refuses_another_request()
    {
        var key = Guid.NewGuid().ToString();
        var first = await CreateAsync(key: key);
        var second = await CreateAsync(key: key);
        Assert.True(JsonElement.DeepEquals(first.Body, second.Body));
        Assert.Equal(StatusCodes.Status422UnprocessableEntity, (await CreateAsync(title: "Otro", key: key)).Response.StatusCode);
    }

    [Fact]
    public async Task An_unchanged_feed_is_not_sent_again()
    {
        await CreateAsync();
        string tag = (await FeedAsync()).Response.Headers.ETag!;
        Assert.Equal(StatusCodes.Status304NotModified, (await FeedAsync(tag)).Response.StatusCode);
        await CreateAsync();
        Assert.Equal(StatusCodes.Status200OK, (await FeedAsync(tag)).Response.StatusCode);
    }

    [Fact]
    public async Task An_unchanged_count_is_not_sent_again()
    {
        await CreateAsync();
        var count = await CountAsync();
        Assert.Equal(1, count.Body.GetProperty("count").GetInt32());
        string tag = count.Response.Headers.ETag!;
        Assert.Equal(StatusCodes.Status304NotModified, (await CountAsync(tag)).Response.StatusCode);
        await CreateAsync();
        Assert.Equal(2, (await CountAsync(tag)).Body.GetProperty("count").GetInt32());
    }

    [Theory]
    [InlineData("?limit=0", "limit")]
    [InlineData("?limit=101", "limit")]
    [InlineData("?limit=ten", "limit")]
    [InlineData("?cursor=nonsense!", "cursor")]
    public async Task A_bad_query_names_the_parameter(string query, string member)
    {
        var call = await FeedAsync(query: query);
        Assert.Equal(StatusCodes.Status400BadRequest, call.Response.StatusCode);
        Assert.Equal(member, call.Body.GetProperty("member").GetString());
    }

    [Fact]
    public async Task Marking_one_and_all_read_counts_down()
    {
        var id = (await CreateAsync()).Body.GetProperty("notifications")[0].GetProperty("id").GetString()!;
        await CreateAsync();
        var one = new HttpCall(app).As(user).Send("POST");
        await one.ExecuteAsync(app.Function<MarksApi>().MarkNotificationRead(one.Request, id, Token));
        Assert.Equal(StatusCodes.Status204NoContent, one.Response.StatusCode);
        Assert.Equal(1, (await CountAsync()).Body.GetProperty("count").GetInt32());

        var all = new HttpCall(app).As(user).Send("POST");
        await all.ExecuteAsync(app.Function<MarksApi>().MarkAllRead(all.Request, Token));
        Assert.Equal(StatusCodes.Status204NoContent, all.Response.StatusCode);
        Assert.Equal(0, (await CountAsync()).Body.GetProperty("count").GetInt32());
    }

    [Fact]
    public async Task An_unknown_id_gets_the_same_quiet_answer()
    {
        var call = new HttpCall(app).As(user).Send("POST");
        await call.ExecuteAsync(app.Function<MarksApi>().MarkNotificationRead(call.Request, "unknown", Token));
        Assert.Equal(StatusCodes.Status204NoContent, call.Response.StatusCode);
    }

    [Fact]
    public async Task What_is_archived_or_deleted_leaves_the_feed()
    {
        var (archived, deleted) = (await CreateIdAsync(), await CreateIdAsync());
        var call = new HttpCall(app).As(user).Send("POST");
        await call.ExecuteAsync(app.Function<MarksApi>().ArchiveNotification(call.Request, archived, Token));
        Assert.Equal(StatusCodes.Status204NoContent, call.Response.StatusCode);
        call = new HttpCall(app).As(user).Send("DELETE");
        await call.ExecuteAsync(app.Function<MarksApi>().DeleteNotification(call.Request, deleted, Token));
        Assert.Equal(StatusCodes.Status204NoContent, call.Response.StatusCode);

        Assert.Empty((await FeedAsync()).Body.GetProperty("notifications").EnumerateArray());
        var listed = (await FeedAsync(query: "?archived=true")).Body.GetProperty("notifications");
        Assert.Equal(archived, Assert.Single(listed.EnumerateArray()).GetProperty("id").GetString());
        Assert.Equal(StatusCodes.Status400BadRequest, (await FeedAsync(query: "?archived=maybe")).Response.StatusCode);
    }

    [Fact]
    public async Task The_unread_filter_hides_what_was_read()
    {
        var id = await CreateIdAsync();
        var other = await CreateIdAsync();
        var call = new HttpCall(app).As(user).Send("POST");
        await call.ExecuteAsync(app.Function<MarksApi>().MarkNotificationRead(call.Request, id, Token));
        var listed = (await FeedAsync(query: "?unread=true")).Body.GetProperty("notifications");
        Assert.Equal(other, Assert.Single(listed.EnumerateArray()).GetProperty("id").GetString());
    }

    [Fact]
    public async Task Opening_the_bell_clears_the_badge_only()
    {
        await CreateAsync();
        var call = new HttpCall(app).As(user).Send("POST");
        await call.ExecuteAsync(app.Function<MarksApi>().MarkSeen(call.Request, Token));
        Assert.Equal(StatusCodes.Status204NoContent, call.Response.StatusCode);
        var count = (await CountAsync()).Body;
        Assert.Equal((1, 0), (count.GetProperty("count").GetInt32(), count.GetProperty("unseen").GetInt32()));
    }

    [Fact]
    public async Task Health_answers_when_the_store_does()
    {
        var call = new HttpCall(app).Send("GET");
        await call.ExecuteAsync(app.Function<Health>().RunAsync(call.Request, Token));
        Assert.Equal("healthy", call.Body.GetProperty("status").GetString());
    }

    private const int RequestBodyLimit = 1024 * 1024;

    private async Task<HttpCall> CreateAsync(string title = "Nuevo mensaje", string? key = null)
    {
        var call = new HttpCall(app).Send(
            "POST", $$"""{"user_ids":["{{user}}"],"type":"message","title":"{{title}}","message":"Hola","unknown":{"ignored":true} }""");
        call.Request.Headers["Idempotency-Key"] = key;
        return await call.ExecuteAsync(app.Function<ProducersApi>().CreateNotifications(call.Request, Token));
    }

    private async Task<string> CreateIdAsync() =>
        (await CreateAsync()).Body.GetProperty("notifications")[0].GetProperty("id").GetString()!;

    private Task<HttpCall> FeedAsync(string? ifNoneMatch = null, string query = "")
    {
        var call = new HttpCall(app).As(user).Send("GET");
        call.Request.Headers.IfNoneMatch = ifNoneMatch;
        call.Request.QueryString = new QueryString(query);
        return call.ExecuteAsync(app.Function<FeedApi>().ReadFeed(call.Request, Token));
    }

    private Task<HttpCall> CountAsync(string? ifNoneMatch = null)
    {
        var call = new HttpCall(app).As(user).Send("GET");
        call.Request.Headers.IfNoneMatch = ifNoneMatch;
        return call.ExecuteAsync(app.Function<FeedApi>().ReadUnreadCount(call.Request, Token));
    }
}
