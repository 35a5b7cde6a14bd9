using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using Fixia.Shared.Diagnostics;

namespace Fixia.Tests.Support;

/// <summary>Collects what the product records, as an exporter would, while it lives.</summary>
public sealed class Telemetry : IDisposable
{
    private readonly ConcurrentQueue<Activity> ended = new();
    private readonly ConcurrentQueue<Measured> measurements = new();
    private readonly ActivityListener activities;
    private readonly MeterListener meters = new();

    /// <summary>Listens to the source <c>Fixia</c>, and to the meter that was made by <paramref name="scope"/>.</summary>
    /// <param name="scope">The factory of the meter, which tells it from the meters of tests that run side by side.</param>
    public Telemetry(IMeterFactory scope)
    {
        activities = new ActivityListener
        {
            ShouldListenTo = source => source.Name == FixiaMetrics.Name,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = ended.Enqueue,
        };
        ActivitySource.AddActivityListener(activities);
        meters.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Name == FixiaMetrics.Name && ReferenceEquals(instrument.Meter.Scope, scope))
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        meters.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Add(instrument, value, tags));
        meters.SetMeasurementEventCallback<int>((instrument, value, tags, _) => Add(instrument, value, tags));
        meters.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Add(instrument, value, tags));
        meters.Start();
    }

    /// <summary>Everything that was measured.</summary>
    public IReadOnlyCollection<Measured> Measurements => measurements;

    /// <summary>The spans that ended, of all tests that run: pick by trace id.</summary>
    public IReadOnlyCollection<Activity> Activities => ended;

    /// <inheritdoc/>
    public void Dispose()
    {
        activities.Dispose();
        meters.Dispose();
    }

    private void Add(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags) =>
        measurements.Enqueue(new Measured(instrument.Name, value, string.Join(' ', tags.ToArray().Select(tag => $"{tag.Key}={tag.Value}"))));
}
