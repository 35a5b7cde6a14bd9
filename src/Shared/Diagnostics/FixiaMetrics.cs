using System.Diagnostics.Metrics;

namespace Fixia.Shared.Diagnostics;

/// <summary>The instruments of the meter <c>Fixia</c>. No dimension holds a user, a token or a payload.</summary>
public sealed class FixiaMetrics
{
    /// <summary>The name of the meter and of the activity source.</summary>
    public const string Name = "Fixia";

    private readonly Counter<long> connections;
    private readonly Counter<long> negotiations;
    private readonly Counter<long> pushes;
    private readonly Counter<long> unreadable;
    private readonly Histogram<double> deliveryLatency;
    private readonly Histogram<double> changeFeedLag;
    private readonly Histogram<double> queueLag;
    private readonly Counter<long> stalledBatches;
    private readonly Counter<long> overdue;
    private readonly Histogram<int> changeFeedBatch;
    private readonly Histogram<int> syncPage;

    /// <summary>Creates the instruments.</summary>
    public FixiaMetrics(IMeterFactory meters)
    {
        var meter = meters.Create(Name);
        connections = meter.CreateCounter<long>("fixia.connections", "{event}", "Connections opened and closed.");
        negotiations = meter.CreateCounter<long>("fixia.negotiations", "{request}", "Negotiate requests by result.");
        pushes = meter.CreateCounter<long>("fixia.pushes", "{event}", "Events pushed, by event and outcome.");
        unreadable = meter.CreateCounter<long>("fixia.changefeed.unreadable", "{document}", "What could not be served and was set aside as a dead letter.");
        deliveryLatency = meter.CreateHistogram<double>("fixia.delivery.latency", "ms", "From created_at to the accepted push.");
        changeFeedLag = meter.CreateHistogram<double>("fixia.changefeed.lag", "ms", "From the last write to its arrival in a batch.");
        queueLag = meter.CreateHistogram<double>("fixia.queue.lag", "ms", "From when work was due to when a queue message brought it.");
        stalledBatches = meter.CreateCounter<long>("fixia.batches.stalled", "{batch}", "Batches that stood still and were woken again.");
        overdue = meter.CreateCounter<long>("fixia.scheduled.overdue", "{document}", "Scheduled work that no message woke for half an hour, and that was woken again.");
        changeFeedBatch = meter.CreateHistogram<int>("fixia.changefeed.batch", "{document}", "Documents in a batch.");
        syncPage = meter.CreateHistogram<int>("fixia.sync.page", "{notification}", "Notifications in a sync response.");
    }

    /// <summary>A connection was opened.</summary>
    public void ConnectionOpened() => connections.Add(1, Tag("state", "opened"));

    /// <summary>A connection was closed.</summary>
    public void ConnectionClosed() => connections.Add(1, Tag("state", "closed"));

    /// <summary>A negotiate request ended with <paramref name="result"/>: <c>ok</c>, or the reason of the refusal.</summary>
    public void Negotiated(string result) => negotiations.Add(1, Tag("result", result));

    /// <summary>An event was pushed.</summary>
    public void Pushed(string eventName, string outcome) => pushes.Add(1, Tag("event", eventName), Tag("outcome", outcome));

    /// <summary>A notification was delivered <paramref name="latency"/> after its creation.</summary>
    public void Delivered(TimeSpan latency) => deliveryLatency.Record(latency.TotalMilliseconds);

    /// <summary>A batch of the change feed arrived.</summary>
    public void BatchReceived(string container, int documents) => changeFeedBatch.Record(documents, Tag("container", container));

    /// <summary>A change arrived <paramref name="lag"/> after it was written.</summary>
    public void ChangeReceived(string container, TimeSpan lag) => changeFeedLag.Record(lag.TotalMilliseconds, Tag("container", container));

    /// <summary>A message of a queue brought work <paramref name="lag"/> after it was due.</summary>
    public void WorkReceived(string queue, TimeSpan lag) => queueLag.Record(Math.Max(0, lag.TotalMilliseconds), Tag("queue", queue));

    /// <summary>Scheduled work was found that no message woke.</summary>
    public void FoundOverdue(int documents) => overdue.Add(documents);

    /// <summary>A batch stood still.</summary>
    public void BatchStalled() => stalledBatches.Add(1);

    /// <summary>A document that can't be read, or what a batch held for one user, was set aside.</summary>
    public void SetAside(string container) => unreadable.Add(1, Tag("container", container));

    /// <summary>A sync was answered.</summary>
    public void Synced(int notifications) => syncPage.Record(notifications);

    private static KeyValuePair<string, object?> Tag(string key, object value) => new(key, value);
}
