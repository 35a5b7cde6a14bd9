using System.Text.Json;
using Fixia.Functions.Http;
using Fixia.Shared.Analytics;
using Fixia.Shared.Data;
using Fixia.Shared.Delivery;
using Fixia.Shared.Journal;
using Fixia.Shared.Notifications;
using Fixia.Shared.Preferences;
using Fixia.Shared.Users;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Cosmos;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace Fixia.Functions.Tests.Http;

/// <summary>What operators ask: figures of delivery, and what became of one user's notifications.</summary>
public sealed class OperationsApiTests(SharedApp shared)
{
    private readonly FunctionsApp app = shared.App;
    private readonly string user = $"u-{Guid.NewGuid():N}";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_timeline_tells_of_each_notification_what_is_known()
    {
        await PatchPreferencesAsync("""{"types":{"message":"silent"},"devices":{"phone-1":{"name":"Pixel","kind":"phone","types":{"message":"interrupt"}}}}""");
        var old = await CreateAsync("""{"type":"message","title":"Old"}""");
        var latest = await CreateAsync("""{"type":"payment","title":"New","priority":"critical"}""");
        await CreateAsync($$"""{"type":"review","title":"Later","send_at":"{{DateTimeOffset.UtcNow.AddDays(2):O}}"}""");
        await ReceiveAsync($$"""{"ids":["{{old}}"],"shown":["{{old}}"],"deviceId":"phone-1","deviceKind":"phone"}""");
        var letters = app.Services.GetRequiredService<DeadLetterStore>();
        await letters.SetAsideAsync("users", user, new InvalidOperationException(), Token);
        await ExecuteAsync("DELETE", "", call => app.Function<MarksApi>().DeleteNotification(call.Request, old, Token));

        var first = (await TimelineAsync("?limit=1")).Body;
        var second = (await TimelineAsync($"?limit=1&cursor={first.GetProperty("cursor").GetString()}")).Body;

        var (newest, oldest) = (first.GetProperty("notifications")[0], second.GetProperty("notifications")[0]);
        Assert.Equal((latest, "critical", false), (newest.GetProperty("id").GetString(), newest.GetProperty("priority").GetString(), newest.GetProperty("read").GetBoolean()));
        Assert.Equal("""{"attention":"interrupt","rule":"critical"}""", newest.GetProperty("attention").GetRawText());
        Assert.Equal((old, "deleted", true), (oldest.GetProperty("id").GetString(), oldest.GetProperty("removed").GetString(), oldest.GetProperty("read").GetBoolean()));
        Assert.Equal("silent", oldest.GetProperty("attention").GetProperty("attention").GetString());
        Assert.True(oldest.GetProperty("exceptions").TryGetProperty("phone-1", out _));
        var receipt = Assert.Single(oldest.GetProperty("received").EnumerateArray());
        Assert.Equal(("phone-1", "phone", true), (receipt.GetProperty("device_id").GetString(), receipt.GetProperty("device_kind").GetString(), receipt.GetProperty("shown").GetBoolean()));
        Assert.Equal(JsonValueKind.Null, second.GetProperty("cursor").ValueKind);
        Assert.Equal("Pixel", first.GetProperty("devices")[0].GetProperty("name").GetString());
        Assert.Equal(("notification", "Later"), (first.GetProperty("scheduled")[0].GetProperty("kind").GetString(), first.GetProperty("scheduled")[0].GetProperty("title").GetString()));
        Assert.Equal("users", first.GetProperty("dead_letters")[0].GetProperty("container").GetString());
    }

