using System.Text.Json;
using Fixia.Functions.Http;
using Microsoft.AspNetCore.Http;

namespace Fixia.Functions.Tests.Http;

/// <summary>What a user does with notifications, and takes back, over HTTP.</summary>
public sealed class MarksApiTests(SharedApp shared)
{
    private readonly FunctionsApp app = shared.App;
    private readonly string user = Guid.NewGuid().ToString();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private MarksApi Api => app.Function<MarksApi>();

    [Fact]
    public async Task What_was_marked_read_with_everything_is_marked_unread_again()
    {
        var id = await CreateAsync();
        await SendAsync((api, request) => api.MarkAllRead(request, Token));
        Assert.Empty(await FeedAsync("?unread=true"));
        Assert.Equal(StatusCodes.Status204NoContent, (await SendAsync((api, request) => api.MarkNotificationUnread(request, id, Token))).Response.StatusCode);
        var unread = Assert.Single(await FeedAsync("?unread=true"));
        Assert.Equal((id, 1), (unread.GetProperty("id").GetString(), unread.GetProperty("restores").GetInt32()));
    }

    [Theory]
    [InlineData("", 0)]
    [InlineData("?unread=true", 1)]
    public async Task What_was_deleted_is_restored(string query, int unread)
    {
        var id = await CreateAsync();
        await SendAsync((api, request) => api.DeleteNotification(request, id, Token));
        Assert.Empty(await FeedAsync());
        Assert.Equal(StatusCodes.Status204NoContent, (await SendAsync((api, request) => api.RestoreNotification(request, id, Token), query: query)).Response.StatusCode);
        Assert.Single(await FeedAsync());
        Assert.Equal(unread, (await FeedAsync("?unread=true")).Count);
    }

    [Fact]
    public async Task What_arrived_after_the_list_was_shown_stays_unread_and_unseen()
    {
        await CreateAsync();
        var shown = Assert.Single(await FeedAsync()).GetProperty("created_at").GetString();
        await Task.Delay(2, Token);
        await CreateAsync();
        var body = $$"""{"before":"{{shown}}"}""";
        await SendAsync((api, request) => api.MarkSeen(request, Token), body);
        var count = await CountAsync();
        Assert.Equal((2, 1), (count.Body.GetProperty("count").GetInt32(), count.Body.GetProperty("unseen").GetInt32()));
        await SendAsync((api, request) => api.MarkAllRead(request, Token), body);
        Assert.Equal(1, (await CountAsync()).Body.GetProperty("count").GetInt32());
    }

    [Fact]
    public async Task One_thing_is_done_with_several()
    {
        string[] ids = [await CreateAsync(), await CreateAsync(), await CreateAsync()];
        await MarkAsync("read");
        Assert.Single(await FeedAsync("?unread=true"));
        await MarkAsync("unread");
        Assert.Equal(3, (await FeedAsync("?unread=true")).Count);
        await MarkAsync("archive");
        Assert.Equal(2, (await FeedAsync("?archived=true")).Count);
        await MarkAsync("delete");
        Assert.Empty(await FeedAsync("?archived=true"));
        await MarkAsync("restore");
        Assert.Equal((3, 1), ((await FeedAsync()).Count, (await FeedAsync("?unread=true")).Count));

        async Task MarkAsync(string action)
        {
            var call = await SendAsync((api, request) => api.MarkNotifications(request, Token), $$"""{"ids":["{{ids[0]}}","{{ids[1]}}"],"action":"{{action}}"}""");
            Assert.Equal(StatusCodes.Status204NoContent, call.Response.StatusCode);
        }
    }

    [Fact]
    public async Task What_is_snoozed_is_listed_apart_and_comes_back_when_the_user_wants()
    {
        var id = await CreateAsync();
        var until = DateTimeOffset.UtcNow.AddDays(1);
        var call = await SendAsync((api, request) => api.MarkNotifications(request, Token), $$"""{"ids":["{{id}}"],"action":"snooze","until":"{{until:O}}"}""");
        Assert.Equal(StatusCodes.Status204NoContent, call.Response.StatusCode);
        Assert.Empty(await FeedAsync());
        Assert.Equal(0, (await CountAsync()).Body.GetProperty("count").GetInt32());
        var asleep = Assert.Single(await FeedAsync("?snoozed=true"));
        Assert.Equal(
            (id, "snoozed", until.ToUnixTimeMilliseconds()),
            (asleep.GetProperty("id").GetString(), asleep.GetProperty("removed").GetString(), asleep.GetProperty("snoozed_until").GetDateTimeOffset().ToUnixTimeMilliseconds()));
        Assert.Equal(StatusCodes.Status200OK, (await ReadAsync("?archived=true", (await ReadAsync("?snoozed=true")).Response.Headers.ETag!)).Response.StatusCode);

        await SendAsync((api, request) => api.RestoreNotification(request, id, Token), query: "?unread=true");
        Assert.Equal(id, Assert.Single(await FeedAsync("?unread=true")).GetProperty("id").GetString());
        Assert.Empty(await FeedAsync("?snoozed=true"));
    }

