using Fixia.Costs;

namespace Fixia.Capacity.Model;

/// <summary>A version of the product with its settings, as far as they cost anything.</summary>
/// <param name="Name">How reports call it.</param>
/// <param name="Costs">Request units by operation.</param>
public sealed record Product(string Name, IReadOnlyDictionary<string, Measured> Costs)
{
    /// <summary>Seconds between two pings that the functions answer (<c>endToEndPingMs</c> of the client).</summary>
    public double EndToEndPing { get; init; } = 600;

    /// <summary>Seconds between two pings that the service answers (<c>pingMs</c>).</summary>
    public double ServicePing { get; init; } = 30;

    /// <summary><c>Realtime__ConfirmConnections</c>: <c>connected</c> and <c>disconnected</c> reach the functions.</summary>
    public bool Confirms { get; init; } = true;

    /// <summary><c>Realtime__PollInterval</c> in seconds, told as <c>X-Poll-Interval</c>.</summary>
    public double PollInterval { get; init; } = 30;

    /// <summary><c>Realtime__LivePollInterval</c> in seconds, told as <c>X-Poll-Interval-Live</c>.</summary>
    public double LivePollInterval { get; init; } = 120;

    /// <summary>Whether devices add an announcement to their counts themselves; otherwise each syncs within 2 s.</summary>
    public bool CountsAnnouncements { get; init; } = true;

    /// <summary><c>Telemetry__TraceRatio</c>; the default of infra/main.bicep.</summary>
    public double TraceRatio { get; init; } = 0.05;

    /// <summary>Whether Web PubSub adds and removes units by the hour (Premium).</summary>
    public bool ScalesUnits { get; init; }

    /// <summary>
    /// Seconds that a negotiate waits for a Web PubSub that is away: the four retries of <c>WebPubSubClientFactory</c>, from 0.2 s on,
    /// doubled each time. It keeps its place meanwhile.
    /// </summary>
    public double GivingUp { get; init; } = 3;

    /// <summary>Whether negotiates fail at once while Web PubSub is known to be away.</summary>
    public bool BreaksNegotiate { get; init; } = true;

    /// <summary>How much more autoscale may reach than is calculated.</summary>
    public double RequestUnitsFactor { get; init; } = 1;

    /// <summary>GB of memory of an instance (<c>FIXIA_INSTANCE_MEMORY_MB</c>).</summary>
    public double InstanceGigabytes { get; init; } = 2;

    /// <summary>Processor seconds of a request on such an instance.</summary>
    public double RequestSeconds => Assumptions.RequestCpu * Assumptions.GigabytesPerProcessor / InstanceGigabytes;

    /// <summary>Requests that such an instance works on side by side.</summary>
    public int RequestsPerInstance => (int)(ServiceLimits.RequestsPerGigabyte * InstanceGigabytes);

    /// <summary>Telemetry records a second that the host keeps of an instance (<c>maxTelemetryItemsPerSecond</c>).</summary>
    public double SampledRecords { get; init; } = ServiceLimits.SampledRecordsPerSecond;

    /// <summary>This version, as deployed without any choice.</summary>
    public static Product Current { get; } = new("now", CostSheet.Read(Path.Combine(AppContext.BaseDirectory, "costs.json")));

    /// <summary>This version with every setting that saves.</summary>
    public static Product Lean { get; } = Current with
    {
        Name = "now, lean", EndToEndPing = 3600, TraceRatio = 0.01, Confirms = false, LivePollInterval = 3600, PollInterval = 60, ScalesUnits = true, SampledRecords = 1, InstanceGigabytes = 0.5,
    };

    /// <summary>
    /// The version before announcements were cached and polls were cheap: the request units that docs/costs.md had then, a ping to the
    /// functions every 30 s, and every trace exported.
    /// </summary>
    public static Product Before { get; } = new("before", CostSheet.Read(Path.Combine(AppContext.BaseDirectory, "before.json")))
    {
        EndToEndPing = 30, CountsAnnouncements = false, TraceRatio = 1, BreaksNegotiate = false,
    };
}
