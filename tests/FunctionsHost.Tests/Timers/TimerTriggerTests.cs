using Azure.Storage.Blobs;
using FunctionsHost.Samples;
using FunctionsHost.Tests.StorageQueues;
using FunctionsHost.Tests.Support;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Time.Testing;

namespace FunctionsHost.Tests.Timers;

/// <summary>Timer triggers on a real worker, with their locks and their status in Azurite, by a clock that the tests set.</summary>
public sealed class TimerTriggerTests(SampleStorage storage) : IClassFixture<SampleStorage>
{
    private static readonly DateTimeOffset Nine = new(2026, 11, 26, 9, 0, 0, TimeSpan.Zero);

    private readonly string _hostId = Guid.NewGuid().ToString("N");
    private readonly FakeTimeProvider _time = new(Nine.AddMinutes(-30));

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Timer_fires_at_its_time_with_its_status()
    {
        await using var host = await StartAsync();
        _time.Advance(TimeSpan.FromMinutes(29));
        _time.Advance(TimeSpan.FromMinutes(1));
        await Runs(host, 1);
        _time.Advance(TimeSpan.FromDays(1));
        await Runs(host, 2);

        var runs = Timers(host);
        Assert.All(runs, run => Assert.False(run.IsPastDue));
        Assert.Equal(Nine.UtcDateTime, runs[0].ScheduleStatus!.Next.ToUniversalTime());
        Assert.Equal(default, runs[0].ScheduleStatus!.Last);
        Assert.Equal(Nine.UtcDateTime, runs[1].ScheduleStatus!.Last.ToUniversalTime());
        Assert.Equal(Nine.AddDays(1).UtcDateTime, runs[1].ScheduleStatus!.Next.ToUniversalTime());
    }

    [Fact]
    public async Task Time_span_fires_that_long_after_the_start_and_after_each_run()
    {
        await using var host = await StartAsync("02:00:00");
        _time.Advance(TimeSpan.FromHours(2));
        await Runs(host, 1);
        _time.Advance(TimeSpan.FromHours(2));
        await Runs(host, 2);

        Assert.Equal(_time.GetUtcNow().UtcDateTime, Timers(host)[1].ScheduleStatus!.Next.ToUniversalTime());
    }

    [Fact]
    public async Task Timer_runs_once_at_a_time_however_often_it_is_due()
    {
        await using var host = await StartAsync("*/10 * * * * *", new Recorder { MakesTimersWait = true });
        _time.Advance(TimeSpan.FromSeconds(10));
        await Waits(host, 1);
        for (var due = 0; due < 10; due++)
        {
            _time.Advance(TimeSpan.FromSeconds(10));
        }

        host.Recorder.Waiting.Gate.Release();
        await Waits(host, 2);
        host.Recorder.Waiting.Gate.Release();
        await Runs(host, 2);

        Assert.Equal([1, 1], host.Recorder.Seen("timer waits"));
        Assert.All(Timers(host), run => Assert.Null(run.ScheduleStatus));
    }

    [Fact]
    public async Task Runs_that_were_missed_come_once_as_past_due()
    {
        await using (await StartAsync())
        {
        }

        _time.Advance(TimeSpan.FromDays(3));
        await using var host = await StartAsync();
        await Runs(host, 1);
        _time.Advance(TimeSpan.FromDays(1));
        await Runs(host, 2);

        Assert.Equal([true, false], Timers(host).Select(run => run.IsPastDue));
        Assert.Equal(Nine.UtcDateTime, Timers(host)[0].ScheduleStatus!.Next.ToUniversalTime());
    }

    [Fact]
    public async Task Run_that_a_stop_cuts_off_comes_again_as_past_due()
    {
        var host = await StartAsync(recorder: new Recorder { MakesTimersWait = true });
        _time.Advance(TimeSpan.FromMinutes(30));
        await Waits(host, 1);
        await host.Host.StopAsync(new CancellationToken(canceled: true));
        await host.DisposeAsync();

        _time.Advance(TimeSpan.FromMinutes(1));
        await using var next = await StartAsync();
        await Runs(next, 1);

        Assert.Empty(host.Recorder.Seen("timer"));
        Assert.True(Timers(next)[0].IsPastDue);
    }