    [Fact]
    public async Task The_first_button_that_is_pressed_is_the_outcome()
    {
        var call = new HttpCall(app).Send(
            "POST",
            $$"""{"user_ids":["{{user}}"],"type":"proposal","title":"Hola","message":"Hola","actions":[{"id":"accept","label":"Aceptar"},{"id":"decline","label":"Rechazar"}]}""");
        await call.ExecuteAsync(app.Function<ProducersApi>().CreateNotifications(call.Request, Token));
        var id = call.Body.GetProperty("notifications")[0].GetProperty("id").GetString()!;
        var shown = Assert.Single(await FeedAsync());
        Assert.Equal(["accept", "decline"], shown.GetProperty("actions").EnumerateArray().Select(action => action.GetProperty("id").GetString()!));

        var first = await SendAsync((api, request) => api.PressAction(request, id, "accept", Token));
        Assert.Equal((StatusCodes.Status200OK, "accept"), (first.Response.StatusCode, first.Body.GetProperty("action").GetString()));
        var again = await SendAsync((api, request) => api.PressAction(request, id, "accept", Token));
        Assert.Equal((StatusCodes.Status200OK, first.Body.GetRawText()), (again.Response.StatusCode, again.Body.GetRawText()));
        var other = await SendAsync((api, request) => api.PressAction(request, id, "decline", Token));
        Assert.Equal((StatusCodes.Status409Conflict, "application/problem+json"), (other.Response.StatusCode, other.Response.ContentType));
        Assert.Equal(first.Body.GetRawText(), other.Body.GetProperty("outcome").GetRawText());
        var pressed = Assert.Single(await FeedAsync());
        Assert.Equal((true, "accept"), (pressed.GetProperty("read").GetBoolean(), pressed.GetProperty("outcome").GetProperty("action").GetString()));

        var plain = await CreateAsync();
        Assert.Equal(StatusCodes.Status404NotFound, (await SendAsync((api, request) => api.PressAction(request, plain, "accept", Token))).Response.StatusCode);
        var foreign = new HttpCall(app).As("somebody-else").Send("POST");
        await foreign.ExecuteAsync(Api.PressAction(foreign.Request, id, "accept", Token));
        Assert.Equal(StatusCodes.Status404NotFound, foreign.Response.StatusCode);
    }

    [Fact]
    public async Task Nothing_is_archived_and_snoozed()
    {
        var call = await ReadAsync("?archived=true&snoozed=true");
        Assert.Equal((StatusCodes.Status400BadRequest, "snoozed"), (call.Response.StatusCode, call.Body.GetProperty("member").GetString()));
    }

    [Fact]
    public async Task All_that_is_read_is_archived_a_hundred_at_a_time()
    {
        var read = await CreateAsync();
        await SendAsync((api, request) => api.MarkNotificationRead(request, read, Token));
        await CreateAsync();
        var call = await SendAsync((api, request) => api.ArchiveRead(request, Token));
        Assert.False(call.Body.GetProperty("hasMore").GetBoolean());
        Assert.Equal(read, Assert.Single(call.Body.GetProperty("ids").EnumerateArray()).GetString());
        Assert.Equal(read, Assert.Single(await FeedAsync("?archived=true")).GetProperty("id").GetString());
        Assert.Single(await FeedAsync());
    }