    [Fact]
    public async Task A_device_is_named_once_and_what_can_not_be_read_ends_no_timeline()
    {
        var ids = new List<string>();
        for (var i = 0; i < 3; i++)
        {
            ids.Add(await CreateAsync($$"""{"type":"message","title":"{{i}}"}"""));
        }

        await ReceiveAsync($$"""{"ids":["{{ids[0]}}"],"deviceId":"d"}""");
        await ReceiveAsync($$"""{"ids":["{{ids[0]}}","{{ids[1]}}"],"shown":["{{ids[0]}}"],"deviceId":"d"}""");
        var other = new HttpCall(app).As("somebody-else").Send("POST", $$"""{"ids":["{{ids[2]}}"]}""");
        await other.ExecuteAsync(app.Function<ReceiptsApi>().KeepReceipt(other.Request, Token));
        var notifications = app.Services.GetRequiredService<CosmosClient>().GetContainer(FixiaDatabase.Name, FixiaDatabase.Notifications);
        foreach (var i in Enumerable.Range(0, 3))
        {
            var document = JsonElement.Parse($$"""{"id":"bad-{{i}}","user_id":"{{user}}","created_at":"2100-01-01T00:00:00.000Z","removed":"unreadable"}""");
            await notifications.UpsertItemAsync(document, new PartitionKey(user), cancellationToken: Token);
        }

        var seen = new List<JsonElement>();
        for (var cursor = ""; cursor is not null;)
        {
            var page = (await TimelineAsync($"?limit=2&cursor={cursor}")).Body;
            seen.AddRange(page.GetProperty("notifications").EnumerateArray());
            cursor = page.GetProperty("cursor").GetString();
        }

        Assert.Equal(Enumerable.Reverse(ids), seen.Select(entry => entry.GetProperty("id").GetString()!));
        Assert.Equal([0, 1, 1], seen.Select(entry => entry.GetProperty("received").GetArrayLength()));
        Assert.True(seen[2].GetProperty("received")[0].GetProperty("shown").GetBoolean());
    }

    [Theory]
    [InlineData("""{"ids":["a"],"deviceKind":1}""", "deviceKind")]
    [InlineData("""{"ids":"a"}""", "ids")]
    [InlineData("""{"ids":[]}""", "ids")]
    [InlineData("""{"ids":[null]}""", "ids")]
    public async Task A_receipt_that_can_not_be_meant_is_refused_by_name(string payload, string member)
    {
        var call = await ExecuteAsync("POST", payload, call => app.Function<ReceiptsApi>().KeepReceipt(call.Request, Token));
        Assert.Equal((StatusCodes.Status400BadRequest, member), (call.Response.StatusCode, call.Body.GetProperty("member").GetString()));
    }

    [Fact]
    public async Task Of_an_unknown_user_there_is_nothing()
    {
        var answer = await TimelineAsync("");
        Assert.Equal(StatusCodes.Status200OK, answer.Response.StatusCode);
        Assert.All(["notifications", "devices", "scheduled", "dead_letters"], list => Assert.Equal(0, answer.Body.GetProperty(list).GetArrayLength()));
    }

    [Fact]
    public async Task Analytics_are_reported_by_hour_and_by_day_of_one_type_or_all()
    {
        var start = new DateTimeOffset(2032, 3, 1, 0, 0, 0, TimeSpan.Zero);
        var store = app.Services.GetRequiredService<AnalyticsStore>();
        foreach (var hour in Enumerable.Range(0, 24))
        {
            await store.WriteAsync(
                new AnalyticsHour
                {
                    Start = start.AddHours(hour),
                    CountedAt = start.AddDays(2),
                    Types = hour is 1 or 2
                        ? new Dictionary<string, Figures> { ["message"] = new() { Created = hour, Received = 1 }, ["payment"] = new() { Created = 10 } }
                        : [],
                },
                Token);
        }

        var byHour = await AnalyticsAsync("?from=2032-03-01T01:30:00Z&to=2032-03-02T00:00:00Z&type=message");
        Assert.Equal([1, 2], byHour.Body.GetProperty("buckets").EnumerateArray().Select(bucket => bucket.GetProperty("created").GetInt32()));
        var byDay = (await AnalyticsAsync("?from=2032-03-01T01:30:00Z&to=2032-03-02T00:00:00Z&interval=day")).Body.GetProperty("buckets");
        Assert.Equal(["message", "payment"], byDay.EnumerateArray().Select(bucket => bucket.GetProperty("type").GetString()!));
        Assert.Equal((3, 2, true), (byDay[0].GetProperty("created").GetInt32(), byDay[0].GetProperty("received").GetInt32(), byDay[0].GetProperty("complete").GetBoolean()));
        await store.WriteAsync(new AnalyticsHour { Start = start.AddHours(23), CountedAt = start.AddHours(24), Types = new Dictionary<string, Figures>() }, Token);
        var open = (await AnalyticsAsync("?from=2032-03-01T01:30:00Z&to=2032-03-01T12:00:00Z&interval=day")).Body.GetProperty("buckets");
        Assert.Equal((3, false), (open[0].GetProperty("created").GetInt32(), open[0].GetProperty("complete").GetBoolean()));
        Assert.Equal("2032-03-01T00:00:00.000Z", byDay[0].GetProperty("start").GetString());
        Assert.Equal(byHour.Body.GetProperty("bounds_ms").GetArrayLength() + 1, byDay[0].GetProperty("time_to_receive").GetProperty("counts").GetArrayLength());
    }

