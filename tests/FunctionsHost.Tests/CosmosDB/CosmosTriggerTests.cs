using System.Text.Json;
using FunctionsHost.Samples;
using FunctionsHost.Tests.Support;
using Microsoft.Extensions.Logging;

namespace FunctionsHost.Tests.CosmosDB;

/// <summary>Change-feed functions on the SDK's own change feed processor.</summary>
public sealed class CosmosTriggerTests
{
    /// <summary>How many of the samples read a change feed.</summary>
    private const int ChangeFeedFunctions = 6;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Changes_arrive_in_order_in_batches_of_the_size_that_the_trigger_asks_for()
    {
        await using var account = await SampleAccount.StartAsync();
        await account.CreateAsync("retried", "1", "2", "3", "4", "5");
        await using var host = await account.StartHostAsync();

        await Eventually.TrueAsync(() => Delivered(host).Count == 5, "all five changes are delivered");

        Assert.Equal(["1", "2", "3", "4", "5"], Delivered(host));
        Assert.All(host.Recorder.Seen("elements"), batch => Assert.InRange(((string[])batch!).Length, 1, 2));
    }

    [Fact]
    public async Task Trigger_starts_where_its_attribute_says_in_a_lease_container_that_it_may_make()
    {
        await using var account = await SampleAccount.StartAsync();
        await account.CreateOldAsync("dated", "old", TimeSpan.FromDays(20 * 365));
        await account.CreateOldAsync("dated", "yesterday's", TimeSpan.FromDays(1));
        await using var host = await account.StartHostAsync();

        await Eventually.TrueAsync(() => host.Recorder.Seen("everything").Count == 2, "both changes reach one function");
        await Eventually.TrueAsync(() => host.Recorder.Seen("recent").Count > 0, "the later change reaches the other");

        Assert.Equal(["old", "yesterday's"], host.Recorder.Seen("everything"));
        Assert.Equal(["yesterday's"], host.Recorder.Seen("recent"));
    }

    [Fact]
    public async Task Changes_made_while_the_host_runs_arrive_too()
    {
        await using var account = await SampleAccount.StartAsync();
        await using var host = await account.StartHostAsync();
        await Eventually.TrueAsync(
            () => host.Logs.Any(entry => entry.Message.StartsWith("Elements reads the change feed", StringComparison.Ordinal)), "the trigger listens");

        await account.CreateAsync("retried", "1");

        await Eventually.TrueAsync(() => Delivered(host).Contains("1"), "the change is delivered");
    }

