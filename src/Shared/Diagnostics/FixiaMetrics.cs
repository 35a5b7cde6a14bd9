using System.Diagnostics.Metrics;

namespace Fixia.Shared.Diagnostics;

/// <summary>The instruments of the meter <c>Fixia</c>. No dimension holds a user, a token or a payload.</summary>
public sealed class FixiaMetrics
{
    /// <summary>The name of the meter and of the activity source.</summary>
    public const string Name = "Fixia";

    /// <summary>What was sent to the devices of a user, or to everybody's, whatever events it held; by <see cref="Outcome"/>.</summary>
    public const string Sends = "fixia.sends";

    /// <summary>From the creation of a notification to its accepted push, in ms.</summary>
    public const string DeliveryLatency = "fixia.delivery.latency";

    /// <summary>From the last write to its arrival in a batch of the change feed, in ms; by <see cref="Container"/>.</summary>
    public const string ChangeFeedLag = "fixia.changefeed.lag";

    /// <summary>The dimension that holds a <c>PushOutcome</c>.</summary>
    public const string Outcome = "outcome";

    /// <summary>The dimension that holds the container of a change feed.</summary>
    public const string Container = "container";

    private readonly Counter<long> connections;
    private readonly Counter<long> negotiations;
    private readonly Counter<long> pushes;
    private readonly Counter<long> sends;
    private readonly Counter<long> droppedEntries;
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
        Meter = meters.Create(Name);
        connections = Meter.CreateCounter<long>("fixia.connections", "{event}", "Connections opened and closed.");
        negotiations = Meter.CreateCounter<long>("fixia.negotiations", "{request}", "Negotiate requests by result.");
        pushes = Meter.CreateCounter<long>("fixia.pushes", "{event}", "Events pushed, by event and outcome.");
        sends = Meter.CreateCounter<long>(Sends, "{message}", "What was sent to users, by outcome.");
        droppedEntries = Meter.CreateCounter<long>("fixia.journal.dropped", "{entry}", "What could not be noted of pushes, because too much waited for the store.");
        unreadable = Meter.CreateCounter<long>("fixia.changefeed.unreadable", "{document}", "What could not be served and was set aside as a dead letter.");
        deliveryLatency = Meter.CreateHistogram<double>(DeliveryLatency, "ms", "From created_at to the accepted push.");
        changeFeedLag = Meter.CreateHistogram<double>(ChangeFeedLag, "ms", "From the last write to its arrival in a batch.");
        queueLag = Meter.CreateHistogram<double>("fixia.queue.lag", "ms", "From when work was due to when a queue message brought it.");
        stalledBatches = Meter.CreateCounter<long>("fixia.batches.stalled", "{batch}", "Batches that stood still and were woken again.");
        overdue = Meter.CreateCounter<long>("fixia.scheduled.overdue", "{document}", "Scheduled work that no message woke for half an hour, and that was woken again.");
        changeFeedBatch = Meter.CreateHistogram<int>("fixia.changefeed.batch", "{document}", "Documents in a batch.");
        syncPage = Meter.CreateHistogram<int>("fixia.sync.page", "{notification}", "Notifications in a sync response.");
    }

    /// <summary>The meter, which tells what this product measures from what another one in the same process does.</summary>
    public Meter Meter { get; }

    /// <summary>A connection was opened.</summary>
    public void ConnectionOpened() => connections.Add(1, Tag("state", "opened"));

    /// <summary>A connection was closed.</summary>
    public void ConnectionClosed() => connections.Add(1, Tag("state", "closed"));

    /// <summary>A negotiate request ended with <paramref name="result"/>: <c>ok</c>, or the reason of the refusal.</summary>
    public void Negotiated(string result) => negotiations.Add(1, Tag("result", result));

    /// <summary>An event was pushed.</summary>
    public void Pushed(string eventName, string outcome) => pushes.Add(1, Tag("event", eventName), Tag(Outcome, outcome));

    /// <summary>Something was sent to the devices of a user, or to everybody's.</summary>
    public void Sent(string outcome) => sends.Add(1, Tag(Outcome, outcome));

    /// <summary>Something could not be noted in the journal of pushes.</summary>
    public void EntryDropped() => droppedEntries.Add(1);

    /// <summary>A notification was delivered <paramref name="latency"/> after its creation.</summary>
    public void Delivered(TimeSpan latency) => deliveryLatency.Record(latency.TotalMilliseconds);

    /// <summary>A batch of the change feed arrived.</summary>
    public void BatchReceived(string container, int documents) => changeFeedBatch.Record(documents, Tag(Container, container));

    /// <summary>A change arrived <paramref name="lag"/> after it was written.</summary>
    public void ChangeReceived(string container, TimeSpan lag) => changeFeedLag.Record(lag.TotalMilliseconds, Tag(Container, container));

    /// <summary>A message of a queue brought work <paramref name="lag"/> after it was due.</summary>
    public void WorkReceived(string queue, TimeSpan lag) => queueLag.Record(Math.Max(0, lag.TotalMilliseconds), Tag("queue", queue));

    /// <summary>Scheduled work was found that no message woke.</summary>
    public void FoundOverdue(int documents) => overdue.Add(documents);

    /// <summary>A batch stood still.</summary>
    public void BatchStalled() => stalledBatches.Add(1);

    /// <summary>A document that can't be read, or what a batch held for one user, was set aside.</summary>
    public void SetAside(string container) => unreadable.Add(1, Tag(Container, container));

    /// <summary>A sync was answered.</summary>
    public void Synced(int notifications) => syncPage.Record(notifications);

    private static KeyValuePair<string, object?> Tag(string key, object value) => new(key, value);
}
