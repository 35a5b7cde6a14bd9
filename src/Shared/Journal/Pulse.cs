using System.Diagnostics.Metrics;
using Fixia.Shared.Data;
using Fixia.Shared.Diagnostics;
using Fixia.Shared.Realtime;
using Microsoft.Extensions.Logging;

namespace Fixia.Shared.Journal;

/// <summary>
/// Sums up what this process does, and writes it down as a <see cref="Beat"/> ten seconds after the first thing that it did. It reads the
/// metrics, so that live figures and dashboards say the same. A process that does nothing writes nothing.
/// </summary>
public sealed partial class Pulse : IDisposable
{
    private readonly string instance = Guid.NewGuid().ToString("N")[..12];
    private readonly PushStore store;
    private readonly TimeProvider time;
    private readonly ILogger<Pulse> logger;
    private readonly MeterListener listener = new();
    private readonly ITimer timer;
    private readonly Lock gate = new();
    private readonly List<TimeSpan> latencies = [];
    private long pushes;
    private long rejected;
    private long failed;
    private long lagMs;
    private bool isBeating;

    /// <summary>Begins to listen.</summary>
    public Pulse(PushStore store, FixiaMetrics metrics, TimeProvider time, ILogger<Pulse> logger)
    {
        (this.store, this.time, this.logger) = (store, time, logger);
        using (ExecutionContext.SuppressFlow())
        {
            timer = time.CreateTimer(_ => _ = BeatLaterAsync(), state: null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        }

        listener.InstrumentPublished = (instrument, self) =>
        {
            // There may be several products in one process.
            if (ReferenceEquals(instrument.Meter, metrics.Meter) && instrument.Name is FixiaMetrics.Sends or FixiaMetrics.DeliveryLatency or FixiaMetrics.ChangeFeedLag)
            {
                self.EnableMeasurementEvents(instrument);
            }
        };
        listener.SetMeasurementEventCallback<long>((_, count, tags, _) => Sent(count, Value(tags, FixiaMetrics.Outcome)));
        listener.SetMeasurementEventCallback<double>((instrument, ms, tags, _) => Measured(instrument.Name, ms, Value(tags, FixiaMetrics.Container)));
        listener.Start();
    }

    /// <summary>Writes down what was done since the last beat, if anything was.</summary>
    /// <exception cref="Microsoft.Azure.Cosmos.CosmosException">The store failed; what was to be written is lost: it would be no news later.</exception>
    public async Task BeatAsync(CancellationToken cancellationToken)
    {
        Beat beat;
        lock (gate)
        {
            if (!isBeating)
            {
                return;
            }

            beat = new Beat
            {
                Id = Guid.NewGuid().ToString("N"),
                At = time.GetUtcNow(),
                Instance = instance,
                Pushes = pushes,
                Rejected = rejected,
                Failed = failed,
                Latency = Histogram.Of(latencies),
                LagMs = lagMs,
            };
            (pushes, rejected, failed, lagMs, isBeating) = (0, 0, 0, 0, false);
            latencies.Clear();
        }

        await store.WriteAsync(beat, cancellationToken);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        listener.Dispose();
        timer.Dispose();
    }

    private static string? Value(ReadOnlySpan<KeyValuePair<string, object?>> tags, string key)
    {
        foreach (var tag in tags)
        {
            if (tag.Key == key)
            {
                return tag.Value as string;
            }
        }

        return null;
    }

    private void Sent(long count, string? outcome) => Note(() =>
    {
        switch (outcome)
        {
            case nameof(PushOutcome.Accepted):
                pushes += count;
                break;
            case nameof(PushOutcome.Rejected):
                rejected += count;
                break;
            default:
                failed += count;
                break;
        }
    });

    private void Measured(string instrument, double ms, string? container)
    {
        if (instrument == FixiaMetrics.DeliveryLatency)
        {
            Note(() => latencies.Add(TimeSpan.FromMilliseconds(ms)));
        }
        else if (container == FixiaDatabase.Notifications)
        {
            Note(() => lagMs = Math.Max(lagMs, (long)ms));
        }
    }

    private void Note(Action note)
    {
        lock (gate)
        {
            note();
            if (isBeating)
            {
                return;
            }

            isBeating = true;
        }

        timer.Change(Beat.Length, Timeout.InfiniteTimeSpan);
    }

    private async Task BeatLaterAsync()
    {
        try
        {
            await BeatAsync(CancellationToken.None);
        }
        catch (Exception e)
        {
            LogNotWritten(e.GetType().Name);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "What this process did in the last seconds could not be written down: {Failure}")]
    private partial void LogNotWritten(string failure);
}