    [Fact]
    public async Task Host_waits_for_containers_that_do_not_exist_yet_and_says_so_once_a_function()
    {
        await using var account = await SampleAccount.StartEmptyAsync();
        await using var host = await account.StartHostAsync();
        await Eventually.TrueAsync(() => Waiting(host).Count == ChangeFeedFunctions, "all functions wait");

        await account.CreateContainersAsync();
        await account.CreateAsync("retried", "1");

        await Eventually.TrueAsync(() => Delivered(host).Contains("1"), "the change is delivered");
        Assert.Equal(ChangeFeedFunctions, Waiting(host).Count);
        Assert.All(Waiting(host), line => Assert.Contains("does not exist yet", line, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Host_starts_and_stops_although_the_account_does_not_answer()
    {
        await using var host = await TestHost.StartAsync();

        await Eventually.TrueAsync(() => Waiting(host).Count == ChangeFeedFunctions, "all functions wait");

        await host.Host.StopAsync(Cancellation).WaitAsync(TimeSpan.FromSeconds(60), Cancellation);
    }

    [Fact]
    public async Task Failed_batch_is_retried_whole_until_it_succeeds()
    {
        await using var account = await SampleAccount.StartAsync();
        await using var host = await account.StartHostAsync(new Recorder { FailuresLeft = 3 });

        await account.CreateAsync("retried", "1");
        await Eventually.TrueAsync(() => Delivered(host).Count > 0, "the change is delivered");
        await account.CreateAsync("retried", "2");
        await Eventually.TrueAsync(() => Delivered(host).Count > 1, "the next change is delivered");

        Assert.Equal(["1", "2"], Delivered(host));
        Assert.Equal([0, 1, 2, 3, 0], host.Recorder.Seen("elements tried"));
    }

    [Fact]
    public async Task Failed_batch_without_a_retry_policy_is_logged_and_skipped()
    {
        await using var account = await SampleAccount.StartAsync();
        await account.CreateAsync("skipped", "poison");
        await using var host = await account.StartHostAsync();
        await Eventually.TrueAsync(() => host.Recorder.Seen("document").Count > 0, "the first change has failed");

        await account.CreateAsync("skipped", "good");
        await Eventually.TrueAsync(() => host.Recorder.Seen("document").Contains("good"), "the next change is delivered");

        Assert.Equal(["poison", "good"], host.Recorder.Seen("document"));
        var line = Assert.Single(host.Logs, log => log.Message.Contains("is skipped", StringComparison.Ordinal) && "Documents".Equals(log.Values["Function"]));
        Assert.Equal((LogLevel.Error, 1, 1), (line.Level, line.Values["Count"], line.Values["Attempts"]));
    }

    [Fact]
    public async Task Batch_that_fails_more_often_than_its_policy_allows_is_skipped()
    {
        await using var account = await SampleAccount.StartAsync();
        await account.CreateAsync("skipped", "poison");
        await using var host = await account.StartHostAsync();
        await Eventually.TrueAsync(() => host.Recorder.Seen("raw").Count == 3, "the first change has failed three times");

        await account.CreateAsync("skipped", "good");
        await Eventually.TrueAsync(() => host.Recorder.Seen("raw").Count == 4, "the next change is delivered");

        using var batch = JsonDocument.Parse((string)host.Recorder.Seen("raw")[3]!);
        Assert.Equal("good", Assert.Single(batch.RootElement.EnumerateArray()).GetProperty("id").GetString());
    }

    [Fact]
    public async Task Stop_in_the_middle_of_retries_is_prompt_and_the_batch_comes_again()
    {
        await using var account = await SampleAccount.StartAsync();
        await account.CreateAsync("retried", "1");
        await using (var first = await account.StartHostAsync(new Recorder { FailuresLeft = int.MaxValue }))
        {
            await Eventually.TrueAsync(() => first.Recorder.Seen("elements tried").Count > 1, "the batch is being retried");
            await first.Host.StopAsync(Cancellation).WaitAsync(TimeSpan.FromSeconds(60), Cancellation);
            Assert.Empty(Delivered(first));
        }

        await using var second = await account.StartHostAsync();

        await Eventually.TrueAsync(() => Delivered(second).Contains("1"), "the change is delivered by the next host");
    }

    [Fact]
    public async Task Stop_does_not_wait_for_the_next_retry()
    {
        await using var account = await SampleAccount.StartAsync();
        await account.CreateAsync("patient", "1");
        await using var host = await account.StartHostAsync();
        await Eventually.TrueAsync(() => host.Logs.Any(log => log.Message.StartsWith("Patient failed", StringComparison.Ordinal)), "the batch has failed");

        await host.Host.StopAsync(Cancellation);

        Assert.DoesNotContain(host.Logs, log => log.Message.Contains("does not end", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Batch_that_finishes_while_the_host_stops_does_not_come_again()
    {
        await using var account = await SampleAccount.StartAsync();
        await account.CreateAsync("retried", "1");
        await using (var first = await account.StartHostAsync(new Recorder { MakesChangesWait = true }))
        {
            await first.Recorder.Started.Task.WaitAsync(TimeSpan.FromSeconds(60), Cancellation);
            var stopped = first.Host.StopAsync(Cancellation);
            first.Recorder.Release.SetResult();
            await stopped.WaitAsync(TimeSpan.FromSeconds(60), Cancellation);
            Assert.Equal(["1"], Delivered(first));
        }

        await using var second = await account.StartHostAsync();
        await account.CreateAsync("retried", "2");
        await Eventually.TrueAsync(() => Delivered(second).Contains("2"), "the next change is delivered");

        Assert.Equal(["2"], Delivered(second));
    }

    [Fact]
    public async Task Batch_that_fails_while_the_host_stops_comes_again()
    {
        await using var account = await SampleAccount.StartAsync();
        await account.CreateAsync("retried", "1");
        await using (var first = await account.StartHostAsync(new Recorder { MakesChangesWait = true }))
        {
            await first.Recorder.Started.Task.WaitAsync(TimeSpan.FromSeconds(60), Cancellation);
            var stopped = first.Host.StopAsync(Cancellation);
            first.Recorder.Release.SetException(new InvalidOperationException("A batch that fails late"));
            await stopped.WaitAsync(TimeSpan.FromSeconds(60), Cancellation);
            Assert.Equal([0], first.Recorder.Seen("elements tried"));
            Assert.Empty(Delivered(first));
        }

        await using var second = await account.StartHostAsync();

        await Eventually.TrueAsync(() => Delivered(second).Contains("1"), "the change is delivered by the next host");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Batch_that_takes_longer_than_the_host_waits_is_cancelled_and_comes_again(bool takesCancellationForSuccess)
    {
        await using var account = await SampleAccount.StartAsync();
        await account.CreateAsync("retried", "1");
        var recorder = new Recorder { MakesChangesWait = true, TakesCancellationForSuccess = takesCancellationForSuccess };
        await using (var first = await account.StartHostAsync(recorder, TimeSpan.FromMilliseconds(100)))
        {
            await first.Recorder.Started.Task.WaitAsync(TimeSpan.FromSeconds(60), Cancellation);
            await first.Host.StopAsync(Cancellation).WaitAsync(TimeSpan.FromSeconds(60), Cancellation);
            var ending = takesCancellationForSuccess ? "Elements succeeded" : "Elements was cancelled";
            Assert.Contains(first.Logs, log => log.Message.StartsWith(ending, StringComparison.Ordinal));
            Assert.Empty(Delivered(first));
        }

        await using var second = await account.StartHostAsync();

        await Eventually.TrueAsync(() => Delivered(second).Contains("1"), "the change is delivered by the next host");
    }

    private static List<string> Delivered(TestHost host) => [.. host.Recorder.Seen("elements").SelectMany(batch => (string[])batch!)];

    private static List<string> Waiting(TestHost host) =>
        [.. host.Logs
            .Where(log => log.Category == "Host.Triggers.CosmosDB" && log.Message.Contains(" waits for ", StringComparison.Ordinal))
            .Select(log => log.Message)];
}
