using System.Text;
using System.Text.Json;
using Fixia.Functions.Http;
using Microsoft.AspNetCore.Http;

namespace Fixia.Functions.Tests.Http;

/// <summary>A client that has a page polls with its tag, and is answered anew exactly when something is different.</summary>
public sealed class PollTests(SharedApp own) : IClassFixture<SharedApp>
{
    /// <summary>On a store of its own, because an announcement is news for everybody in it.</summary>
    private readonly FunctionsApp app = own.App;
    private readonly string user = Guid.NewGuid().ToString();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static TheoryData<string> Changes => [.. Makers.Keys];

    private static Dictionary<string, Func<PollTests, string, Task>> Makers { get; } = new()
    {
        ["another notification"] = (test, _) => test.CreateAsync(),
        ["read"] = (test, id) => test.MarkAsync((marks, request) => marks.MarkNotificationRead(request, id, Token)),
        ["archived"] = (test, id) => test.MarkAsync((marks, request) => marks.ArchiveNotification(request, id, Token)),
        ["snoozed"] = (test, id) => test.MarkAsync(
            (marks, request) => marks.MarkNotifications(request, Token), $$"""{"ids":["{{id}}"],"action":"snooze","until":"{{DateTimeOffset.UtcNow.AddHours(1):O}}"}"""),
        ["deleted"] = (test, id) => test.MarkAsync((marks, request) => marks.DeleteNotification(request, id, Token)),
        ["all read"] = (test, _) => test.MarkAsync((marks, request) => marks.MarkAllRead(request, Token)),
        ["seen"] = (test, _) => test.MarkAsync((marks, request) => marks.MarkSeen(request, Token)),
        ["an announcement"] = (test, _) => test.AnnounceAsync(),
    };

    [Theory]
    [MemberData(nameof(Changes))]
    public async Task Every_change_is_answered_once_and_nothing_else_is(string change)
    {
        var id = await CreateAsync();
        var first = await PollAsync(null);
        Assert.Equal(StatusCodes.Status304NotModified, (await PollAsync(first.Tag)).Status);
        Assert.Equal(first.Tag, (await PollAsync(first.Tag)).Tag);

        await Makers[change](this, id);
        var second = await PollAsync(first.Tag);
        Assert.Equal(StatusCodes.Status200OK, second.Status);
        Assert.NotEqual(first.Body.GetRawText(), second.Body.GetRawText());
        Assert.Equal(StatusCodes.Status304NotModified, (await PollAsync(second.Tag)).Status);
    }

    [Fact]
    public async Task A_new_user_is_not_answered_again_either()
    {
        var first = await PollAsync(null);
        Assert.Equal(StatusCodes.Status304NotModified, (await PollAsync(first.Tag)).Status);
    }

    [Fact]
    public async Task Another_question_has_another_tag()
    {
        await CreateAsync();
        var all = await PollAsync(null);
        foreach (var query in (string[])["?unread=true", "?archived=true", "?snoozed=true", "?limit=5", "?unread=true&limit=5"])
        {
            var asked = await PollAsync(all.Tag, query);
            Assert.Equal(StatusCodes.Status200OK, asked.Status);
            Assert.Equal(StatusCodes.Status304NotModified, (await PollAsync(asked.Tag, query)).Status);
        }
    }

    [Fact]
    public async Task Another_users_tag_tells_nothing()
    {
        var own = await PollAsync(null);
        foreach (var other in (string[])["someone", $"{user}x", user.ToUpperInvariant()])
        {
            var foreign = await PollAsync(null, user: other);
            Assert.Equal(StatusCodes.Status200OK, (await PollAsync(foreign.Tag)).Status);
        }

        Assert.Equal(StatusCodes.Status304NotModified, (await PollAsync(own.Tag)).Status);
    }

    [Fact]
    public async Task One_tag_among_many_is_enough_wherever_it_stands()
    {
        var tag = (await PollAsync(null)).Tag;
        Assert.Equal(StatusCodes.Status304NotModified, (await PollAsync($"\"other\", {tag}, \"20.AAAA\"")).Status);
        Assert.Equal(StatusCodes.Status304NotModified, (await PollAsync($"\"20.AAAA\", {tag}")).Status);
    }

    [Theory]
    [InlineData("")]
    [InlineData("20.")]
    [InlineData("20.AAAA")]
    [InlineData("20.*")]
    [InlineData("nonsense")]
    public async Task What_is_no_tag_is_answered_in_full(string text) =>
        Assert.Equal(StatusCodes.Status200OK, (await PollAsync($"\"{text}\"")).Status);

    [Fact]
    public async Task A_tag_that_was_tampered_with_is_answered_in_full()
    {
        await CreateAsync();
        var tag = (await PollAsync(null)).Tag;
        var version = Encoding.UTF8.GetString(System.Buffers.Text.Base64Url.DecodeFromChars(tag.AsSpan()[4..^1]));
        string[] texts =
        [
            version.Replace("Continuation", "continuation", StringComparison.Ordinal), version.Replace(user, "", StringComparison.Ordinal),
            version.Replace("\"V\":2", "\"V\":9", StringComparison.Ordinal), version.Replace("\"Rid\":\"", "\"Rid\":\"x", StringComparison.Ordinal),
            version[..^5], version + "\n", "\n\n", "\n\n{}", "\n\n[]", "\n\n{\"Continuation\":[]}", "\n\n{\"Continuation\":[{\"FeedRange\":{\"value\":7}}]}",
            $"\n\n{{\"Continuation\":[{{\"FeedRange\":{{\"value\":\"[\\\"{user}\\\"]\"}}}}]}}",
        ];
        foreach (var text in texts)
        {
            Assert.NotEqual(version, text);
            var changed = $"\"20.{System.Buffers.Text.Base64Url.EncodeToString(Encoding.UTF8.GetBytes(text))}\"";
            Assert.Equal(StatusCodes.Status200OK, (await PollAsync(changed)).Status);
        }
    }

    private async Task<string> CreateAsync()
    {
        var call = new HttpCall(app).Send("POST", $$"""{"user_ids":["{{user}}"],"type":"message","title":"Hola","message":"Hola"}""");
        await call.ExecuteAsync(app.Function<ProducersApi>().CreateNotifications(call.Request, Token));
        return call.Body.GetProperty("notifications")[0].GetProperty("id").GetString()!;
    }

    private Task<HttpCall> AnnounceAsync()
    {
        var call = new HttpCall(app).Send("POST", """{"type":"system","title":"Hola","message":"Hola"}""");
        return call.ExecuteAsync(app.Function<ProducersApi>().CreateAnnouncement(call.Request, Token));
    }

    private Task<HttpCall> MarkAsync(Func<MarksApi, HttpRequest, Task<IResult>> mark, string json = "")
    {
        var call = new HttpCall(app).As(user).Send("POST", json);
        return call.ExecuteAsync(mark(app.Function<MarksApi>(), call.Request));
    }

    private async Task<(int Status, string Tag, JsonElement Body)> PollAsync(string? tag, string query = "", string? user = null)
    {
        var call = new HttpCall(app).As(user ?? this.user).Send("GET");
        call.Request.Headers.IfNoneMatch = tag;
        call.Request.QueryString = new QueryString(query);
        await call.ExecuteAsync(app.Function<FeedApi>().ReadFeed(call.Request, Token));
        return (call.Response.StatusCode, call.Response.Headers.ETag.ToString(), call.Body);
    }
}