    [Fact]
    public async Task What_was_pushed_is_counted_and_told_also_when_it_has_expired()
    {
        var start = new DateTimeOffset(2032, 6, 1, 9, 0, 0, TimeSpan.Zero);
        var entry = new PushEntry { Id = "gone", UserId = user, Type = "brief", CreatedAt = start.AddMinutes(1), At = start.AddMinutes(2), Push = PushEntry.Accepted, SilencedBy = "type" };
        var clock = new FakeTimeProvider(start.AddHours(2));
        var counter = ActivatorUtilities.CreateInstance<AnalyticsCounter>(app.Services, clock);
        await app.Services.GetRequiredService<PushStore>().WriteAsync(
            new PushPage(user, start.AddMinutes(2), [entry with { ExpiresAt = start.AddHours(1) }, entry with { Push = null, SilencedBy = null, IsConnected = true, ExpiresAt = start.AddHours(1) }]), Token);
        await app.Services.GetRequiredService<AnalyticsStore>().WriteAsync((await counter.CountAsync(start, start.AddHours(1), Token))[0], Token);

        var bucket = Assert.Single((await AnalyticsAsync("?from=2032-06-01T09:00:00Z&to=2032-06-01T10:00:00Z")).Body.GetProperty("buckets").EnumerateArray());

        Assert.All(["created", "pushed", "suppressed", "expired_unread"], name => Assert.Equal(1, bucket.GetProperty(name).GetInt32()));
        Assert.Equal("""{"type":1}""", bucket.GetProperty("suppressed_by").GetRawText());
        Assert.Equal("""{"asked":1,"connected":1,"received_within_minute":0,"received_within_hour":0}""", bucket.GetProperty("connected").GetRawText());
        Assert.InRange(bucket.GetProperty("time_to_push").GetProperty("p50_ms").GetInt32(), 30_000, 60_000);
    }

    [Fact]
    public async Task What_goes_on_is_told_by_what_processes_told_of_themselves()
    {
        var now = DateTimeOffset.UtcNow;
        var store = app.Services.GetRequiredService<PushStore>();
        await store.WriteAsync(
            new Beat { Id = user, At = now.AddSeconds(-90), Instance = user, Pushes = 120, Rejected = 1, Failed = 2, LagMs = 700, Latency = Histogram.Of([TimeSpan.FromMilliseconds(150)]) }, Token);

        var (one, five) = ((await LiveAsync("?minutes=1")).Body, (await LiveAsync("")).Body);

        Assert.Equal((1, 0, 7), (one.GetProperty("minutes").GetInt32(), one.GetProperty("pushes").GetInt32(), one.GetProperty("series").GetArrayLength()));
        Assert.Equal((5, 120, 0.4), (five.GetProperty("minutes").GetInt32(), five.GetProperty("pushes").GetInt32(), five.GetProperty("pushes_per_second").GetDouble()));
        Assert.Equal((1, 2, 700, 1), (five.GetProperty("rejected").GetInt32(), five.GetProperty("failed").GetInt32(), five.GetProperty("lag_ms").GetInt32(), five.GetProperty("instances").GetInt32()));
        Assert.Equal(150, five.GetProperty("latency").GetProperty("p50_ms").GetInt32());
        var points = five.GetProperty("series").EnumerateArray().Where(point => point.GetProperty("pushes").GetInt32() > 0);
        Assert.Equal(120, Assert.Single(points).GetProperty("pushes").GetInt32());
    }

