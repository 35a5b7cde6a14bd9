using System.Text.Json;
using Fixia.Functions.Http;
using Microsoft.AspNetCore.Http;

namespace Fixia.Functions.Tests.Http;

/// <summary>What is to come: listed, and cancelled.</summary>
public sealed class ScheduledApiTests(SharedApp shared)
{
    private readonly FunctionsApp app = shared.App;
    private readonly string user = $"u/{Guid.NewGuid():N}";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_waits_is_listed_in_pages_and_cancelled_for_one_user()
    {
        for (var i = 1; i <= 3; i++)
        {
            var body = $$"""{"user_ids":["{{user}}"],"type":"review","title":"T{{i}}","message":"M","send_at":"{{DateTimeOffset.UtcNow.AddDays(i):O}}"}""";
            var created = new HttpCall(app).Send("POST", body);
            await created.ExecuteAsync(app.Function<ProducersApi>().CreateNotifications(created.Request, Token));
        }

        var first = await ListAsync($"?user_id={Uri.EscapeDataString(user)}&kind=notification&limit=2");
        var rest = await ListAsync($"?user_id={Uri.EscapeDataString(user)}&kind=notification&limit=2&cursor={first.Body.GetProperty("cursor").GetString()}");
        Assert.Equal(["T1", "T2"], TitlesOf(first));
        Assert.Equal(["T3"], TitlesOf(rest));
        Assert.InRange(first.Body.GetProperty("at").GetDateTimeOffset(), DateTimeOffset.UtcNow.AddMinutes(-1), DateTimeOffset.UtcNow.AddMinutes(1));

        var id = first.Body.GetProperty("scheduled")[0].GetProperty("id").GetString()!;
        Assert.Equal(StatusCodes.Status204NoContent, (await CancelAsync(id)).Response.StatusCode);
        Assert.Equal(StatusCodes.Status404NotFound, (await CancelAsync(id)).Response.StatusCode);
        Assert.Equal(["T2", "T3"], TitlesOf(await ListAsync($"?user_id={Uri.EscapeDataString(user)}")));
    }

    [Theory]
    [InlineData("?limit=0", "limit")]
    [InlineData("?limit=101", "limit")]
    [InlineData("?kind=other", "kind")]
    [InlineData("?user_id=%20", "user_id")]
    [InlineData("?cursor=x", "cursor")]
    [InlineData("?cursor=W10", "cursor")]
    public async Task A_query_that_is_wrong_is_refused(string query, string member)
    {
        var refused = await ListAsync(query);
        Assert.Equal((StatusCodes.Status400BadRequest, member), (refused.Response.StatusCode, refused.Body.GetProperty("member").GetString()));
    }

    [Fact]
    public async Task An_id_that_none_can_have_is_refused() =>
        Assert.Equal(StatusCodes.Status400BadRequest, (await CancelAsync("a/b")).Response.StatusCode);

    private static IEnumerable<string?> TitlesOf(HttpCall page) =>
        page.Body.GetProperty("scheduled").EnumerateArray().Select(entry => entry.GetProperty("title").GetString());

    private Task<HttpCall> ListAsync(string query)
    {
        var call = new HttpCall(app).Send("GET");
        call.Request.QueryString = new QueryString(query);
        return call.ExecuteAsync(app.Function<ScheduledApi>().ReadScheduled(call.Request, Token));
    }

    private Task<HttpCall> CancelAsync(string id)
    {
        var call = new HttpCall(app).Send("DELETE");
        return call.ExecuteAsync(app.Function<ScheduledApi>().CancelScheduled(call.Request, user.Replace("/", "%2F", StringComparison.Ordinal), id, Token));
    }
}
