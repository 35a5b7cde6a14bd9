using System.Text.Json;
using Fixia.Functions.Http;
using Microsoft.AspNetCore.Http;

namespace Fixia.Functions.Tests.Http;

/// <summary>What a user wants, function by function, on a real store.</summary>
public sealed class PreferencesApiTests(SharedApp shared)
{
    private readonly FunctionsApp app = shared.App;
    private readonly string user = Guid.NewGuid().ToString();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Who_never_said_anything_is_told_so_with_what_there_is_to_decide_about()
    {
        var (status, body, tag) = await ReadAsync();

        Assert.Equal(StatusCodes.Status200OK, status);
        Assert.Equal("{}", body.GetProperty("preferences").GetRawText());
        Assert.False(body.GetProperty("exists").GetBoolean());
        Assert.Equal(user, body.GetProperty("userId").GetString());
        Assert.Contains("payment", body.GetProperty("types").EnumerateArray().Select(type => type.GetString()));
        Assert.Equal(StatusCodes.Status304NotModified, (await ReadAsync(tag)).Status);
    }

    [Fact]
    public async Task What_is_changed_is_told_from_then_on_with_the_quiet_hours_as_instants()
    {
        var before = (await ReadAsync()).Tag;
        var (status, changed, tag) = await ChangeAsync(
            """{"time_zone":"Europe/Madrid","quiet_hours":[{"days":["mon","tue","wed","thu","fri","sat","sun"],"from":"21:00","to":"08:00"}],"types":{"marketing":"silent"}}""");

        Assert.Equal(StatusCodes.Status200OK, status);
        Assert.True(changed.GetProperty("exists").GetBoolean());
        Assert.Equal("silent", changed.GetProperty("preferences").GetProperty("types").GetProperty("marketing").GetString());
        Assert.False(changed.GetProperty("preferences").TryGetProperty("user_id", out _));
        Assert.Contains("marketing", changed.GetProperty("types").EnumerateArray().Select(type => type.GetString()));
        Assert.InRange(changed.GetProperty("quiet_intervals").GetArrayLength(), 8, 9);
        Assert.NotEqual(before, tag);
        Assert.Equal(StatusCodes.Status200OK, (await ReadAsync(before)).Status);
        Assert.True(JsonElement.DeepEquals(changed.GetProperty("preferences"), (await ReadAsync()).Body.GetProperty("preferences")));
    }

    [Fact]
    public async Task That_nothing_is_stored_yet_is_a_version_too()
    {
        var (_, _, tag) = await ReadAsync();
        Assert.Equal(StatusCodes.Status200OK, (await ChangeAsync("""{"types":{"a":"silent"}}""", tag)).Status);
        Assert.Equal(StatusCodes.Status412PreconditionFailed, (await ChangeAsync("""{"types":{"b":"silent"}}""", tag)).Status);
    }

    [Fact]
    public async Task A_patch_unsets_with_null_and_leaves_the_rest()
    {
        await ChangeAsync("""{"types":{"a":"silent","b":"silent"},"muted_until":"2030-01-01T00:00:00Z"}""");
        var (_, body, _) = await ChangeAsync("""{"types":{"a":null},"muted_until":null}""");
        Assert.Equal("""{"types":{"b":"silent"}}""", body.GetProperty("preferences").GetRawText());
    }

    [Fact]
    public async Task Of_two_devices_that_change_the_same_version_the_second_is_told_the_current_one()
    {
        var tag = (await ChangeAsync("""{"types":{"a":"silent"}}""")).Tag;
        Assert.Equal(StatusCodes.Status200OK, (await ChangeAsync("""{"types":{"b":"silent"}}""", tag)).Status);

        var (status, current, now) = await ChangeAsync("""{"types":{"c":"silent"}}""", tag);

        Assert.Equal(StatusCodes.Status412PreconditionFailed, status);
        Assert.Equal("""{"a":"silent","b":"silent"}""", current.GetProperty("preferences").GetProperty("types").GetRawText());
        Assert.Equal(StatusCodes.Status200OK, (await ChangeAsync("""{"types":{"c":"silent"}}""", now)).Status);
    }

    [Fact]
    public async Task Changes_at_the_same_time_are_all_kept()
    {
        await Task.WhenAll(Enumerable.Range(0, 8).Select(i => ChangeAsync($$$"""{"types":{"t{{{i}}}":"silent"}}""")));
        Assert.Equal(8, (await ReadAsync()).Body.GetProperty("preferences").GetProperty("types").EnumerateObject().Count());
    }

    [Theory]
    [InlineData("""{"time_zone":"Mars/Base"}""", "time_zone")]
    [InlineData("""{"time_zone":"Europe/Madrid","quiet_hours":[{"days":["mon"],"from":"25:00","to":"08:00"}]}""", "quiet_hours[0].from")]
    [InlineData("""{"devices":{"d":{"level":"loud"}}}""", "devices.d.level")]
    [InlineData("""{"volume":11}""", "volume")]
    public async Task What_breaks_a_rule_is_refused_by_its_member(string patch, string member)
    {
        var (status, problem, _) = await ChangeAsync(patch);
        Assert.Equal(StatusCodes.Status400BadRequest, status);
        Assert.Equal(member, Assert.Single(problem.GetProperty("flaws").EnumerateArray()).GetProperty("member").GetString());
        Assert.False((await ReadAsync()).Body.GetProperty("exists").GetBoolean());
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("null")]
    public async Task What_is_no_object_is_refused(string patch) =>
        Assert.Equal(StatusCodes.Status400BadRequest, (await ChangeAsync(patch)).Status);

    [Fact]
    public async Task A_device_that_is_removed_is_gone_with_its_rules()
    {
        await ChangeAsync("""{"devices":{"phone":{"level":"none"},"desk":{"level":"critical"}}}""");
        var call = new HttpCall(app).As(user).Send("DELETE");
        for (var i = 0; i < 2; i++)
        {
            await call.ExecuteAsync(app.Function<PreferencesApi>().RemoveDevice(call.Request, "phone", Token));
            Assert.Equal(StatusCodes.Status204NoContent, call.Response.StatusCode);
        }

        Assert.Equal("""{"desk":{"level":"critical"}}""", (await ReadAsync()).Body.GetProperty("preferences").GetProperty("devices").GetRawText());
    }

    private async Task<(int Status, JsonElement Body, string Tag)> ReadAsync(string? tag = null)
    {
        var call = new HttpCall(app).As(user).Send("GET");
        call.Request.Headers.IfNoneMatch = tag;
        await call.ExecuteAsync(app.Function<PreferencesApi>().ReadPreferences(call.Request, Token));
        return (call.Response.StatusCode, call.Body, call.Response.Headers.ETag.ToString());
    }

    private async Task<(int Status, JsonElement Body, string Tag)> ChangeAsync(string patch, string? tag = null)
    {
        var call = new HttpCall(app).As(user).Send("PATCH", patch);
        call.Request.Headers.IfMatch = tag;
        await call.ExecuteAsync(app.Function<PreferencesApi>().ChangePreferences(call.Request, Token));
        return (call.Response.StatusCode, call.Body, call.Response.Headers.ETag.ToString());
    }
}
