namespace Fixia.Capacity.Model;

/// <summary>What no page documents and no program of ours measured. docs/operations.md states each.</summary>
public static class Assumptions
{
    /// <summary>How many users come by on a day, for each that is connected at peak.</summary>
    public const double UsersPerPeak = 3;

    /// <summary>How often one of them comes on a day.</summary>
    public const double VisitsPerDay = 3;

    /// <summary>Notifications of a user and day.</summary>
    public const double NotificationsPerDay = 20;

    /// <summary>The share of them that is read one by one.</summary>
    public const double ReadShare = 0.5;

    /// <summary>Users of a large send.</summary>
    public const int LargeSend = 100_000;

    /// <summary>Bytes of a notification, stored or sent, and of an event to the webhook with its headers.</summary>
    public const double MessageBytes = 1_000;

    /// <summary>Days that notifications are kept.</summary>
    public const double KeptDays = 30;

    /// <summary>Processor seconds of an HTTP request or a socket event: an instance of 2 GB, which has one processor, answers 500 a second.</summary>
    public const double RequestCpu = 0.002;

    /// <summary>Processor seconds of the push to one user.</summary>
    public const double PushCpu = 0.001;

    /// <summary>The same where the inboxes of many users are read at once: bench/Load has a third of the time then.</summary>
    public const double GatheredPushCpu = 0.0004;

    /// <summary>Processor seconds of one notification of a large send.</summary>
    public const double BulkCpu = 0.0005;

    /// <summary>Seconds of one request to Cosmos DB.</summary>
    public const double StoreSeconds = 0.005;

    /// <summary>
    /// Seconds after which the Cosmos DB SDK gives a throttled request up. It tries nine times more
    /// (CosmosClientOptions.MaxRetryAttemptsOnRateLimitedRequests), each after the wait that the service asks for.
    /// </summary>
    public const double ThrottlePatience = 5;

    /// <summary>Seconds of one call of Web PubSub.</summary>
    public const double SendSeconds = 0.010;

    /// <summary>Seconds from a browser to Azure, or back.</summary>
    public const double NetworkSeconds = 0.020;

    /// <summary>Seconds that a new instance needs to its first answer: what bench/ColdStart measures, and the platform's own.</summary>
    public const double ColdStartSeconds = 2;

    /// <summary>GB of an instance with one whole processor; smaller ones have that much less of it.</summary>
    public const double GigabytesPerProcessor = 2;

    /// <summary>How busy the processors of the instances may be before another one is added.</summary>
    public const double InstanceLoad = 0.6;

    /// <summary>Change-feed functions that each keep one instance ready.</summary>
    public const int FeedFunctions = 3;

    /// <summary>Bytes of a telemetry record as it is billed.</summary>
    public const double RecordBytes = 1_000;

    /// <summary>Time series that an instance reports once a minute: the instruments of FixiaMetrics by their dimensions.</summary>
    public const double MetricSeries = 14;

    /// <summary>RU/s of three change feeds without changes, for each partition, and of their leases: docs/costs.md.</summary>
    public const double IdleFeedUnits = 42;

    /// <summary>The same for the leases.</summary>
    public const double IdleLeaseUnits = 10;
}