    [Fact]
    public async Task Stop_lets_a_run_end()
    {
        var host = await StartAsync(recorder: new Recorder { MakesTimersWait = true });
        _time.Advance(TimeSpan.FromMinutes(30));
        await Waits(host, 1);
        var stopping = host.Host.StopAsync(Cancellation);
        host.Recorder.Waiting.Gate.Release();
        await stopping;
        await host.DisposeAsync();

        Assert.Single(Timers(host));
        Assert.Contains("\"Last\":\"2026-11-26T09:00:00+00:00\"", await StatusAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_of_two_hosts_runs_it_and_the_other_takes_over()
    {
        // By the real clock: the lock of a host whose clock stands still would end.
        var one = await StartAsync("*/2 * * * * *", time: TimeProvider.System);
        await using var other = await TestHost.StartAsync(Setup("*/2 * * * * *", time: TimeProvider.System));
        await Logs(other, "Timer runs on another host");
        await Runs(one, 2);
        Assert.Empty(Timers(other));

        await one.DisposeAsync();
        await Runs(other, 1);
    }

    [Fact]
    public async Task Run_that_fails_is_tried_again_by_the_retry_policy_and_then_over()
    {
        await using var host = await StartAsync(recorder: new Recorder { FailuresLeft = 3 });
        _time.Advance(TimeSpan.FromMinutes(30));
        await Eventually.TrueAsync(
            () =>
            {
                _time.Advance(TimeSpan.FromSeconds(1));
                return host.Recorder.Seen("timer tried").Count == 3;
            },
            "the run is tried three times");
        _time.Advance(TimeSpan.FromDays(1));
        await Runs(host, 1);

        Assert.Equal(4, host.Recorder.Seen("timer tried").Count);
        Assert.False(Timers(host)[0].IsPastDue);
    }

    [Fact]
    public async Task Timer_that_is_marked_so_runs_when_the_host_starts()
    {
        await using var host = await StartAsync();

        await Eventually.TrueAsync(() => host.Recorder.Seen("startup").Count == 1, "it runs");

        Assert.Empty(Timers(host));
    }

    /// <summary>Starts a host, and waits until it waits for the timer's time.</summary>
    private async Task<TestHost> StartAsync(string schedule = "0 0 9 * * *", Recorder? recorder = null, TimeProvider? time = null)
    {
        var host = await TestHost.StartAsync(Setup(schedule, recorder, time));
        await Logs(host, "Timer runs next at");
        return host;
    }

    private TestHostSetup Setup(string schedule, Recorder? recorder = null, TimeProvider? time = null) => new()
    {
        TimeProvider = time ?? _time,
        Recorder = recorder ?? new Recorder(),
        Settings = new Dictionary<string, string?>
        {
            ["AzureWebJobsStorage"] = storage.ConnectionString,
            ["AzureFunctionsWebHost__hostid"] = _hostId,
            ["Schedule"] = schedule,
        },
    };

    private async Task<string> StatusAsync()
    {
        var service = new BlobServiceClient(storage.ConnectionString, new BlobClientOptions(BlobClientOptions.ServiceVersion.V2025_05_05));
        var blob = service.GetBlobContainerClient("azure-webjobs-hosts").GetBlobClient($"timers/{_hostId}/Host.Functions.Timer/status");
        return (await blob.DownloadContentAsync(Cancellation)).Value.Content.ToString();
    }

    private static List<TimerInfo> Timers(TestHost host) => [.. host.Recorder.Seen("timer").Cast<TimerInfo>()];

    private static Task Logs(TestHost host, string start) => Eventually.TrueAsync(
        () => host.Logs.Any(entry => entry.Message.StartsWith(start, StringComparison.Ordinal)), $"the host logs: {start}");

    private static Task Runs(TestHost host, int count) => Eventually.TrueAsync(() => Timers(host).Count >= count, $"{count} runs");

    private static Task Waits(TestHost host, int count) =>
        Eventually.TrueAsync(() => host.Recorder.Seen("timer waits").Count >= count, $"{count} runs wait");
}
