using Azure.Storage.Queues;
using Fixia.Local.FunctionsHost.Worker;
using Fixia.Tests.Support;
using FunctionsHost.Samples;
using FunctionsHost.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace FunctionsHost.Tests.StorageQueues;

/// <summary>Queue triggers on a real worker and Azurite.</summary>
public sealed class QueueTriggerTests(SampleStorage storage) : IClassFixture<SampleStorage>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Message_is_deleted_when_its_function_succeeds()
    {
        var queue = new SampleQueue(storage);
        await queue.SendAsync("succeeds");
        await using var host = await queue.StartHostAsync();

        await queue.WaitUntilEmptyAsync();

        Assert.Equal(["succeeds"], host.Recorder.Seen("message"));
        Assert.Empty(await queue.PoisonAsync());
    }

    [Fact]
    public async Task Queue_that_does_not_exist_yet_is_empty()
    {
        var queue = new SampleQueue(storage);
        await using var host = await queue.StartHostAsync();
        await Eventually.TrueAsync(
            () => host.Logs.Any(entry => entry.Message.StartsWith("Message reads the queue", StringComparison.Ordinal)), "the trigger listens");

        await queue.SendAsync("later");

        await queue.WaitUntilEmptyAsync();
        Assert.Equal(["later"], host.Recorder.Seen("message"));
        Assert.DoesNotContain(host.Logs, entry => entry.Message.Contains("waits for the queue", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Message_of_a_function_that_failed_comes_again()
    {
        var queue = new SampleQueue(storage);
        await queue.SendAsync("fails once");
        await using var host = await queue.StartHostAsync();

        await queue.WaitUntilEmptyAsync();

        Assert.Equal(["fails once", "fails once"], host.Recorder.Seen("message tried"));
        Assert.Equal(["fails once"], host.Recorder.Seen("message"));
        Assert.Empty(await queue.PoisonAsync());
    }

    [Fact]
    public async Task Message_that_failed_as_often_as_it_may_goes_to_the_poison_queue()
    {
        var queue = new SampleQueue(storage);
        await queue.SendAsync("fails");
        await using var host = await queue.StartHostAsync(null, ("maxDequeueCount", "3"));

        await queue.WaitUntilEmptyAsync();

        Assert.Equal(3, host.Recorder.Seen("message tried").Count);
        Assert.Equal(["fails"], await queue.PoisonAsync());
    }

    [Fact]
    public async Task Message_that_is_no_Base64_goes_to_the_poison_queue_as_it_is()
    {
        var queue = new SampleQueue(storage, QueueMessageEncoding.None);
        await queue.SendAsync("no Base64!", "/w==", "c3VjY2VlZHM=");
        await using var host = await queue.StartHostAsync();

        await queue.WaitUntilEmptyAsync();

        Assert.Equal(["no Base64!", "/w=="], (await queue.PoisonAsync()).OrderDescending(StringComparer.Ordinal));
        Assert.Equal(["succeeds"], host.Recorder.Seen("message tried"));
    }

    [Theory]
    [InlineData(QueueMessageEncoding.Base64)]
    [InlineData(QueueMessageEncoding.None)]
    public async Task Text_of_a_message_is_intact(QueueMessageEncoding encoding)
    {
        string[] texts =
        [
            "  zwölf Boxkämpfer ☃ 𝄞 ‮ ",
            """{"at":"2026-11-26T14:19:13.290+05:00","n":1.0,"html":"<b>&amp;\u0000</b>","same":1,"same":2}""",
            """["a"]""",
            "12",
            "\"quoted\"",
            "null",
        ];
        var queue = new SampleQueue(storage, encoding);
        await queue.SendAsync(texts);
        await using var host = await queue.StartHostAsync(null, ("messageEncoding", encoding.ToString()));

        await queue.WaitUntilEmptyAsync();

        Assert.Equal(texts.Order(StringComparer.Ordinal), host.Recorder.Seen("message").Cast<string>().Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Function_is_told_about_its_message()
    {
        var queue = new SampleQueue(storage);
        await queue.SendAsync("fails once");
        await using var host = await queue.StartHostAsync();

        await queue.WaitUntilEmptyAsync();

        var metadata = Assert.IsType<Dictionary<string, string?>>(host.Recorder.Seen("message metadata")[1]);
        Assert.Equal("fails once", metadata["QueueTrigger"]);
        Assert.Equal("2", metadata["DequeueCount"]);
        Assert.NotEmpty(metadata["Id"]!);
        Assert.NotEmpty(metadata["PopReceipt"]!);
        var inserted = DateTimeOffset.Parse(metadata["InsertionTime"]!.Trim('"'), null);
        Assert.True(inserted < DateTimeOffset.Parse(metadata["NextVisibleTime"]!.Trim('"'), null));
        Assert.True(inserted < DateTimeOffset.Parse(metadata["ExpirationTime"]!.Trim('"'), null));
    }

    [Fact]
    public async Task No_more_run_at_once_than_a_batch_and_its_threshold()
    {
        var queue = new SampleQueue(storage);
        await queue.SendAsync(Enumerable.Range(0, 16).Select(i => $"waits {i}"));
        await using var host = await queue.StartHostAsync(null, ("batchSize", "4"), ("newBatchThreshold", "2"));

        await Waits(host, 4);
        host.Recorder.Waiting.Gate.Release(2);
        await Waits(host, 8);
        host.Recorder.Waiting.Gate.Release(14);
        await queue.WaitUntilEmptyAsync();

        Assert.Equal(16, host.Recorder.Seen("message").Distinct().Count());
        Assert.Equal(6, host.Recorder.Seen("message waits").Max());
    }

    [Fact]
    public async Task Two_hosts_share_a_queue_and_each_message_runs_once()
    {
        var queue = new SampleQueue(storage);
        var texts = Enumerable.Range(0, 24).Select(i => $"waits {i}").ToArray();
        await queue.SendAsync(texts);
        await using var one = await queue.StartHostAsync(null, ("batchSize", "4"));
        await using var other = await queue.StartHostAsync(null, ("batchSize", "4"));

        await Waits(one, 4);
        await Waits(other, 4);
        one.Recorder.Waiting.Gate.Release(24);
        other.Recorder.Waiting.Gate.Release(24);
        await queue.WaitUntilEmptyAsync();

        var ran = one.Recorder.Seen("message tried").Concat(other.Recorder.Seen("message tried")).Cast<string>();
        Assert.Equal(texts.Order(StringComparer.Ordinal), ran.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Message_is_kept_hidden_while_its_function_runs()
    {
        var time = new FakeTimeProvider(DateTimeOffset.UtcNow);
        var queue = new SampleQueue(storage);
        await queue.SendAsync("waits");
        var setup = new TestHostSetup
        {
            TimeProvider = time,
            Settings = new Dictionary<string, string?> { ["AzureFunctionsJobHost__logging__logLevel__Host.Triggers"] = "Debug" },
        };
        await using var host = await queue.StartHostAsync(setup);
        await Waits(host, 1);

        for (var renewal = 1; renewal <= 2; renewal++)
        {
            time.Advance(TimeSpan.FromMinutes(5));
            await Eventually.TrueAsync(
                () => host.Logs.Count(entry => entry.Message.Contains("keeps message", StringComparison.Ordinal)) == renewal, "renewed");
        }

        // By its newest receipt, or it would stay.
        host.Recorder.Waiting.Gate.Release();
        await queue.WaitUntilEmptyAsync();
    }

    [Fact]
    public async Task Message_whose_worker_dies_runs_again_on_the_next()
    {
        var queue = new SampleQueue(storage);
        await queue.SendAsync("dies once");
        await using var host = await queue.StartHostAsync(new TestHostSetup { Worker = new WorkerProcess(NullLogger.Instance) });

        await queue.WaitUntilEmptyAsync();

        Assert.Single(host.Logs, entry => entry.Category == "Function.Message" && entry.Message.Contains("succeeded", StringComparison.Ordinal));
        Assert.Empty(await queue.PoisonAsync());
    }

    [Fact]
    public async Task Stop_lets_a_running_message_end_and_takes_no_other()
    {
        var queue = new SampleQueue(storage);
        await queue.SendAsync("waits");
        await using var host = await queue.StartHostAsync();
        await Waits(host, 1);

        var stopping = host.Host.StopAsync(Cancellation);
        await queue.SendAsync("comes too late");
        host.Recorder.Waiting.Gate.Release();
        await stopping;

        Assert.Equal(["waits"], host.Recorder.Seen("message"));
        Assert.Equal("comes too late", (await queue.ReceiveAsync()).MessageText);
    }

    [Fact]
    public async Task Message_that_a_stop_cuts_off_comes_again_at_once()
    {
        var queue = new SampleQueue(storage);
        await queue.SendAsync("waits");
        var host = await queue.StartHostAsync(new TestHostSetup { StopTimeout = TimeSpan.Zero });
        await Waits(host, 1);

        await host.DisposeAsync();

        Assert.Empty(host.Recorder.Seen("message"));
        Assert.Equal(2, (await queue.ReceiveAsync()).DequeueCount);
    }

    private static Task Waits(TestHost host, int count) =>
        Eventually.TrueAsync(() => host.Recorder.Seen("message waits").Count >= count, $"{count} functions wait");
}
