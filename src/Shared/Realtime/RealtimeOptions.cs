using System.ComponentModel.DataAnnotations;

namespace Fixia.Shared.Realtime;

/// <summary>The app settings <c>Realtime__*</c>.</summary>
public sealed class RealtimeOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Realtime";

    /// <summary>
    /// How long a negotiated URL may be used to connect; 5 minutes unless set. It ends no connection: the service checks
    /// the expiry only when a client connects.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:30", "01:00:00", ConvertValueInInvariantCulture = true)]
    public TimeSpan ClientUrlLifetime { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>How long polling clients are told to wait between two requests; 30 s unless set.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00", ConvertValueInInvariantCulture = true)]
    public TimeSpan PollInterval { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How many users of one change-feed batch are pushed to side by side; 16 unless set.</summary>
    [Range(1, 256)]
    public int PushParallelism { get; set; } = 16;
}
