using Fixia.Functions.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Fixia.Functions.Tests.Http;

/// <summary>What producers do by key, over HTTP: statuses and problems. What it does, the tests of the domain show.</summary>
public sealed class KeysApiTests(SharedApp shared)
{
    private readonly FunctionsApp app = shared.App;
    private readonly string key = $"k:{Guid.NewGuid():N}";
    private readonly string user = $"u-{Guid.NewGuid():N}";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_is_for_later_is_accepted_and_can_be_cancelled_once_and_again()
    {
        var created = await CreateAsync($",\"send_at\":\"{DateTimeOffset.UtcNow.AddDays(1):O}\"");
        Assert.Equal(StatusCodes.Status202Accepted, created.Response.StatusCode);
        Assert.Equal(0, created.Body.GetProperty("notifications").GetArrayLength());
        Assert.Equal(user, created.Body.GetProperty("scheduled")[0].GetProperty("user_id").GetString());
        Assert.Equal(StatusCodes.Status204NoContent, (await CancelAsync()).Response.StatusCode);
        Assert.Equal(StatusCodes.Status204NoContent, (await CancelAsync()).Response.StatusCode);
        Assert.Equal(StatusCodes.Status422UnprocessableEntity, (await CreateAsync()).Response.StatusCode);
    }

    [Fact]
    public async Task What_was_sent_is_changed_told_as_sent_and_taken_back()
    {
        Assert.Equal(StatusCodes.Status201Created, (await CreateAsync()).Response.StatusCode);
        var updated = await UpdateAsync("""{"type":"payment","title":"Pagado","message":"120 EUR"}""");
        Assert.Equal((StatusCodes.Status200OK, 1), (updated.Response.StatusCode, updated.Body.GetProperty("updated").GetInt32()));
        var cancelled = await CancelAsync();
        Assert.Equal((StatusCodes.Status200OK, 1), (cancelled.Response.StatusCode, cancelled.Body.GetProperty("sent").GetInt32()));
        Assert.Equal(StatusCodes.Status204NoContent, (await CancelAsync("?retract=true")).Response.StatusCode);
    }

    [Theory]
    [InlineData("?retract=yes", "retract")]
    [InlineData("", "key")]
    public async Task What_can_not_be_meant_is_refused_by_name(string query, string member)
    {
        var refused = await CancelAsync(query, member == "key" ? "a b" : key);
        Assert.Equal(StatusCodes.Status400BadRequest, refused.Response.StatusCode);
        Assert.Equal(member, refused.Body.GetProperty("member").GetString());
    }

    [Fact]
    public async Task A_key_that_nothing_is_known_by_is_not_found()
    {
        Assert.Equal(StatusCodes.Status404NotFound, (await CancelAsync()).Response.StatusCode);
        Assert.Equal(StatusCodes.Status404NotFound, (await UpdateAsync("""{"type":"x","title":"t","message":"m"}""")).Response.StatusCode);
    }

    [Fact]
    public async Task An_update_follows_the_rules_of_a_content()
    {
        await CreateAsync();
        var refused = await UpdateAsync("""{"type":"payment","message":"m"}""");
        Assert.Equal((StatusCodes.Status400BadRequest, "title"), (refused.Response.StatusCode, refused.Body.GetProperty("member").GetString()));
    }

    private Task<HttpCall> CreateAsync(string more = "")
    {
        var call = new HttpCall(app).Send("POST", $$"""{"user_ids":["{{user}}"],"type":"payment","title":"Pago","message":"En camino","key":"{{key}}"{{more}}}""");
        return call.ExecuteAsync(ActivatorUtilities.CreateInstance<ProducersApi>(app.Services).CreateNotifications(call.Request, Token));
    }

    private Task<HttpCall> UpdateAsync(string body)
    {
        var call = new HttpCall(app).Send("PUT", body);
        return call.ExecuteAsync(ActivatorUtilities.CreateInstance<KeysApi>(app.Services).UpdateNotifications(call.Request, key, Token));
    }

    private Task<HttpCall> CancelAsync(string query = "", string? other = null)
    {
        var call = new HttpCall(app).Send("DELETE");
        call.Request.QueryString = new QueryString(query);
        return call.ExecuteAsync(ActivatorUtilities.CreateInstance<KeysApi>(app.Services).CancelNotifications(call.Request, other ?? key, Token));
    }
}
