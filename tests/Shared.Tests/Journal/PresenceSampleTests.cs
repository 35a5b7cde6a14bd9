using Azure;
using Azure.Messaging.WebPubSub;
using Fixia.Shared.Diagnostics;
using Fixia.Shared.Journal;
using Fixia.Shared.Realtime;
using Fixia.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Moq;

namespace Fixia.Shared.Tests.Journal;

/// <summary>How often it is asked whether a user is connected.</summary>
public sealed class PresenceSampleTests : IAsyncDisposable
{
    private readonly FakeTimeProvider time = new();
    private readonly ServiceProvider meters = new ServiceCollection().AddMetrics().AddSingleton<FixiaMetrics>().BuildServiceProvider();
    private readonly Mock<WebPubSubServiceClient> service = new();
    private readonly PushJournal journal;
    private TaskCompletionSource<Response<bool>> answer = new();

    public PresenceSampleTests(CosmosDatabase database)
    {
        journal = new PushJournal(new PushStore(database.Client), meters.GetRequiredService<FixiaMetrics>(), time, NullLogger<PushJournal>.Instance);
        service.Setup(s => s.UserExistsAsync(It.IsAny<string>(), It.IsAny<RequestContext>())).Returns(() => answer.Task);
    }

    public ValueTask DisposeAsync()
    {
        journal.Dispose();
        return meters.DisposeAsync();
    }

    [Fact]
    public async Task It_is_asked_so_often_a_second_and_not_while_as_much_waits_for_an_answer()
    {
        var sample = SampleOf(2);
        Ask(sample);
        await UntilAskedAsync(2);

        // Nobody has answered, for several seconds.
        for (var i = 0; i < 3; i++)
        {
            time.Advance(TimeSpan.FromSeconds(1));
            Ask(sample);
        }

        var slow = answer;
        answer = new TaskCompletionSource<Response<bool>>();
        answer.SetResult(Response.FromValue(true, Mock.Of<Response>()));
        slow.SetException(new RequestFailedException(404, "no"));

        // Two a second at most, however fast the answers come.
        await Patience.UntilAsync(
            () =>
            {
                Ask(sample);
                return service.Invocations.Count >= 4;
            },
            "it was asked again");
        for (var i = 0; i < 100; i++)
        {
            Ask(sample);
            await Task.Yield();
        }

        time.Advance(TimeSpan.FromSeconds(1));
        Ask(sample);
        await UntilAskedAsync(6);
        Ask(sample);
        await Task.Yield();
        Assert.Equal(6, service.Invocations.Count);
    }

    [Fact]
    public async Task Nobody_is_asked_for_where_that_is_turned_off_or_nothing_was_pushed()
    {
        Ask(SampleOf(0));
        SampleOf(1).Ask("ana", []);
        var sample = SampleOf(1);
        Ask(sample);
        await UntilAskedAsync(1);
    }

    private static void Ask(PresenceSample sample)
    {
        for (var i = 0; i < 5; i++)
        {
            sample.Ask("ana", [new PushEntry { Id = "1", UserId = "ana", Type = "t", CreatedAt = default, At = default }]);
        }
    }

    private Task UntilAskedAsync(int times) => Patience.UntilAsync(() => service.Invocations.Count == times, $"it was asked {times} times");

    private PresenceSample SampleOf(int perSecond)
    {
        var channel = new UserChannel(service.Object, Options.Create(new RealtimeOptions()), meters.GetRequiredService<FixiaMetrics>(), time, NullLogger<UserChannel>.Instance);
        return new PresenceSample(channel, journal, Options.Create(new AnalyticsOptions { PresencePerSecond = perSecond }), time, NullLogger<PresenceSample>.Instance);
    }
}
