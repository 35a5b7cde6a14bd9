using System.Text.Json;
using Azure;
using Azure.Messaging.WebPubSub;
using Fixia.Functions.Http;
using Fixia.Shared.Preferences;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Moq;
using Moq.Language.Flow;

namespace Fixia.Functions.Tests.Http;

public sealed class NegotiateTests
{
    private static readonly DateTimeOffset ExpiresAt = DateTimeOffset.FromUnixTimeSeconds(1_900_000_000);
    private readonly FunctionsApp app;
    private readonly string user = Guid.NewGuid().ToString();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public NegotiateTests(SharedApp shared)
    {
        app = shared.App;
        Access(user).ReturnsAsync(FunctionsApp.ClientUrl(ExpiresAt));
    }

    [Fact]
    public async Task A_bearer_token_gives_the_url_of_its_user()
    {
        var call = await RunAsync(new HttpCall(app).As(user).Send("POST"));
        Assert.Equal(StatusCodes.Status200OK, call.Response.StatusCode);
        Assert.Equal(FunctionsApp.ClientUrl(ExpiresAt).AbsoluteUri, call.Body.GetProperty("url").GetString());
        Assert.Equal("notifications", call.Body.GetProperty("hub").GetString());
        Assert.Equal(user, call.Body.GetProperty("userId").GetString());
        Assert.Equal(ExpiresAt, call.Body.GetProperty("expiresAt").GetDateTimeOffset());
        Assert.Equal("no-store", call.Response.Headers.CacheControl);
    }

    [Fact]
    public async Task A_device_that_introduces_itself_is_known_from_then_on()
    {
        await RunAsync(new HttpCall(app).As(user).Send("POST", """{"device":{"id":"d-1","name":"Chrome","kind":"desktop"}}"""));
        var first = await DeviceAsync();
        Assert.Equal(("Chrome", DeviceKind.Desktop), (first.Name, first.Kind));

        // The user's name for it stays, and a second sight on the same day is no write.
        await RenameAsync("\"Office\"");
        await RunAsync(new HttpCall(app).As(user).Send("POST", """{"device":{"id":"d-1","name":"Chrome","kind":"desktop"}}"""));
        Assert.Equal(first with { Name = "Office" }, await DeviceAsync());

        // Without one it is again what it calls itself.
        await RenameAsync("null");
        await RunAsync(new HttpCall(app).As(user).Send("POST", """{"device":{"id":"d-1","kind":"desktop"}}"""));
        Assert.Null((await DeviceAsync()).Name);
        await RunAsync(new HttpCall(app).As(user).Send("POST", """{"device":{"id":"d-1","name":"Firefox","kind":"desktop"}}"""));
        Assert.Equal("Firefox", (await DeviceAsync()).Name);

        Task RenameAsync(string name) => app.Services.GetRequiredService<PreferencesEditor>().PatchAsync(
            user, JsonElement.Parse($"{{\"devices\":{{\"d-1\":{{\"name\":{name}}}}}}}"), version: null, Token);

        async Task<DevicePreferences> DeviceAsync() =>
            (await app.Services.GetRequiredService<PreferencesStore>().ReadAsync(user, Token)).Devices!["d-1"];
    }

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("""{"device":null,"more":1}""")]
    [InlineData("""{"device":"phone"}""")]
    public async Task A_body_without_a_device_is_no_matter(string body)
    {
        var call = await RunAsync(new HttpCall(app).As(user).Send("POST", body));
        Assert.Equal(StatusCodes.Status200OK, call.Response.StatusCode);
    }

    [Theory]
    [InlineData("""{"device":{}}""", "device.id")]
    [InlineData("""{"device":{"id":"a/b"}}""", "device.id")]
    [InlineData("""{"device":{"id":"a","name":""}}""", "device.name")]
    public async Task A_device_that_breaks_a_rule_is_refused_by_the_member(string body, string member)
    {
        var call = await RunAsync(new HttpCall(app).As(user).Send("POST", body));
        Assert.Equal(StatusCodes.Status400BadRequest, call.Response.StatusCode);
        Assert.Equal(member, call.Body.GetProperty("member").GetString());
    }

    [Fact]
    public async Task The_user_is_told_by_the_own_id_whatever_web_pubsub_calls_it()
    {
        Access("~dGVhbS_DqSA").ReturnsAsync(FunctionsApp.ClientUrl(ExpiresAt));
        Assert.Equal("team/é ", (await RunAsync(new HttpCall(app).As("team/é ").Send("POST"))).Body.GetProperty("userId").GetString());
    }

    [Theory]
    [InlineData(429)]
    [InlineData(503)]
    public async Task A_service_that_signs_no_url_for_now_is_a_503(int status)
    {
        Access(user).ThrowsAsync(new RequestFailedException(status, "busy"));
        var call = await RunAsync(new HttpCall(app).As(user).Send("POST"));
        Assert.Equal(StatusCodes.Status503ServiceUnavailable, call.Response.StatusCode);
        Assert.Equal("2", call.Response.Headers.RetryAfter);
    }

    [Theory]
    [InlineData(null, "missing", "Bearer")]
    [InlineData("Basic YTpi", "missing", "Bearer")]
    [InlineData("Bearer nonsense", "malformed", "Bearer error=\"invalid_token\"")]
    public async Task Without_a_good_token_the_answer_is_401(string? authorization, string reason, string challenge)
    {
        var call = new HttpCall(app).Send("POST");
        call.Request.Headers.Authorization = authorization;
        await RunAsync(call);
        Assert.Equal(StatusCodes.Status401Unauthorized, call.Response.StatusCode);
        Assert.Equal("application/problem+json", call.Response.ContentType);
        Assert.Equal(reason, call.Body.GetProperty("reason").GetString());
        Assert.Equal(challenge, call.Response.Headers.WWWAuthenticate);
    }

    [Fact]
    public async Task An_expired_token_is_told_apart()
    {
        var call = new HttpCall(app).Send("POST");
        call.Request.Headers.Authorization = $"Bearer {FunctionsApp.Token(user, DateTime.UtcNow.AddMinutes(-5))}";
        Assert.Equal("expired", (await RunAsync(call)).Body.GetProperty("reason").GetString());
    }

    private ISetup<WebPubSubServiceClient, Task<Uri>> Access(string wireUserId) => app.WebPubSub.Setup(s => s.GetClientAccessUriAsync(
        TimeSpan.FromMinutes(5), wireUserId, null, new[] { "user:" + wireUserId }, It.IsAny<CancellationToken>()));

    private Task<HttpCall> RunAsync(HttpCall call) =>
        call.ExecuteAsync(app.Function<Negotiate>().RunAsync(call.Request, TestContext.Current.CancellationToken));
}
