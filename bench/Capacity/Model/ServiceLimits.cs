namespace Fixia.Capacity.Model;

/// <summary>What the services hold and serve, as they document it.</summary>
public static class ServiceLimits
{
    /// <summary>Connections of a Web PubSub unit (https://learn.microsoft.com/azure/azure-web-pubsub/concept-billing-model).</summary>
    public const int ConnectionsPerUnit = 1_000;

    /// <summary>The share of them to plan for (the same page).</summary>
    public const double PlannedShare = 0.8;

    /// <summary>
    /// Sends to a user by REST that a unit serves in a second, at a 99th percentile below 1 s
    /// (https://learn.microsoft.com/azure/azure-web-pubsub/concept-performance#send-to-user-through-rest-api). A send to a group has
    /// no figure by REST; here a group is a user's.
    /// </summary>
    public const double SendsPerUnit = 180;

    /// <summary>Messages of a broadcast that a unit puts out in a second (the same page, broadcast through REST API).</summary>
    public const double BroadcastPerUnit = 3_000;

    /// <summary>Events that a unit takes to the webhook in a second (the same page, triggering Cloud Event, echo).</summary>
    public const double UpstreamPerUnit = 500;

    /// <summary>Bytes of outbound traffic that count as one message (concept-billing-model).</summary>
    public const double BytesPerMessage = 2_000;

    /// <summary>Messages of a unit and day that its price includes (the same page).</summary>
    public const double FreeMessagesPerUnitDay = 1_000_000;

    /// <summary>
    /// Units of Standard_S1 and Premium_P1 (https://learn.microsoft.com/azure/azure-web-pubsub/howto-scale-manual-scale), and the
    /// hundreds of Premium_P2.
    /// </summary>
    public static readonly int[] Units = [.. Enumerable.Range(1, 10), .. Enumerable.Range(2, 9).Select(tens => tens * 10), .. Enumerable.Range(2, 9).Select(hundreds => hundreds * 100)];

    /// <summary>The most units below Premium_P2.</summary>
    public const int MostUnitsOfP1 = 100;

    /// <summary>Request units a second of a physical partition (https://learn.microsoft.com/azure/cosmos-db/partitioning-overview#physical-partitions).</summary>
    public const double RequestUnitsPerPartition = 10_000;

    /// <summary>GB of a physical partition (the same page).</summary>
    public const double GigabytesPerPartition = 50;

    /// <summary>Autoscale goes up to steps of this, and down to a tenth (https://learn.microsoft.com/azure/cosmos-db/provision-throughput-autoscale).</summary>
    public const double AutoscaleStep = 1_000;

    /// <summary>
    /// HTTP requests that an instance works on side by side, for each GB: 4, 16 and 32 at 0.5, 2 and 4 GB
    /// (https://learn.microsoft.com/azure/azure-functions/functions-concurrency#http-trigger-concurrency).
    /// </summary>
    public const double RequestsPerGigabyte = 8;

    /// <summary>Seconds between two new instances for HTTP (https://learn.microsoft.com/azure/azure-functions/event-driven-scaling#understanding-scaling-behaviors).</summary>
    public const double InstanceEvery = 1;

    /// <summary>Seconds that an execution is billed for at least (https://learn.microsoft.com/azure/azure-functions/flex-consumption-plan#billing).</summary>
    public const double LeastBilledSeconds = 1;

    /// <summary>Telemetry records a second that the host keeps of an instance (https://learn.microsoft.com/azure/azure-functions/functions-host-json#applicationinsightssamplingsettings).</summary>
    public const double SampledRecordsPerSecond = 20;
}
