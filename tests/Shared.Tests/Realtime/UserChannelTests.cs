using System.Diagnostics.Metrics;
using System.Text.Json;
using Azure;
using Azure.Core;
using Azure.Messaging.WebPubSub;
using Fixia.Shared.Diagnostics;
using Fixia.Shared.Events;
using Fixia.Shared.Realtime;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Moq;

namespace Fixia.Shared.Tests.Realtime;

public sealed class UserChannelTests
{
    private static readonly DateTimeOffset Now = new(2026, 5, 1, 12, 0, 0, TimeSpan.Zero);
    private readonly Mock<WebPubSubServiceClient> service = new(MockBehavior.Strict);
    private readonly UserChannel channel;

    public UserChannelTests()
    {
        var meters = new ServiceCollection().AddMetrics().BuildServiceProvider().GetRequiredService<IMeterFactory>();
        channel = new UserChannel(
            service.Object, Options.Create(new RealtimeOptions()), new FixiaMetrics(meters), new FakeTimeProvider(Now), NullLogger<UserChannel>.Instance);
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_client_url_is_scoped_to_the_user_and_short_lived()
    {
        service
            .Setup(s => s.GetClientAccessUriAsync(Now.AddMinutes(5), "ana", null, new[] { "user:ana" }, It.IsAny<CancellationToken>()))
            .ReturnsAsync(new Uri("wss://service.test/client/hubs/notifications?access_token=t"));
        var access = await channel.GetClientAccessAsync("ana", Token);
        Assert.Equal(
            new ClientAccess("wss://service.test/client/hubs/notifications?access_token=t", "notifications", "ana", Now.AddMinutes(5)), access);
        Assert.DoesNotContain("access_token", access.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_push_is_one_message_to_the_group_of_the_user()
    {
        var sent = SetUpSend(() => Mock.Of<Response>());
        Assert.Equal(PushOutcome.Accepted, await channel.PushAsync("ana", [new UnreadCount(1, 1, Now), new Pong(Now)], Token));
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
    public async Task A_timeout_fails_the_push_as_transient_and_a_stop_is_a_stop()
    {
        SetUpSend(() => throw new TaskCanceledException());
        await Assert.ThrowsAsync<PushFailedException>(() => channel.PushAsync("ana", [new Pong(Now)], CancellationToken.None));
        using var stopped = new CancellationTokenSource();
        await stopped.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => channel.PushAsync("ana", [new Pong(Now)], stopped.Token));
    }

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
