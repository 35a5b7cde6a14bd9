using Fixia.Shared.Analytics;
using Fixia.Shared.Diagnostics;
using Fixia.Shared.Journal;
using Fixia.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Fixia.Shared.Tests.Journal;

/// <summary>What processes do, and what is reported of it while it is new. The year is one that no other test is in.</summary>
public sealed class PulseTests(CosmosDatabase database) : IAsyncDisposable
{
    private static readonly DateTimeOffset Noon = new(2033, 1, 1, 12, 0, 0, TimeSpan.Zero);
    private readonly ServiceProvider meters = new ServiceCollection().AddMetrics().AddSingleton<FixiaMetrics>().BuildServiceProvider();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private FixiaMetrics Metrics => meters.GetRequiredService<FixiaMetrics>();

    public ValueTask DisposeAsync() => meters.DisposeAsync();

    [Fact]
    public async Task Ten_seconds_after_the_first_thing_that_a_process_did_it_tells_all_that_it_did()
    {
        var time = new FakeTimeProvider(Noon);
        var store = new PushStore(database.Client);
        using var pulse = new Pulse(store, Metrics, time, NullLogger<Pulse>.Instance);
        await using var others = new ServiceCollection().AddMetrics().AddSingleton<FixiaMetrics>().BuildServiceProvider();
        time.Advance(TimeSpan.FromMinutes(1));

        Metrics.Sent("Accepted");
        Metrics.Sent("Accepted");
        others.GetRequiredService<FixiaMetrics>().Sent("Accepted");
        time.Advance(TimeSpan.FromSeconds(9));
        Metrics.Sent("Rejected");
        Metrics.Sent("Failed");
        Metrics.Delivered(TimeSpan.FromMilliseconds(70));
        Metrics.Delivered(TimeSpan.FromSeconds(3));
        Metrics.ChangeReceived("notifications", TimeSpan.FromMilliseconds(800));
        Metrics.ChangeReceived("notifications", TimeSpan.FromMilliseconds(300));
        Metrics.ChangeReceived("scheduled", TimeSpan.FromMinutes(9));
        time.Advance(TimeSpan.FromSeconds(1));
        await Patience.UntilAsync(async () => (await BeatsAsync()).Count > 0, "the beat was written");

        // Nothing happens, and nothing is told of it.
        time.Advance(TimeSpan.FromMinutes(10));
        Metrics.Delivered(TimeSpan.FromMilliseconds(70));
        await pulse.BeatAsync(Token);

        var beats = (await BeatsAsync()).OrderBy(beat => beat.At).ToList();
        Assert.Equal([(2, 1, 1, 800), (0, 0, 0, 0)], beats.Select(beat => ((int)beat.Pushes, (int)beat.Rejected, (int)beat.Failed, (int)beat.LagMs)));
        Assert.Equal((Noon.AddSeconds(70), 2), (beats[0].At, beats[0].Latency.Counts.Sum()));
        Assert.Equal((1, 1), (beats[0].Latency.Counts[1], beats[0].Latency.Counts[6]));
        Assert.Single(beats.Select(beat => beat.Instance).Distinct());

        Task<IReadOnlyList<Beat>> BeatsAsync() => store.ReadBeatsAsync(Noon, Noon.AddHours(1), Token);
    }

    [Fact]
    public void A_report_sums_up_the_beats_of_its_minutes_and_shows_where_nothing_happened()
    {
        var now = Noon.AddSeconds(5);
        Beat[] beats =
        [
            Beat("a", now.AddSeconds(-60), 1000, 50),
            Beat("a", now.AddSeconds(-59), 10, 50),
            Beat("b", now.AddSeconds(-58), 20, 3_000),
            Beat("a", now.AddSeconds(-1), 30, 150),
            Beat("c", now.AddSeconds(1), 1000, 50),
        ];

        var report = LiveReport.Of(beats, now, 1);

        Assert.Equal((now, 1, 60, 1.0, 2), (report.At, report.Minutes, report.Pushes, report.PushesPerSecond, report.Instances));
        Assert.Equal((3, 6, 3_000), (report.Rejected, report.Failed, report.LagMs));
        Assert.Equal(3, report.Latency.Counts.Sum());
        Assert.Equal(Enumerable.Range(0, 7).Select(i => Noon.AddSeconds(-60 + (i * 10))), report.Series.Select(point => point.Start));
        Assert.Equal([30, 0, 0, 0, 0, 0, 30], report.Series.Select(point => point.Pushes));
        Assert.Equal([3_000, 0, 0, 0, 0, 0, 150], report.Series.Select(point => point.LagMs));
        Assert.Null(report.Series[1].P50);
        Assert.InRange(report.Series[0].P95!.Value, 2_000, 5_000);
        Assert.InRange(report.Series[6].P50!.Value, 100, 200);

        static Beat Beat(string instance, DateTimeOffset at, long pushes, long ms) => new()
        {
            Id = "",
            At = at,
            Instance = instance,
            Pushes = pushes,
            Rejected = 1,
            Failed = 2,
            LagMs = ms,
            Latency = Histogram.Of([TimeSpan.FromMilliseconds(ms)]),
        };
    }

    [Fact]
    public void Of_nothing_there_is_a_report_as_well()
    {
        var report = LiveReport.Of([], Noon, 60);
        Assert.Equal((0, 0.0, 0, 0, 361), (report.Pushes, report.PushesPerSecond, report.Instances, report.LagMs, report.Series.Count));
        Assert.Null(report.Latency.P50);
    }
}