    [Theory]
    [InlineData("0")]
    [InlineData("61")]
    [InlineData("all")]
    public async Task Minutes_that_can_not_be_meant_are_refused_by_name(string minutes)
    {
        var refused = await LiveAsync($"?minutes={minutes}");
        Assert.Equal((StatusCodes.Status400BadRequest, "minutes"), (refused.Response.StatusCode, refused.Body.GetProperty("member").GetString()));
    }

    [Theory]
    [InlineData("?interval=week", "interval")]
    [InlineData("?from=yesterday", "from")]
    [InlineData("?from=2032-03-02T00:00:00Z&to=2032-03-01T00:00:00Z", "from")]
    [InlineData("?from=2032-03-01T00:00:00Z&to=2032-04-02T00:00:00Z", "from")]
    [InlineData("?from=2032-01-01T00:00:00Z&to=2032-06-01T00:00:00Z&interval=day", "from")]
    public async Task What_can_not_be_meant_is_refused_by_name(string query, string member)
    {
        var refused = await AnalyticsAsync(query);
        Assert.Equal((StatusCodes.Status400BadRequest, member), (refused.Response.StatusCode, refused.Body.GetProperty("member").GetString()));
    }

    private Task<HttpCall> LiveAsync(string query) =>
        ExecuteAsync("GET", "", call =>
        {
            call.Request.QueryString = new QueryString(query);
            return app.Function<OperationsApi>().ReadLiveAnalytics(call.Request, Token);
        });

    private Task<HttpCall> AnalyticsAsync(string query) =>
        ExecuteAsync("GET", "", call =>
        {
            call.Request.QueryString = new QueryString(query);
            return app.Function<OperationsApi>().ReadAnalytics(call.Request, Token);
        });

    private Task<HttpCall> TimelineAsync(string query) =>
        ExecuteAsync("GET", "", call =>
        {
            call.Request.QueryString = new QueryString(query);
            return app.Function<OperationsApi>().ReadTimeline(call.Request, user, Token);
        });

    private async Task<string> CreateAsync(string content)
    {
        var call = await ExecuteAsync("POST", content.Replace("{", $$"""{"user_ids":["{{user}}"],"message":"m",""", StringComparison.Ordinal), call => app.Function<ProducersApi>().CreateNotifications(call.Request, Token));
        Assert.InRange(call.Response.StatusCode, 200, 299);
        return call.Body.GetProperty("notifications") is { } created && created.GetArrayLength() > 0 ? created[0].GetProperty("id").GetString()! : "";
    }

    private async Task ReceiveAsync(string payload)
    {
        var call = await ExecuteAsync("POST", payload, call => app.Function<ReceiptsApi>().KeepReceipt(call.Request, Token));
        Assert.Equal(StatusCodes.Status204NoContent, call.Response.StatusCode);
    }

    private async Task PatchPreferencesAsync(string patch)
    {
        var call = await ExecuteAsync("PATCH", patch, call => app.Function<PreferencesApi>().ChangePreferences(call.Request, Token));
        Assert.Equal(StatusCodes.Status200OK, call.Response.StatusCode);
    }

    private Task<HttpCall> ExecuteAsync(string method, string body, Func<HttpCall, Task<IResult>> run)
    {
        var call = new HttpCall(app).As(user).Send(method, body);
        call.Request.ContentType = "application/json";
        call.Request.Headers.IfMatch = "none";
        return call.ExecuteAsync(run(call));
    }
}