    [Theory]
    [InlineData("""{"action":"read"}""", "ids")]
    [InlineData("""{"ids":[],"action":"read"}""", "ids")]
    [InlineData("""{"ids":[""],"action":"read"}""", "ids")]
    [InlineData("""{"ids":["a"],"action":"burn"}""", "action")]
    [InlineData("""{"ids":["a"]}""", "action")]
    [InlineData("""{"ids":["a"],"action":"restore","unread":"yes"}""", "unread")]
    [InlineData("""{"ids":["a"],"action":"snooze"}""", "until")]
    [InlineData("""{"ids":["a"],"action":"snooze","until":"tomorrow"}""", "until")]
    [InlineData("""{"ids":["a"],"action":"snooze","until":"2020-01-01T00:00:00.000Z"}""", "until")]
    [InlineData("""{"ids":["a"],"action":"snooze","until":"9999-01-01T00:00:00.000Z"}""", "until")]
    [InlineData("""{"ids":["a","announcement-a"],"action":"snooze","until":"UNTIL"}""", "ids")]
    public async Task A_bad_request_about_several_names_the_member(string json, string member)
    {
        var until = DateTimeOffset.UtcNow.AddHours(1).ToString("O");
        var call = await SendAsync((api, request) => api.MarkNotifications(request, Token), json.Replace("UNTIL", until, StringComparison.Ordinal));
        Assert.Equal((StatusCodes.Status400BadRequest, member), (call.Response.StatusCode, call.Body.GetProperty("member").GetString()));
    }

    [Theory]
    [InlineData("""{"before":"yesterday"}""")]
    [InlineData("""{"before":7}""")]
    public async Task A_bad_time_names_the_member(string json)
    {
        foreach (var call in (HttpCall[])[
            await SendAsync((api, request) => api.MarkAllRead(request, Token), json),
            await SendAsync((api, request) => api.MarkSeen(request, Token), json),
            await SendAsync((api, request) => api.ArchiveRead(request, Token), json)])
        {
            Assert.Equal((StatusCodes.Status400BadRequest, "before"), (call.Response.StatusCode, call.Body.GetProperty("member").GetString()));
        }
    }

    [Fact]
    public async Task The_feed_and_the_counts_tell_types_apart()
    {
        await CreateAsync();
        var payment = await CreateAsync("payment");
        Assert.Equal(payment, Assert.Single(await FeedAsync("?type=payment")).GetProperty("id").GetString());
        Assert.Empty(await FeedAsync("?type=nothing"));
        var counted = await CountAsync();
        Assert.Equal("message=1 payment=1", Sorted(counted.Body.GetProperty("byType")));

        // As many unread as before, but of other types.
        await SendAsync((api, request) => api.MarkNotificationRead(request, payment, Token));
        await CreateAsync();
        var again = await CountAsync(counted.Response.Headers.ETag!);
        Assert.Equal("message=2", Sorted(again.Body.GetProperty("byType")));
    }

    [Fact]
    public async Task A_type_that_is_too_long_is_refused()
    {
        var call = await ReadAsync("?type=" + new string('t', 51));
        Assert.Equal((StatusCodes.Status400BadRequest, "type"), (call.Response.StatusCode, call.Body.GetProperty("member").GetString()));
    }

    [Fact]
    public async Task The_tag_of_one_type_is_none_of_another()
    {
        await CreateAsync();
        string tag = (await ReadAsync("?type=message")).Response.Headers.ETag!;
        Assert.Equal(StatusCodes.Status304NotModified, (await ReadAsync("?type=message", tag)).Response.StatusCode);
        Assert.Equal(StatusCodes.Status200OK, (await ReadAsync("?type=payment", tag)).Response.StatusCode);
    }

    private static string Sorted(JsonElement byType) =>
        string.Join(' ', byType.EnumerateObject().Select(type => $"{type.Name}={type.Value}").Order(StringComparer.Ordinal));

    private async Task<HttpCall> SendAsync(Func<MarksApi, HttpRequest, Task<IResult>> run, string body = "", string query = "")
    {
        var call = new HttpCall(app).As(user).Send("POST", body);
        call.Request.QueryString = new QueryString(query);
        return await call.ExecuteAsync(run(Api, call.Request));
    }

    private async Task<string> CreateAsync(string type = "message")
    {
        var call = new HttpCall(app).Send("POST", $$"""{"user_ids":["{{user}}"],"type":"{{type}}","title":"Hola","message":"Hola"}""");
        await call.ExecuteAsync(app.Function<ProducersApi>().CreateNotifications(call.Request, Token));
        return call.Body.GetProperty("notifications")[0].GetProperty("id").GetString()!;
    }

    private async Task<List<JsonElement>> FeedAsync(string query = "") => [.. (await ReadAsync(query)).Body.GetProperty("notifications").EnumerateArray()];

    private Task<HttpCall> ReadAsync(string query, string? ifNoneMatch = null)
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
