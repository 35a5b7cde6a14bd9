using Azure;
using Fixia.Functions.Http;
using Fixia.Shared.Announcements;
using Fixia.Tests.Support;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Moq;

namespace Fixia.Functions.Tests.Http;

/// <summary>What only producers can do. The app of these tests is their own: announcements and throttling reach everybody.</summary>
public sealed class ProducersApiTests : IAsyncLifetime
{
    private readonly CosmosDatabase database = new();
    private FunctionsApp app = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        await database.InitializeAsync();
        app = new FunctionsApp(database);
        await app.InitializeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await app.DisposeAsync();
        await database.DisposeAsync();
    }

    [Fact]
    public async Task An_announcement_is_created_once_a_key()
    {
        var first = await AnnounceAsync("key");
        Assert.Equal(StatusCodes.Status201Created, first.Response.StatusCode);
        var second = await AnnounceAsync("key");
        Assert.Equal(Id(first), Id(second));
        Assert.NotEqual(Id(first), Id(await AnnounceAsync("other key")));

        static string? Id(HttpCall call) => call.Body.GetProperty("announcement").GetProperty("id").GetString();
    }

    [Fact]
    public async Task One_announcement_too_many_is_a_conflict_that_passes()
    {
        for (var i = 0; i < new AnnouncementOptions().MaxActive; i++)
        {
            Assert.Equal(StatusCodes.Status201Created, (await AnnounceAsync($"{i}")).Response.StatusCode);
        }

        var refused = await AnnounceAsync("one more");
        Assert.Equal((StatusCodes.Status409Conflict, "application/problem+json"), (refused.Response.StatusCode, refused.Response.ContentType));
    }

    [Fact]
    public async Task Users_that_could_not_be_served_are_named()
    {
        database.Faults.ThrottleNext(1, TimeSpan.FromMinutes(5), "notifications");
        var call = await CreateAsync("ana", "bruno", "carla");
        Assert.Equal(StatusCodes.Status207MultiStatus, call.Response.StatusCode);
        Assert.Equal(2, call.Body.GetProperty("notifications").GetArrayLength());
        var failure = Assert.Single(call.Body.GetProperty("failures").EnumerateArray());
        Assert.Equal(429, failure.GetProperty("status").GetInt32());
        var served = call.Body.GetProperty("notifications").EnumerateArray().Select(n => n.GetProperty("user_id").GetString());
        Assert.DoesNotContain(failure.GetProperty("user_id").GetString(), served);
    }

    [Fact]
    public async Task When_nobody_could_be_served_the_answer_is_503()
    {
        database.Faults.ThrottleNext(1, TimeSpan.FromMinutes(5), "notifications");
        var call = await CreateAsync("ana");
        Assert.Equal(StatusCodes.Status503ServiceUnavailable, call.Response.StatusCode);
        Assert.NotEmpty(call.Response.Headers.RetryAfter.ToString());
    }

    [Fact]
    public async Task A_busy_store_is_a_503_with_the_time_to_wait()
    {
        database.Faults.ThrottleNext(100, TimeSpan.FromMinutes(5));
        var call = new HttpCall(app).As("ana").Send("GET");
        await call.ExecuteAsync(app.Function<FeedApi>().ReadUnreadCount(call.Request, Token));
        Assert.Equal(StatusCodes.Status503ServiceUnavailable, call.Response.StatusCode);
        Assert.Equal("application/problem+json", call.Response.ContentType);
        database.Faults.Stop();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Presence_is_what_the_service_says(bool connected)
    {
        app.WebPubSub
            .Setup(s => s.UserExistsAsync("ana", It.IsAny<RequestContext>()))
            .ReturnsAsync(Response.FromValue(connected, Mock.Of<Response>()));
        var call = new HttpCall(app).Send("GET");
        await call.ExecuteAsync(app.Function<ProducersApi>().ReadPresence(call.Request, "ana", Token));
        Assert.Equal(connected, call.Body.GetProperty("connected").GetBoolean());
    }

    [Fact]
    public async Task Disconnecting_closes_the_connections_of_the_user()
    {
        app.WebPubSub
            .Setup(s => s.CloseUserConnectionsAsync("ana", It.IsAny<IEnumerable<string>>(), It.IsAny<string>(), It.IsAny<RequestContext>()))
            .ReturnsAsync(Mock.Of<Response>())
            .Verifiable(Times.Once);
        var call = new HttpCall(app).Send("POST");
        await call.ExecuteAsync(app.Function<ProducersApi>().DisconnectUser(call.Request, "ana", Token));
        Assert.Equal(StatusCodes.Status204NoContent, call.Response.StatusCode);
        app.WebPubSub.Verify();
    }

    [Theory]
    [InlineData("a\nb")]
    [InlineData(" ")]
    [InlineData("..")]
    [InlineData("%2F%2F\t")]
    public async Task What_nobody_can_be_called_is_a_bad_request(string userId)
    {
        var call = new HttpCall(app).Send("POST");
        await call.ExecuteAsync(app.Function<ProducersApi>().DisconnectUser(call.Request, userId, Token));
        Assert.Equal(StatusCodes.Status400BadRequest, call.Response.StatusCode);
        Assert.Equal("userId", call.Body.GetProperty("member").GetString());
    }

    [Fact]
    public async Task A_service_that_does_not_answer_is_a_503()
    {
        app.WebPubSub
            .Setup(s => s.UserExistsAsync("ana", It.IsAny<RequestContext>()))
            .ThrowsAsync(new RequestFailedException(503, "busy"));
        var call = new HttpCall(app).Send("GET");
        await call.ExecuteAsync(app.Function<ProducersApi>().ReadPresence(call.Request, "ana", Token));
        Assert.Equal(StatusCodes.Status503ServiceUnavailable, call.Response.StatusCode);
    }

    private async Task<HttpCall> AnnounceAsync(string key)
    {
        var call = new HttpCall(app).Send("POST", """{"type":"system","title":"Mantenimiento","message":"Hoy a las 23 h"}""");
        call.Request.Headers["Idempotency-Key"] = key;
        return await call.ExecuteAsync(app.Function<ProducersApi>().CreateAnnouncement(call.Request, Token));
    }

    private async Task<HttpCall> CreateAsync(params string[] users)
    {
        var ids = string.Join("\",\"", users);
        var call = new HttpCall(app).Send("POST", $$"""{"user_ids":["{{ids}}"],"type":"message","title":"Hola","message":"Hola"}""");
        return await call.ExecuteAsync(app.Function<ProducersApi>().CreateNotifications(call.Request, Token));
    }
}
