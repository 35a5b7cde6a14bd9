using System.Diagnostics.Metrics;
using System.Globalization;
using System.Net.Sockets;
using System.Text.Json;
using Azure;
using Azure.Core;
using Azure.Identity;
using Azure.Messaging.WebPubSub;
using Fixia.Shared.Diagnostics;
using Fixia.Shared.Events;
using Fixia.Shared.Realtime;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Microsoft.IdentityModel.JsonWebTokens;
using Moq;

namespace Fixia.Shared.Tests.Realtime;

public sealed class UserChannelTests
{
    private static readonly DateTimeOffset Now = new(2026, 5, 1, 12, 0, 0, TimeSpan.Zero);
    private readonly Mock<WebPubSubServiceClient> service = new(MockBehavior.Strict);
    private readonly RealtimeOptions options = new();
    private readonly FakeTimeProvider time = new(Now);
    private readonly UserChannel channel;

    public UserChannelTests()
    {
        var meters = new ServiceCollection().AddMetrics().BuildServiceProvider().GetRequiredService<IMeterFactory>();
        channel = new UserChannel(
            service.Object, Options.Create(options), new FixiaMetrics(meters), time, NullLogger<UserChannel>.Instance);
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_client_url_is_scoped_to_the_user_and_short_lived()
    {
        SetUpAccess(TimeSpan.FromMinutes(5), "ana", () => ClientUrl(Now.AddMinutes(4)));
        var access = await channel.GetClientAccessAsync("ana", Token);

        // The service had the last word on the expiry, so its token is what counts.
        Assert.Equal(new ClientAccess(ClientUrl(Now.AddMinutes(4)).AbsoluteUri, "notifications", "ana", Now.AddMinutes(4), Confirms: true), access);
        Assert.DoesNotContain("access_token", access.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("00:00:30", 1)]
    [InlineData("00:01:00", 1)]
    [InlineData("00:01:01", 2)]
    [InlineData("01:00:00", 60)]
    public async Task A_lifetime_is_rounded_up_to_whole_minutes(string lifetime, int minutes)
    {
        options.ClientUrlLifetime = TimeSpan.Parse(lifetime, CultureInfo.InvariantCulture);
        SetUpAccess(TimeSpan.FromMinutes(minutes), "ana", () => ClientUrl(Now.AddMinutes(minutes)));
        Assert.Equal(Now.AddMinutes(minutes), (await channel.GetClientAccessAsync("ana", Token)).ExpiresAt);
    }

    [Fact]
    public async Task On_web_pubsub_a_user_goes_by_the_form_that_headers_and_paths_carry()
    {
        SetUpAccess(TimeSpan.FromMinutes(5), "~dGVhbS_DqQ", () => ClientUrl(Now));
        Assert.Equal("team/é", (await channel.GetClientAccessAsync("team/é", Token)).UserId);

        service.Setup(s => s.UserExistsAsync("~dGVhbS_DqQ", It.IsAny<RequestContext>())).ReturnsAsync(Response.FromValue(true, Mock.Of<Response>()));
        Assert.Equal(new Presence("team/é", true), await channel.FindAsync("team/é", Token));

        service
            .Setup(s => s.CloseUserConnectionsAsync("~dGVhbS_DqQ", It.IsAny<IEnumerable<string>>(), "bye", It.IsAny<RequestContext>()))
            .ReturnsAsync(Mock.Of<Response>())
            .Verifiable(Times.Once);
        await channel.DisconnectAsync("team/é", "bye", Token);
        service.Verify();
    }

    [Theory]
    [InlineData(429)]
    [InlineData(503)]
    [InlineData(0)]
    public async Task A_url_that_the_service_cannot_sign_for_now_can_be_asked_for_again(int status)
    {
        SetUpAccess(TimeSpan.FromMinutes(5), "ana", () => throw new RequestFailedException(status, "no"));
        await Assert.ThrowsAsync<PushFailedException>(() => channel.GetClientAccessAsync("ana", Token));
        SetUpAccess(TimeSpan.FromMinutes(5), "ana", () => throw new AuthenticationFailedException("no identity for now"));
        await Assert.ThrowsAsync<PushFailedException>(() => channel.GetClientAccessAsync("ana", Token));
    }

    [Fact]
    public async Task A_service_that_is_away_is_not_asked_by_everybody_until_it_answers_again()
    {
        var asked = 0;
        SetUpAccess(TimeSpan.FromMinutes(5), "ana", () =>
        {
            asked++;
            throw new RequestFailedException(503, "away");
        });
        for (var i = 0; i < 50; i++)
        {
            await Assert.ThrowsAsync<PushFailedException>(() => channel.GetClientAccessAsync("ana", Token));
        }

        Assert.Equal(10, asked);
        var failure = await Assert.ThrowsAsync<PushFailedException>(() => channel.GetClientAccessAsync("ana", Token));
        Assert.Equal(TimeSpan.FromSeconds(5), failure.RetryAfter);

        time.Advance(TimeSpan.FromSeconds(5));
        SetUpAccess(TimeSpan.FromMinutes(5), "ana", () => ClientUrl(Now));
        for (var i = 0; i < 50; i++)
        {
            await channel.GetClientAccessAsync("ana", Token);
        }
    }

    [Fact]
    public async Task The_time_that_the_service_asks_to_wait_is_kept()
    {
        SetUpAccess(TimeSpan.FromMinutes(5), "ana", () => throw new RequestFailedException(new BusyResponse("17")));
        var failure = await Assert.ThrowsAsync<PushFailedException>(() => channel.GetClientAccessAsync("ana", Token));
        Assert.Equal(TimeSpan.FromSeconds(17), failure.RetryAfter);
    }

    [Fact]
    public async Task Nobody_waits_for_a_url_longer_than_ten_seconds()
    {
        var asked = new TaskCompletionSource();
        service
            .Setup(s => s.GetClientAccessUriAsync(It.IsAny<TimeSpan>(), "ana", null, It.IsAny<IEnumerable<string>>(), It.IsAny<CancellationToken>()))
            .Returns(async (TimeSpan _, string _, IEnumerable<string> _, IEnumerable<string> _, CancellationToken stop) =>
            {
                asked.SetResult();
                await Task.Delay(Timeout.Infinite, stop);
                return ClientUrl(Now);
            });
        var access = channel.GetClientAccessAsync("ana", Token);
        await asked.Task;
        time.Advance(TimeSpan.FromSeconds(9));
        Assert.False(access.IsCompleted);
        time.Advance(TimeSpan.FromSeconds(1));
        await Assert.ThrowsAsync<PushFailedException>(() => access);
    }

    [Fact]
    public async Task A_refusal_for_good_is_no_reason_to_ask_again()
    {
        SetUpAccess(TimeSpan.FromMinutes(5), "ana", () => throw new RequestFailedException(403, "no"));
        await Assert.ThrowsAsync<RequestFailedException>(() => channel.GetClientAccessAsync("ana", Token));
    }

    [Fact]
    public async Task A_push_is_one_message_to_the_group_of_the_user()
    {
        var sent = SetUpSend(() => Mock.Of<Response>());
        Assert.Equal(PushOutcome.Accepted, await channel.PushAsync("ana", [new UnreadCount(1, 1, Now, null), new Pong(Now)], Token));
        using var json = JsonDocument.Parse(Assert.Single(sent));
        Assert.Equal(2, json.RootElement.GetArrayLength());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(408)]
    [InlineData(429)]
    [InlineData(500)]
    [InlineData(503)]
    public async Task A_transient_failure_fails_the_push(int status)
    {
        SetUpSend(() => throw new RequestFailedException(status, "no"));
        await Assert.ThrowsAsync<PushFailedException>(() => channel.PushAsync("ana", [new Pong(Now)], Token));
    }

    [Theory]
    [InlineData(400)]
    [InlineData(401)]
    [InlineData(404)]
    [InlineData(413)]
    public async Task A_permanent_refusal_is_passed_over(int status)
    {
        SetUpSend(() => throw new RequestFailedException(status, "no"));
        Assert.Equal(PushOutcome.Rejected, await channel.PushAsync("ana", [new Pong(Now)], Token));
    }

    [Fact]
    public async Task A_timeout_or_a_reset_fails_the_push_as_transient_and_a_stop_is_a_stop()
    {
        foreach (var failure in (Exception[])[new SocketException((int)SocketError.NotConnected), new TaskCanceledException()])
        {
            SetUpSend(() => throw failure);
            await Assert.ThrowsAsync<PushFailedException>(() => channel.PushAsync("ana", [new Pong(Now)], CancellationToken.None));
        }

        using var stopped = new CancellationTokenSource();
        await stopped.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => channel.PushAsync("ana", [new Pong(Now)], stopped.Token));
    }

    private static Uri ClientUrl(DateTimeOffset expiresAt)
    {
        var token = new JsonWebTokenHandler { SetDefaultTimesOnTokenCreation = false }.CreateToken($$"""{"exp":{{expiresAt.ToUnixTimeSeconds()}}}""");
        return new Uri($"wss://service.test/client/hubs/notifications?access_token={token}");
    }

    private void SetUpAccess(TimeSpan lifetime, string wireUserId, Func<Uri> answer) => service
        .Setup(s => s.GetClientAccessUriAsync(lifetime, wireUserId, null, new[] { "user:" + wireUserId }, It.IsAny<CancellationToken>()))
        .Returns(() => Task.FromResult(answer()));

    private List<string> SetUpSend(Func<Response> answer)
    {
        var sent = new List<string>();
        service
            .Setup(s => s.SendToGroupAsync(
                "user:ana", It.IsAny<RequestContent>(), ContentType.ApplicationJson, It.IsAny<IEnumerable<string>>(), null, It.IsAny<RequestContext>()))
            .Returns((string _, RequestContent content, ContentType _, IEnumerable<string> _, string _, RequestContext _) =>
            {
                using var stream = new MemoryStream();
                content.WriteTo(stream, CancellationToken.None);
                sent.Add(System.Text.Encoding.UTF8.GetString(stream.ToArray()));
                return Task.FromResult(answer());
            });
        return sent;
    }
}
