using System.ComponentModel.DataAnnotations;

namespace Fixia.Shared.Realtime;

/// <summary>The app settings <c>Realtime__*</c>.</summary>
public sealed class RealtimeOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Realtime";

    /// <summary>
    /// How long a negotiated URL may be used to connect, rounded up to whole minutes, which is how the service counts; 5
    /// minutes unless set. It ends no connection: the service checks the expiry only when a client connects.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:30", "01:00:00", ConvertValueInInvariantCulture = true)]
    public TimeSpan ClientUrlLifetime { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>
    /// Whether every new connection is told <c>connection-confirmed</c>, which costs an execution and a message each; true
    /// unless set. Without it the service need not be asked to report connections at all, and clients of this project make
    /// the event themselves, of what the service says.
    /// </summary>
    public bool ConfirmConnections { get; set; } = true;

    /// <summary>How long clients without a live connection are told to wait between two requests; 30 s unless set.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00", ConvertValueInInvariantCulture = true)]
    public TimeSpan PollInterval { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How long clients with a live connection are told to wait between two polls, which look for what a push may have missed; 2 minutes unless set.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00", ConvertValueInInvariantCulture = true)]
    public TimeSpan LivePollInterval { get; set; } = TimeSpan.FromMinutes(2);

    /// <summary>How many users of one change-feed batch are pushed to side by side; 16 unless set.</summary>
    [Range(1, 256)]
    public int PushParallelism { get; set; } = 16;

    /// <summary>A change of which the notification is older than this counts as backlog; 2 minutes unless set.</summary>
    [Range(typeof(TimeSpan), "00:00:05", "1.00:00:00", ConvertValueInInvariantCulture = true)]
    public TimeSpan BacklogAge { get; set; } = TimeSpan.FromMinutes(2);

    /// <summary>Of a backlog at most this many notifications a user are pushed, the newest; 20 unless set.</summary>
    [Range(1, 100)]
    public int BacklogLimit { get; set; } = 20;
}
